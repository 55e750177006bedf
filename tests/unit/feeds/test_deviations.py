"""Each way in which real feeds deviate is tolerated, and said by its name; a feed without it does not say it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import feeds
from tests.factories.feeds import Theirs, service
from watersmeet.exchange.feeds.findings import SAYS
from watersmeet.records.directory.models import Service
from watersmeet.records.partnerships.models import Partnership

Bend = Callable[[Theirs], object]


def first(**more: Any) -> Bend:
    """Let the first service say this instead."""

    def bend(theirs: Theirs) -> None:
        theirs.services[0] = service(1, **more)

    return bend


def nested(name: str, **more: Any) -> Bend:
    """Let the first object of a list of the first service say this instead."""

    def bend(theirs: Theirs) -> None:
        theirs.services[0][name][0] |= more

    return bend


def place(where: str, **more: Any) -> Bend:
    """Let the place of the first service, or its address, say this instead."""

    def bend(theirs: Theirs) -> None:
        there = theirs.services[0]["service_at_locations"][0]["location"]
        (there["addresses"][0] if where == "address" else there).update(more)

    return bend


def without(parameter: str) -> Bend:
    return lambda theirs: theirs.obeys.discard(parameter)


def missing(path: str) -> Bend:
    return lambda theirs: theirs.answers.update({path: [(404, {}, b"nothing here")]})


def root(**more: Any) -> Bend:
    return lambda theirs: theirs.root.update(more)


def pages_said(many: int) -> Bend:
    def bend(theirs: Theirs) -> None:
        theirs.most_a_page = 2
        theirs.envelope = lambda part, number, _pages: feeds.envelope(part, number, many)

    return bend


def always_the_same(theirs: Theirs) -> None:
    theirs.obeys.discard("page")


def twice(theirs: Theirs) -> None:
    theirs.services.append(dict(theirs.services[0]))


def fewer_than_said(theirs: Theirs) -> None:
    whole = theirs.page

    def page(asked: dict[str, str]) -> Any:
        told = whole(asked)
        return told if isinstance(told, bytes) else told | {"total_items": 9}

    theirs.page = page  # type: ignore[method-assign]


def in_a_row(theirs: Theirs) -> None:
    whole = theirs.page

    def bare(asked: dict[str, str]) -> Any:
        told = whole(asked)
        return told if isinstance(told, bytes) else told["contents"]

    theirs.page = bare  # type: ignore[method-assign]


def waits(status: int, **headers: str) -> Bend:
    def bend(theirs: Theirs) -> None:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        theirs.answers["/taxonomies"] = [(status, said, b""), (404, {}, b"")]

    return bend


def moved(theirs: Theirs) -> None:
    theirs.answers["/taxonomies"] = [(302, {"Location": "/taxonomy_terms"}, b"")]


def set_kind(theirs: Theirs) -> None:
    theirs.kind = "text/html"


ODD: dict[str, Bend] = {
    "ignored_modified_after": without("modified_after"),
    "ignored_search": without("search"),
    "ignored_full": without("full"),
    "ignored_ndjson": without("ndjson"),
    "shallow_list": without("full"),
    "no_service_at_locations": missing("/service_at_locations"),
    "no_taxonomy_terms": missing("/taxonomy_terms"),
    "no_taxonomies": missing("/taxonomies"),
    "empty_taxonomies": lambda theirs: theirs.taxonomies.clear(),
    "profile_placeholder": root(profile="https://path/to/profile"),
    "version_odd": root(version="HSDS 3.0"),
    "version_not_said": root(version=None),
    "version_wrong": root(version="HSDS-UK-1.0"),
    "root_unreadable": missing("/"),
    "bare_list": in_a_row,
    "total_pages_wrong": pages_said(1),
    "total_items_wrong": fewer_than_said,
    "same_page_again": always_the_same,
    "duplicate_ids": twice,
    "id_not_uuid": first(id="tea/1 and more"),
    "last_modified_missing": first(last_modified=None),
    "content_type_wrong": set_kind,
    "asked_to_wait": waits(429, Retry_After="0"),
    "tried_again": waits(503),
    "moved": moved,
    "status_missing": first(status=None),
    "empty_optional": first(fees="", alert=""),
    "naive_datetime": first(last_modified="2026-11-01T10:00:00.123"),
    "datetime_unreadable": first(assured_date="last spring"),
    "html_in_description": first(description="<h1>Tea</h1><p>It&nbsp;is <b>free</b>.</p>"),
    "shortened": first(fees="Pay what you can, " * 30),
    "age_out_of_range": first(minimum_age=-1),
    "url_mended": first(url="tea.example/here"),
    "url_left_out": first(url="see our door"),
    "email_left_out": first(email="email-example_com"),
    "phone_with_words": first(contacts=[{"phones": [{"number": "Tea line: 01632 960 002"}]}]),
    "phone_left_out": first(contacts=[{"phones": [{"number": "ask Robin"}]}]),
    "contact_left_out": first(contacts=[{"id": feeds.identifier("nobody")}]),
    "cost_left_out": nested("cost_options", amount="a little"),
    "language_unknown": first(languages=[{"id": feeds.identifier("tongue")}]),
    "term_left_out": nested("attributes", taxonomy_term={"id": "1"}),
    "schedule_left_out": nested("schedules", freq="DAILY"),
    "schedule_words_left_out": nested("schedules", description="Not on bank holidays"),
    "postcode_unknown": place("address", postal_code="EX31 9ZZ"),
    "place_without_point": lambda theirs: [
        bend(theirs) for bend in (place("address", postal_code="ABC 1234"), place("location", latitude=100))
    ],
    "place_left_out": lambda theirs: [
        bend(theirs) for bend in (place("location", addresses=[], latitude=None, longitude=None),)
    ],
    "wrong_kind": first(fees={"amount": 1}),
    "fields_left_out": first(alert="Ring first"),
}  # fmt: skip


@pytest.mark.parametrize("code", ODD)
def test_a_deviation_is_tolerated_and_said(code: str, theirs: Theirs, place: Partnership) -> None:
    ODD[code](theirs)

    report = feeds.gathered(feeds.added(place, theirs.url))

    assert code in feeds.codes(report)
    assert (report.harvest.fault, report.quarantined) == ("", [])
    assert report.counts["accepted"] == 3
    assert Service.objects.filter(partnership=place).count() == 3
    found = next(one for one in report.findings if one["code"] == code)
    assert found["count"] >= 1
    assert found["where"]
    assert len(str(SAYS[code]).split()) > 3


def test_a_sound_feed_says_nothing_of_the_kind(theirs: Theirs, place: Partnership) -> None:
    """The control: none of these is ever said of a feed that keeps to the standard."""
    assert feeds.codes(feeds.gathered(feeds.added(place, theirs.url))) == set()


def test_a_licence_that_nobody_said_is_missed(theirs: Theirs, place: Partnership) -> None:
    assert feeds.codes(feeds.gathered(feeds.added(place, theirs.url, licence=""))) == {"licence_not_said"}


def test_several_pages_with_the_right_number_say_nothing(theirs: Theirs, place: Partnership) -> None:
    theirs.most_a_page = 2
    assert feeds.codes(feeds.gathered(feeds.added(place, theirs.url))) == set()


def test_more_pages_than_there_are_is_said(theirs: Theirs, place: Partnership) -> None:
    pages_said(7)(theirs)
    report = feeds.gathered(feeds.added(place, theirs.url))
    assert feeds.codes(report) == {"total_pages_wrong"}
    assert report.counts["accepted"] == 3


def test_words_of_html_are_readable(theirs: Theirs, place: Partnership) -> None:
    told = "<h1>About</h1>\n<p>Tea&nbsp;&amp; <b>talk</b>.</p><ul><li>warm</li></ul><script>x()</script>"
    theirs.services = [service(1, description=told)]
    feeds.gathered(feeds.added(place, theirs.url))
    assert Service.objects.get(partnership=place).description == "About\n\nTea & talk.\n\n- warm"


def test_a_number_among_words_can_be_rung(theirs: Theirs, place: Partnership) -> None:
    theirs.services = [service(1, contacts=[{"phones": [{"number": "Young people: 0117 332 7111"}]}])]
    feeds.gathered(feeds.added(place, theirs.url))
    contact = Service.objects.get(partnership=place).contacts.get()
    assert [(one.number, one.description) for one in contact.phones.all()] == [("0117 332 7111", "Young people")]
