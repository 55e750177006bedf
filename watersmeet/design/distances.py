"""Distances as people say them."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def km(distance: float) -> str:
    """ "0.8 km", "12 km"; what is next door is not "0.0 km"."""
    if distance < 0.1:
        return _("less than 100 metres")
    return _("%(distance)s km") % {"distance": number_format(distance, 1 if distance < 10 else 0)}
