"""What the commands of geography say."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.base import called
from watersmeet.base.areas import About, Area, Decile, State, Why
from watersmeet.exchange.geography.loading import Loaded

LEVELS = {
    "lsoa11": gettext_lazy("LSOA of 2011"),
    "lsoa21": gettext_lazy("LSOA of 2021"),
    "ward": gettext_lazy("ward"),
    "lad": gettext_lazy("local authority district"),
    "icb": gettext_lazy("integrated care board"),
    "region": gettext_lazy("region"),
}
WHY = {
    Why.NO_POSTCODE: gettext_lazy("unknown: no directory here holds this postcode"),
    Why.NOT_LOADED: gettext_lazy("unknown until its official file is loaded"),
    Why.NOT_HELD: gettext_lazy("unknown: the loaded files do not say it"),
    Why.CHANGED: gettext_lazy(
        "unknown: its area was changed between the censuses, and the new one could be any of several"
    ),
    Why.NOT_ENGLISH: gettext_lazy("none: there is one for England alone"),
}


def loaded(one: Loaded) -> str:
    """What became of one table of a file."""
    said = {"file": one.file, "what": one.taken_for, "kind": one.kind, "vintage": one.vintage}
    counts = {"rows": one.rows, "kept": one.kept, "out": _left(one.left_out)}
    line = _("%(file)s: taken for %(what)s (%(kind)s, %(vintage)s).") % said
    line += " " + _("%(rows)d rows, %(kept)d kept%(out)s.") % counts
    return line + (" " + _("The same is here already: nothing changed.") if one.before else "")


def _left(left: Mapping[str, int]) -> str:
    return "".join(f", {many} left out ({why})" for why, many in sorted(left.items()))


def edition(told: Mapping[str, Any]) -> str:
    """One table of the shelf."""
    if "trouble" in told:
        return f"{told['kind']} {told['vintage']}: {told['trouble']}"
    size = f"{told['bytes'] / 1e6:.1f} MB"
    return (
        f"{told['kind']:14} {told['vintage']:12} {told['kept']:9} rows  {size:>9}  {told['file']}, {told['loaded_on']}"
    )


def nothing_loaded() -> str:
    """No official table is here, and how to get one."""
    return _("No official files are loaded: points of postcodes are known, and nothing else.") + " " + load_first()


def load_first() -> str:
    """How to load."""
    return _("Load them: %(watersmeet)s geography load FILE...") % {"watersmeet": called.by_name()}


def about(found: About) -> Iterator[str]:
    """A postcode, line by line."""
    yield _state(found)
    if found.state is State.UNKNOWN:
        return
    if found.place:
        yield f"  {found.place.lat:.6f}, {found.place.lon:.6f} (WGS 84)"
    else:
        yield "  " + _("it has no point on the map")
    for level, one in found.areas.items():
        yield f"  {LEVELS[level]}: {_area(one)}"
    for decile in found.deciles:
        yield f"  {decile.index}: {_decile(decile)}"
    if not found.deciles:
        yield "  " + _("decile: unknown until an index of deprivation is loaded")


def _state(found: About) -> str:
    said = {"code": found.postcode, "nation": found.nation or _("nation not known"), "month": found.ended}
    said["vintage"] = found.vintage or _("shipped with the software")
    if found.state is State.UNKNOWN:
        return _("%(code)s: no directory here holds it. It may be new, or mistyped.") % said
    if found.state is State.ENDED:
        return _("%(code)s, %(nation)s: no longer in use, ended in %(month)s (directory: %(vintage)s)") % said
    return _("%(code)s, %(nation)s (directory: %(vintage)s)") % said


def _area(one: Area) -> str:
    return str(WHY[one.why]) if one.why else f"{one.code} {one.name}".strip() + f" ({one.vintage})"


def _decile(one: Decile) -> str:
    if one.why:
        return str(WHY[one.why])
    said = {"decile": one.decile, "rank": one.rank, "of": one.of}
    return _("decile %(decile)d (1 is the most deprived), rank %(rank)d of %(of)d") % said
