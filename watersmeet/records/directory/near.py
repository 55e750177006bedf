"""Where does somebody mean? A postcode, the first half of one, or a town that the directory knows."""

from dataclasses import dataclass

from django.db.models import Avg, Count, QuerySet
from django.utils.translation import gettext as _

from watersmeet.base import geography, postcode
from watersmeet.base.problems import Invalid
from watersmeet.records.directory.models import Location, LocationType


@dataclass(frozen=True, slots=True)
class Near:
    """A point to measure from, the words for it, and what to say when it is not quite what was asked."""

    place: geography.Place
    name: str
    note: str = ""


def example() -> str:
    """The postcode of a place that is listed, to show what one looks like here; "" when there is none."""
    here = Location.objects.filter(location_type=LocationType.PHYSICAL).exclude(postcode="")
    return here.order_by("postcode").values_list("postcode", flat=True).first() or ""


def find_near(text: str) -> Near:
    """The point people mean by what they typed. Raises Invalid with a way forward."""
    told = " ".join("".join(sign for sign in text if sign.isprintable()).split())[:60]
    try:
        code = postcode.tidy(told)
    except ValueError:
        return _outward_or_town(told)
    if point := geography.locate(code):
        return Near(point, postcode.outward(code))
    half = postcode.outward(code)
    if point := geography.locate_outward(half):
        note = _("We do not know %(code)s yet, so distances are from the middle of %(half)s.")
        return Near(point, half, note % {"code": code, "half": half})
    raise Invalid({"near": [_("We do not know the postcode %(code)s. Check it, or give your town.") % {"code": code}]})


def _outward_or_town(told: str) -> Near:
    half = told.replace(" ", "").upper()
    if point := geography.locate_outward(half):
        return Near(point, half, _("Distances are from the middle of %(half)s.") % {"half": half})
    there = Location.objects.filter(location_type=LocationType.PHYSICAL, town__iexact=told)
    centre = there.aggregate(lat=Avg("lat"), lon=Avg("lon"), many=Count("id"))
    if told and centre["many"] and centre["lat"] is not None:
        point = geography.Place(round(centre["lat"], 6), round(centre["lon"], 6), _authority(there))
        note = _("Distances are from the middle of what we know in %(town)s.") % {"town": told.title()}
        return Near(point, told.title(), note)
    shown = example()
    if not shown:
        raise Invalid({"near": [_("We do not know that place. Give a postcode, its first half, or another town.")]})
    say = _("We do not know that place. Give a postcode such as %(example)s, its first half, or another town.")
    raise Invalid({"near": [say % {"example": shown}]})


def _authority(there: QuerySet[Location]) -> str:
    """The local authority that most of these places lie in; "" where none is known."""
    known = there.exclude(authority="").values("authority").annotate(many=Count("id"))
    most = known.order_by("-many", "authority").first()
    return most["authority"] if most else ""
