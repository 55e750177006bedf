"""Distances as people say them."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

KM_IN_A_MILE = 1.609344


def miles(distance_km: float) -> str:
    """ "1 mile", "0.8 miles", "12 miles": distances on pages for people of the United Kingdom."""
    distance = distance_km / KM_IN_A_MILE
    if distance < 0.1:
        return _("less than 200 yards")
    shown = number_format(distance, 1 if distance < 10 else 0)
    return _("1 mile") if shown in {"1.0", "1"} else _("%(distance)s miles") % {"distance": shown}
