"""A harvest: what changed alone is fetched, nothing is lost in the sum, ours stays ours, what left is told."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories import feeds
from tests.factories.accounts import COMMAND
from tests.factories.feeds import Theirs, identifier, service
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR
from watersmeet.base.problems import Conflict, Refused
from watersmeet.exchange.feeds import nightly
from watersmeet.exchange.feeds.asking import Manner
from watersmeet.exchange.feeds.harvesting import Report, Wish, harvest
from watersmeet.records.directory import api as directory
from watersmeet.records.directory import history
from watersmeet.records.directory.models import Service
from watersmeet.records.partnerships.models import Partnership


def summed(report: Report) -> dict[str, int]:
    """The figures, which add up."""
    counts = report.counts
    assert counts["rows"] == counts["accepted"] + counts["quarantined"] + counts["repeated"]
    assert counts["accepted"] == counts["listed"] + counts["revised"] + counts["unchanged"]
    return {name: many for name, many in counts.items() if many}


def named(place: Partnership, number: int) -> Service:
    return Service.objects.get(partnership=place, name=f"Tea and talk {number}")


def test_what_a_feed_says_is_listed_with_where_it_came_from(theirs: Theirs, place: Partnership) -> None:
    feed = feeds.added(place, theirs.url)

    assert summed(feeds.gathered(feed)) == {"rows": 3, "accepted": 3, "listed": 3}

    row = named(place, 1)
    view = directory.service(VISITOR, row.pk)
    assert (view.source, view.licence, view.organisation.name) == ("tea", "OGL 3.0", "The Tea House")
    assert (view.organisation.description, view.organisation.website) == ("We make tea.", "https://tea.example/us")
    assert (view.phone, view.min_age, view.languages) == ("01632 960 001", 18, ("cy",))
    assert [(one.address, one.town, one.county, one.postcode) for one in view.places] == [
        ("1 Example Row", "Barnstaple", "Devon", "EX31 1AA")
    ]
    assert [(one.day, one.opens_at.hour) for one in view.meetings] == [("TH", 10)]
    more = directory.particulars([row.pk])[row.pk]
    assert [(one.option, one.pence) for one in more.costs] == [("Cake", 150)]
    assert [(one.taxonomy, one.code, one.name) for one in more.terms] == [("Drinks", "17", "Tea")]
    [came] = directory.came_from(row.pk)
    assert (came.original, came.feed.url) == (identifier(1), theirs.url)
    assert clock.now() - came.fetched_at < timedelta(minutes=1)
    told = [(line.verb, line.detail) for line in Line.objects.order_by("at") if line.verb.startswith("feed.")]
    assert told == [
        ("feed.add", {}),
        ("feed.harvest", {}),
        ("feed.harvest", {"rows": 3, "accepted": 3, "listed": 3}),
    ]


def test_again_all_is_unchanged_and_nothing_is_fetched(theirs: Theirs, place: Partnership) -> None:
    theirs.obeys -= {"full", "modified_after"}
    feed = feeds.added(place, theirs.url)
    feeds.gathered(feed)
    changed = list(Service.objects.filter(partnership=place).values_list("pk", "changed_at", "version"))
    theirs.asked.clear()

    assert summed(feeds.gathered(feed)) == {"rows": 3, "accepted": 3, "unchanged": 3}

    assert theirs.by_itself() == [identifier(1)]  # the one by which is tried what lists hold
    assert list(Service.objects.filter(partnership=place).values_list("pk", "changed_at", "version")) == changed


def test_of_a_shallow_list_only_what_changed_is_fetched(theirs: Theirs, place: Partnership) -> None:
    theirs.obeys -= {"full", "modified_after"}
    feed = feeds.added(place, theirs.url)
    feeds.gathered(feed)
    theirs.services[1] = service(2, description="Coffee too.", last_modified="2026-11-20T10:00:00Z")
    theirs.services.append(service(4))
    theirs.asked.clear()

    assert summed(feeds.gathered(feed)) == {"rows": 4, "accepted": 4, "listed": 1, "revised": 1, "unchanged": 2}

    assert set(theirs.by_itself()) == {identifier(1), identifier(2), identifier(4)}
    assert named(place, 2).description == "Coffee too."


def test_where_lists_say_no_day_etags_and_words_tell_what_changed(theirs: Theirs, place: Partnership) -> None:
    theirs.obeys -= {"full", "modified_after"}
    theirs.services = [service(number, last_modified=None) for number in range(1, 4)]
    theirs.etags = True
    feed = feeds.added(place, theirs.url)
    feeds.gathered(feed)
    theirs.services[2]["cost_options"][0]["amount"] = 2

    assert summed(feeds.gathered(feed)) == {"rows": 3, "accepted": 3, "revised": 1, "unchanged": 2}
    theirs.etags = False
    assert summed(feeds.gathered(feed)) == {"rows": 3, "accepted": 3, "unchanged": 3}


def test_lists_that_are_whole_when_asked_spare_each_service_by_itself(theirs: Theirs, place: Partnership) -> None:
    feeds.gathered(feeds.added(place, theirs.url))
    assert theirs.by_itself() == [identifier(1)]


def test_where_it_is_obeyed_only_what_changed_is_asked_for(theirs: Theirs, place: Partnership) -> None:
    feed = feeds.added(place, theirs.url)
    feeds.gathered(feed)
    new = (clock.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    theirs.services[0] = service(1, description="Only this is new.", last_modified=new)
    del theirs.services[2]
    theirs.asked.clear()

    report = feeds.gathered(feed)

    assert summed(report) == {"rows": 1, "accepted": 1, "revised": 1}
    assert (report.harvest.since is not None, report.harvest.whole, report.gone) == (True, False, ())
    assert any("modified_after=20" in one for one in theirs.asked)
    report = feeds.gathered(feed, full=True)
    assert (report.harvest.since, report.harvest.whole, report.gone) == (None, True, ("Tea and talk 3",))


def test_a_feed_that_obeys_no_more_is_read_whole_again(theirs: Theirs, place: Partnership) -> None:
    feed = feeds.added(place, theirs.url)
    feeds.gathered(feed)
    theirs.obeys.discard("modified_after")
    report = feeds.gathered(feed)
    assert "ignored_modified_after" in feeds.codes(report)
    assert (report.harvest.since, report.harvest.whole, report.counts["rows"]) == (None, True, 3)


def test_what_left_is_told_and_kept_and_comes_back(theirs: Theirs, place: Partnership) -> None:
    theirs.obeys.discard("modified_after")
    feed = feeds.added(place, theirs.url)
    feeds.gathered(feed)
    gone = theirs.services.pop()

    assert feeds.gathered(feed).gone == ("Tea and talk 3",)
    assert named(place, 3).status == "active"
    theirs.services.append(gone)
    report = feeds.gathered(feed)
    assert (report.gone, summed(report)) == ((), {"rows": 3, "accepted": 3, "unchanged": 3})


def test_a_feed_that_holds_less_than_it_says_has_lost_nothing(theirs: Theirs, place: Partnership) -> None:
    theirs.obeys.discard("modified_after")
    feed = feeds.added(place, theirs.url)
    feeds.gathered(feed)
    whole = theirs.page
    theirs.page = lambda asked: whole(asked) | {"contents": whole(asked)["contents"][:1]}  # type: ignore[method-assign]
    theirs.obeys.discard("ndjson")

    report = feeds.gathered(feed)

    assert "total_items_wrong" in feeds.codes(report)
    assert (report.harvest.whole, report.gone) == (False, ())


def test_what_somebody_here_said_stays(theirs: Theirs, place: Partnership) -> None:
    theirs.obeys.discard("modified_after")
    feed = feeds.added(place, theirs.url)
    feeds.gathered(feed)
    row = named(place, 1)
    facts = feeds_facts(row, cost="Free on Thursdays")
    directory.revise_service(service=row.pk, facts=facts, by=COMMAND)
    directory.confirm_service(service=row.pk, by=COMMAND)
    theirs.services[0] = service(1, fees="Five pounds", description="New words.", assured_date="2026-01-01")

    for _time in range(2):
        report = feeds.gathered(feed, full=True)
        assert "kept_ours" in feeds.codes(report)
        row.refresh_from_db()
        assert (row.cost, row.description) == ("Free on Thursdays", "New words.")
        assert row.checked_on == clock.today()


def feeds_facts(row: Service, **more: Any) -> directory.ServiceFacts:
    """What is said of a row today, but for some of it."""
    return history.facts_of(history.said_of(row) | more, row)


def test_an_assured_day_is_the_day_somebody_made_sure(theirs: Theirs, place: Partnership) -> None:
    theirs.services = [service(1, assured_date="2026-10-05")]
    feeds.gathered(feeds.added(place, theirs.url))
    assert named(place, 1).checked_on == date(2026, 10, 5)


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"name": None}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"organization": None}, "/organization/name"),
        ({"status": "perhaps"}, "/status"),
        ({"minimum_age": 60, "maximum_age": 18}, "/minimum_age"),
    ],
)
def test_what_cannot_be_taken_says_where_and_how_to_mend_it(
    more: dict[str, Any], where: str, theirs: Theirs, place: Partnership
) -> None:
    theirs.obeys.discard("modified_after")
    theirs.services[1] = service(2, **more)
    feed = feeds.added(place, theirs.url)

    report = feeds.gathered(feed)

    assert summed(report) == {"rows": 3, "accepted": 2, "listed": 2, "quarantined": 1}
    [(original, _name, flaws)] = report.quarantined
    assert original == identifier(2)
    assert flaws[0].where == f"/services?page=1#/contents/1{where}"
    assert all(len(words.split()) > 3 for flaw in flaws for words in (flaw.rule, flaw.remedy))
    theirs.services[1] = service(2)
    assert summed(feeds.gathered(feed)) == {"rows": 3, "accepted": 3, "listed": 1, "unchanged": 2}


def test_what_has_no_id_or_is_no_object_is_counted_too(theirs: Theirs, place: Partnership) -> None:
    theirs.services += [service(4, id=None), "tea", None, {"id": ""}]  # type: ignore[list-item]
    report = feeds.gathered(feeds.added(place, theirs.url))
    assert summed(report) == {"rows": 7, "accepted": 3, "listed": 3, "quarantined": 4}
    assert [flaws[0].where for _id, _name, flaws in report.quarantined] == [
        "/services?page=1#/contents/3/id",
        "/services?page=1#/contents/4",
        "/services?page=1#/contents/5",
        "/services?page=1#/contents/6/id",
    ]


def test_a_service_that_is_listed_and_not_to_be_had_waits(theirs: Theirs, place: Partnership) -> None:
    theirs.obeys -= {"full"}
    theirs.answers[f"/services/{identifier(2)}"] = [(404, {}, b"")]
    feed = feeds.added(place, theirs.url)
    report = feeds.gathered(feed)
    assert summed(report) == {"rows": 3, "accepted": 2, "listed": 2, "quarantined": 1}
    feed.refresh_from_db()
    assert feed.known_until is None, "so it is asked for again, whether it changed or not"
    theirs.answers.clear()
    assert summed(feeds.gathered(feed)) == {"rows": 3, "accepted": 3, "listed": 1, "unchanged": 2}


def test_a_trial_changes_nothing(theirs: Theirs, place: Partnership) -> None:
    feed = feeds.added(place, theirs.url)
    report = feeds.gathered(feed, dry=True)
    assert summed(report) == {"rows": 3, "accepted": 3, "listed": 3}
    feed.refresh_from_db()
    assert not Service.objects.filter(partnership=place).exists()
    assert (directory.last_harvest(feed), feed.heeds_since, feed.known_until) == (None, None, None)


def test_two_do_not_harvest_one_feed(theirs: Theirs, place: Partnership) -> None:
    feed = feeds.added(place, theirs.url)
    mine = directory.hold_feed(feed)
    with pytest.raises(Conflict):
        feeds.gathered(feed)
    directory.let_feed_go(feed, mine)
    assert feeds.gathered(feed).over


def test_who_stops_in_time_goes_on_later(theirs: Theirs, place: Partnership) -> None:
    theirs.services = [service(number) for number in range(1, 8)]
    theirs.most_a_page = 3
    theirs.services.append(dict(theirs.services[0]))
    feed = feeds.added(place, theirs.url)

    assert not feeds.gathered(feed, until=0.0).over

    assert not Service.objects.filter(partnership=place).exists()
    report = feeds.gathered(feed)
    assert (report.over, summed(report)) == (True, {"rows": 8, "accepted": 7, "listed": 7, "repeated": 1})
    assert sum(one.startswith("/taxonomies") for one in theirs.asked) == 1, "it began once"


def test_the_worker_harvests_at_night_and_one_bad_feed_stops_nobody(
    theirs: Theirs, place: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = feeds.added(place, theirs.url)
    feeds.added(place, "http://127.0.0.1:9/", name="a bad one")
    assert (directory.feeds_due(), nightly.harvest_due()) == ([], 0)
    monkeypatch.setenv("WATERSMEET_NOW", f"+{24 * 3600}s")
    monkeypatch.setattr(nightly, "MANNER", feeds.QUICK)

    assert nightly.harvest_due() == 2

    assert named(place, 1).source == "tea"
    assert nightly.harvest_due() == 0
    last = directory.last_harvest(feed)
    assert last is not None
    assert last.whole
    [bad] = (one for one in directory.feeds(place.pk) if one.name == "a bad one")
    assert directory.last_harvest(bad).fault == "unreachable"  # type: ignore[union-attr]


def test_a_visitor_or_a_manager_harvests_nothing(theirs: Theirs, place: Partnership) -> None:
    feed = feeds.added(place, theirs.url)
    with pytest.raises(Refused):
        harvest(feed, Wish(by=VISITOR, manner=Manner(pause=0.0)))
    with pytest.raises(Refused):
        directory.add_feed(
            partnership=place.pk, name="x", url="https://x.example", licence="", private=False, by=VISITOR
        )
    assert theirs.asked == []


def test_another_licence_comes_to_each_service(theirs: Theirs, place: Partnership) -> None:
    theirs.obeys.discard("modified_after")
    feed = feeds.added(place, theirs.url)
    feeds.gathered(feed)
    feeds.added(place, theirs.url, licence="CC BY 4.0")
    feeds.gathered(feed)
    assert set(Service.objects.filter(partnership=place).values_list("licence", flat=True)) == {"CC BY 4.0"}


def test_an_organisation_that_is_called_otherwise_now(theirs: Theirs, place: Partnership) -> None:
    theirs.obeys.discard("modified_after")
    feed = feeds.added(place, theirs.url)
    feeds.gathered(feed)
    for one in theirs.services:
        one["organization"]["name"] = "The Tea Houses"
    feeds.gathered(feed, full=True)
    assert directory.service(VISITOR, named(place, 1).pk).organisation.name == "The Tea Houses"
