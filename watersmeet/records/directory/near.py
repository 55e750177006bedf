"""Where does somebody mean? A postcode, the first half of one, or a town that the directory knows."""

from dataclasses import dataclass
from itertools import product

from django.db.models import Avg, Count, Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.base import geography, postcode
from watersmeet.base.problems import Invalid
from watersmeet.records.directory.models import Location, LocationType

LONGEST_POSTCODE = 7
_ALIKE = {"O": "O0", "0": "0O", "I": "I1L", "L": "L1I", "1": "1IL"}


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
    if found := _mistyped(code.replace(" ", "")):
        return found
    raise Invalid({"near": [_("We do not know the postcode %(code)s. Check it, or give your town.") % {"code": code}]})


def _outward_or_town(told: str) -> Near:
    half = told.replace(" ", "").upper()
    if point := geography.locate_outward(half):
        return Near(point, half, _("Distances are from the middle of %(half)s.") % {"half": half})
    if found := _town(told) or _mistyped(half):
        return found
    shown = example()
    if not shown:
        raise Invalid({"near": [_("We do not know that place. Give a postcode, its first half, or another town.")]})
    say = _("We do not know that place. Give a postcode such as %(example)s, its first half, or another town.")
    raise Invalid({"near": [say % {"example": shown}]})


def _town(told: str) -> Near | None:
    """A town that is listed: "Barnstaple", also with its county: "Barnstaple, Devon", "barnstaple devon"."""
    there = Location.objects.filter(location_type=LocationType.PHYSICAL)
    words = told.replace(",", " ").split()
    for many in range(len(words), 0, -1):
        town, county = " ".join(words[:many]), " ".join(words[many:])
        rows = there.filter(town__iexact=town)
        if county:
            rows = rows.filter(Q(county="") | Q(county__iexact=county))
        centre = rows.aggregate(lat=Avg("lat"), lon=Avg("lon"))
        if centre["lat"] is not None:
            point = geography.Place(round(centre["lat"], 6), round(centre["lon"], 6), _authority(rows))
            note = _("Distances are from the middle of what we know in %(town)s.") % {"town": town.title()}
            return Near(point, town.title(), note)
    return None


def _authority(there: QuerySet[Location]) -> str:
    """The local authority that most of these places lie in; "" where none is known."""
    known = there.exclude(authority="").values("authority").annotate(many=Count("id"))
    most = known.order_by("-many", "authority").first()
    return most["authority"] if most else ""


def _mistyped(bare: str) -> Near | None:
    """The one postcode, or half of one, that exists where the letter O was typed for the figure 0, or I or L for 1."""
    is_like_one = bare.isascii() and bare.isalnum() and any(sign.isdigit() for sign in bare)
    if not is_like_one or len(bare) > LONGEST_POSTCODE:
        return None
    signs = product(*(_ALIKE.get(sign, sign) for sign in bare))
    found = [near for one in signs if (near := _exists("".join(one)))]
    return found[0] if len(found) == 1 else None


def _exists(bare: str) -> Near | None:
    try:
        code = postcode.tidy(bare)
    except ValueError:
        half = geography.locate_outward(bare)
        return Near(half, bare, _("Distances are from the middle of %(half)s.") % {"half": bare}) if half else None
    if (point := geography.locate(code)) is None:
        return None
    return Near(point, postcode.outward(code), _("We took that for %(code)s.") % {"code": code})
