"""Damaged feeds without end: whatever comes, nothing crashes and nothing is lost in the sum."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import feeds
from tests.factories import partnerships as places
from tests.factories.feeds import Theirs, service
from watersmeet.exchange.feeds import dialect, lists, older, plain, reading
from watersmeet.exchange.feeds.findings import Findings
from watersmeet.exchange.feeds.silence import Answer, Silent
from watersmeet.records.directory.models import Service

ODD = (
    "",
    " ",
    "\x00",
    "\ud800",
    "<p>",
    "&#0;",
    "<![",
    "<!x",
    "NaN",
    "-1",
    "25:61",
    "2026-02-30",
    "MO,TU",
    "1MO",
    "x" * 600,
)
TEXTS = st.one_of(st.sampled_from(ODD), st.text(max_size=20))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.sampled_from([10**400, -1, 1e308, 0.1])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)  # fmt: skip


def paths(told: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where anything stands in a service."""
    yield at
    for key, value in told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ():
        yield from paths(value, (*at, key))


SOUND = service(1)
PATHS = [one for one in paths(SOUND) if one]


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """A sound service in which a few values are others, or gone."""
    told = json.loads(json.dumps(SOUND))
    for at in draw(st.lists(st.sampled_from(PATHS), max_size=4)):
        there = told
        try:
            for key in at[:-1]:
                there = there[key]
            if draw(st.booleans()):
                there[at[-1]] = draw(JSON)
            elif isinstance(there, dict):
                del there[at[-1]]
        except (KeyError, IndexError, TypeError):
            continue
    return told


FEEDS = 300 if os.environ.get("WATERSMEET_NIGHTLY") == "1" else 10
BODIES = st.one_of(damaged(), damaged(), JSON)


@given(BODIES)
@settings(max_examples=400)
def test_a_damaged_service_is_read_or_says_what_is_wrong(told: Any) -> None:
    findings = Findings()
    try:
        reading.identifier(told, "#")
        facts = reading.look(older.renewed(told), "#", findings, source="tea")
    except reading.Unsound as unsound:
        facts, flaws = None, unsound.flaws
    else:
        flaws = ()
    assert bool(flaws) != bool(facts)
    assert all(flaw.rule and flaw.remedy for flaw in flaws)
    assert facts is None or (facts.name and "\x00" not in repr(facts))
    json.dumps(findings.kept()).encode()


@given(st.binary(max_size=300) | st.builds(lambda told: json.dumps(told).encode(), JSON))
def test_any_bytes_are_a_page_or_none(body: bytes) -> None:
    try:
        page = lists.page(lists.parsed(Answer(200, body), "here"), "here")
    except Silent as silence:
        why = silence.code
    else:
        why = ""
        assert len(page.digest) == 64
        dialect.of_page(dialect.of_root(list(page.items), Findings()), page, Findings())
    assert why in {"", "not_json", "not_a_list"}


@given(st.text())
def test_any_words_become_plain(text: str) -> None:
    for made in (plain.words(text), plain.line(text), plain.visible(text), plain.cut(text, 10)):
        made.replace("\ufffd", "").encode("utf-8", "surrogatepass")
    assert len(plain.cut(text, 10)) <= 10
    assert plain.visible(text).isprintable() or "\n" in plain.visible(text)


def test_a_body_that_is_nested_without_end_is_none() -> None:
    with pytest.raises(Silent, match="not_json"):
        lists.parsed(Answer(200, b"[" * 100_000), "here")
    with pytest.raises(Silent, match="not_json"):
        lists.parsed(Answer(200, b"[" * 60 + b"]" * 60), "here")


@pytest.mark.django_db
@given(st.lists(BODIES, max_size=6), st.booleans())
@settings(max_examples=FEEDS, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_feed_never_crashes_and_adds_up(told: list[Any], whole: bool) -> None:
    place = places.partnership()
    for number, one in enumerate(told):
        if isinstance(one, dict) and isinstance(one.get("id"), str) and one["id"]:
            one["id"] = f"{one['id']} {number}"
    with feeds.serving(Theirs(services=told, shallow=not whole)) as theirs:
        report = feeds.gathered(feeds.added(place, theirs.url))
    counts = report.counts
    assert report.harvest.fault in {"", "many_missing"}
    assert counts["rows"] == counts["accepted"] + counts["quarantined"] + counts["repeated"]
    assert counts["rows"] == len(told)
    assert Service.objects.filter(partnership=place).count() == counts["accepted"]
    assert len(report.quarantined) == counts["quarantined"]
