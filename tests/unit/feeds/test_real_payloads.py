"""The validator's own payloads and what a council really served, played back by a real server and harvested."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import missing
from tests.factories import feeds
from tests.factories.feeds import Theirs
from watersmeet.records.directory.models import Service
from watersmeet.records.partnerships.models import Partnership


class Played(Theirs):
    """Plays back recorded answers: one page of a list, and some services by themselves."""

    recorded: dict[str, Any]

    def page(self, asked: dict[str, str]) -> Any:
        """The recorded page; beyond it the same without its items."""
        return self.recorded | ({"contents": []} if int(asked.get("page", "1")) > 1 else {})


@pytest.fixture
def played() -> Iterator[Played]:
    with feeds.serving(Played()) as served:
        assert isinstance(served, Played)
        yield served


def read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else missing(str(file))


@pytest.mark.parametrize(
    ("kind", "figures", "says"),
    [
        ("Default", (1, 1, 0, 0), {"postcode_unknown", "place_without_point", "schedule_words_left_out"}),
        ("Warn", (1, 1, 0, 0), {"postcode_unknown", "place_without_point"}),
        ("Fail", (4, 1, 2, 1), {"url_left_out", "email_left_out", "listed_but_missing", "duplicate_ids"}),
        ("Test", (128, 1, 0, 127), {"duplicate_ids"}),
    ],
)
def test_the_validators_payloads_are_harvested(
    kind: str, figures: tuple[int, int, int, int], says: set[str], played: Played, place: Partnership, shared: Path
) -> None:
    """Rows, accepted, quarantined, repeated; each sum adds up, and what is odd is said."""
    folder = shared / f"data/oruk/validator-mocks/V3.0-UK-{kind}"
    played.root, played.recorded = read(folder / "api_details.json"), read(folder / "service_list.json")
    played.services = [read(folder / "service_full.json")]
    feed = feeds.added(place, played.url)

    report = feeds.gathered(feed)

    counts = report.counts
    assert (counts["rows"], counts["accepted"], counts["quarantined"], counts["repeated"]) == figures
    assert counts["rows"] == counts["accepted"] + counts["quarantined"] + counts["repeated"]
    assert says <= feeds.codes(report), sorted(feeds.codes(report))
    assert (report.harvest.dialect, report.harvest.known_by, report.harvest.fault) == ("3.0", "version", "")
    row = Service.objects.get(partnership=place)
    assert row.name == "Community Counselling"
    assert {(one.day, one.opens_at.hour) for one in row.schedules.all()} == {("TH", 10), ("FR", 10)}
    assert row.contacts.get().name == "Ann Persona"
    again = feeds.gathered(feed, full=True).counts
    assert (again["unchanged"], again["listed"], again["revised"]) == (1, 0, 0)


def test_what_bristol_served_is_harvested(played: Played, place: Partnership, shared: Path) -> None:
    """A page of three of 874, of which one was captured by itself: the other two are listed and not to be had."""
    folder = shared / "data/feeds/bristol"
    played.recorded = read(folder / "bristol-services-page1.json")
    played.services = [read(folder / "bristol-service-1625ip.json")]
    played.root = {"version": "HSDS-UK-3.0", "profile": "https://path/to/profile"}
    feed = feeds.added(place, played.url)

    report = feeds.gathered(feed)

    listed = len(played.recorded["contents"])
    assert (report.counts["rows"], report.counts["accepted"], report.counts["quarantined"]) == (listed, 1, listed - 1)
    says = {"profile_placeholder", "naive_datetime", "html_in_description", "age_out_of_range", "phone_with_words"}
    says |= {"shallow_list", "ignored_search", "ignored_modified_after", "total_items_wrong", "total_pages_wrong"}
    assert says <= feeds.codes(report), sorted(says - feeds.codes(report))
    row = Service.objects.get(partnership=place)
    assert (row.name, row.phone, row.min_age, str(row.checked_on)) == (
        "1625 Independent People",
        "0800 0354213",
        None,
        "2025-09-02",
    )
    assert row.description.startswith("About Us\n\n1625 Independent People works with young people")
    assert "<" not in row.description
    [contact] = row.contacts.all()
    assert [(one.number, one.description) for one in contact.phones.all()] == [("0117 332 7111", "Bristol Youth MAPS")]


def test_a_page_of_bristol_is_read_whole_where_lists_are(played: Played, place: Partnership, shared: Path) -> None:
    """The control: served by themselves as they stand in the list, all three are taken."""
    played.recorded = read(shared / "data/feeds/bristol/bristol-services-page1.json")
    played.services = list(played.recorded["contents"])
    report = feeds.gathered(feeds.added(place, played.url))
    assert (report.counts["accepted"], report.counts["quarantined"]) == (len(played.services), 0)
