"""Every form that somebody can reach is sent nonsense: an answer that helps, never a fault of ours."""

from collections.abc import Callable

import pytest

from tests.proofs.crawler import Crawl, Fill, Visit
from tests.proofs.town import Someone, Town, tried

pytestmark = pytest.mark.django_db
LONG = "heron " * 2000
ODD = "\x00\x07\ud83d' OR 1=1 --<script>{{7*7}}‮"
FILLS: dict[str, Fill] = {
    "nothing": lambda _one: "",
    "too much": lambda _one: LONG,
    "signs": lambda _one: ODD.encode("utf-8", "replace").decode(),
    "numbers": lambda _one: "-99999999999999999999",
    "dates": lambda one: "99" if one.name.endswith(("_0", "_1")) else "0000",
    "formulas": lambda _one: "=cmd|' /C calc'!A0",
    "no choice of ours": lambda one: "heron" if one.options else "Heron",
}


def chosen(town: Town, nightly: bool) -> list[Someone]:
    """Those whose walks lead to most forms: a manager, a privacy officer, a person, a passer-by; all by night."""
    if nightly:
        return town.everybody
    inside = {who.role: who for who in reversed(town.insiders)}
    persons = [who for who in town.outsiders if who.person]
    return (
        [inside[role] for role in ("manager", "privacy_officer") if role in inside] + persons[1:2] + town.outsiders[-1:]
    )


def test_no_form_breaks(town: Town, nightly: bool, record_property: Callable[[str, object], None]) -> None:
    sent: list[Visit] = []
    fills = FILLS if nightly else {name: FILLS[name] for name in ("nothing", "signs")}
    for who in chosen(town, nightly):
        found = Crawl(who.browser, 1, fills=tuple(fills.values()), around=tried).walk(*who.starts)
        sent += [visit for visit in found if visit.method == "post"]
    assert [visit for visit in sent if visit.status >= 500] == []
    assert len({visit.route for visit in sent}) > 15
    record_property("counted", f"nonsense: {len(sent)} forms sent of {len({v.route for v in sent})} kinds, 0 broke")
