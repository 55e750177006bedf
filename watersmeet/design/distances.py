"""Distances as people say them."""

import math

from django.utils.formats import number_format
from django.utils.translation import gettext as _

KM_IN_A_MILE = 1.609344
_A_HAIR = 1e-9  # what reckoning may lose of a tenth


def miles(distance_km: float) -> str:
    """ "1 mile", "0.8 miles", "12 miles": distances on pages for people of the United Kingdom."""
    return say(in_miles(distance_km))


def in_miles(distance_km: float) -> float:
    """As exact as it is said: tenths, from ten miles on whole ones, never more than it is; 0 when it is next door."""
    distance = distance_km / KM_IN_A_MILE
    if distance < 0.1:
        return 0.0
    return math.floor(distance * 10 + _A_HAIR) / 10 if distance < 10 else math.floor(distance)


def say(distance: float) -> str:
    """Such a distance in words."""
    if not distance:
        return _("less than 200 yards")
    shown = number_format(distance, 1 if distance < 10 else 0)
    return _("1 mile") if distance == 1 else _("%(distance)s miles") % {"distance": shown}
