"""The freshness board says what a second reckoning, row by row, says too."""

import random
from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.factories import places, services
from tests.factories.accounts import COMMAND
from tests.factories.directory import facts
from tests.factories.places import Place
from tests.factories.still_true import browser_of, looked, words
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Refused
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.board import board, board_listings
from watersmeet.records.directory.models import Service, Status
from watersmeet.records.directory.still_models import Report, WebLook
from watersmeet.records.partnerships import api as partnerships

CHECK, HIDE, SOON = 90, 200, 30


@pytest.fixture
def many(place: Place) -> Place:
    """Listings of every age, of partners, of a file and of nobody; some reported, some with silent pages."""
    chance = random.Random(7)  # noqa: S311 - the same listings each time, no secret
    for number in range(120):
        of = chance.choice([place.group, place.surgery, None, "file"])
        url = f"https://group{number}.example.org/" if chance.random() < 0.5 else ""
        if isinstance(of, partnerships.Partner):
            row = services.service(place, of, name=f"Group {number}", website=url)
        else:
            came = directory.Provenance("clinics.csv", str(number), "") if of else directory.Provenance("here", "", "")
            said = facts(name=f"Group {number}", website=url)
            row = directory.list_service(partnership=place.partnership.pk, facts=said, by=COMMAND, provenance=came)
        looked(row, chance.choice([None, 0, 59, 60, 61, 89, 90, 91, 199, 200, 201, 400]))
        if chance.random() < 0.2:
            directory.report_mistake(row.pk, what=directory.Wrong.PHONE, by=VISITOR)
            directory.report_mistake(row.pk, what=directory.Wrong.TIMES, by=VISITOR)
        if url and chance.random() < 0.5:
            day, again = clock.today() - timedelta(days=9), chance.choice([None, clock.today()])
            asked = chance.choice([url, "https://before.example.org/"])
            WebLook.objects.create(
                partnership_id=row.partnership_id, service=row, url=asked, asked_on=day, failed_on=day,
                failed_again_on=again,
            )  # fmt: skip
        if chance.random() < 0.1:
            Service.objects.filter(pk=row.pk).update(status=Status.INACTIVE)
    return place


def reckoned(at: Place) -> dict[tuple[UUID | None, str], Counter[str]]:
    """The same, by reading each row alone."""
    found: dict[tuple[UUID | None, str], Counter[str]] = {}
    for row in Service.objects.filter(partnership=at.partnership, status=Status.ACTIVE):
        day = row.checked_on or clock.day(row.changed_at)
        age = (clock.today() - day).days
        state = "hidden" if age >= HIDE else "stale" if age >= CHECK else "due" if age >= CHECK - SOON else "fresh"
        counts = found.setdefault((row.partner_id, "" if row.partner_id else row.source), Counter())
        counts[state] += 1
        counts["reported"] += Report.objects.filter(service=row, settled_on=None).exists()
        look = WebLook.objects.filter(service=row).first()
        counts["broken"] += bool(look and look.failed_again_on and look.url == row.website)
        counts["age"] = max(counts["age"], age)
    return found


def lead_of(at: Place) -> Actor:
    """Who runs the place."""
    return places.worker(at.front_door, Role.LEAD)


def test_each_number_is_what_a_second_reckoning_says(many: Place) -> None:
    rows, second = board(lead_of(many)), reckoned(many)
    assert {(one.partner, one.source) for one in rows} == set(second)
    for one in rows:
        counts = second[one.partner, one.source]
        said = {name: getattr(one, name) for name in ("fresh", "due", "stale", "hidden", "reported", "broken")}
        assert said == {name: counts[name] for name in said}
        assert (clock.today() - one.oldest).days == counts["age"]
        assert one.all == sum(counts[name] for name in ("fresh", "due", "stale", "hidden"))
    for name in ("fresh", "due", "stale", "hidden", "reported", "broken"):
        assert sum(counts[name] for counts in second.values()) > 0


def test_the_oldest_comes_first_and_each_row_leads_to_its_listings(many: Place) -> None:
    lead = lead_of(many)
    rows = board(lead)
    assert [one.oldest for one in rows] == sorted(one.oldest for one in rows)
    for row in rows:
        listings = board_listings(lead, row.partner, row.source)
        days: list[date] = [one.looked for one in listings]
        assert days == sorted(days)
        assert sum(one.reported for one in listings) == row.reported
        assert sum(one.broken for one in listings) == row.broken
        assert sum(one.state == "hidden" for one in listings) == row.hidden


def test_who_runs_the_place_reads_it_and_says_what_they_made_sure_of(many: Place) -> None:
    browser = browser_of(lead_of(many))
    page = words(browser.get("/services/board/"))
    for said in ("How true our list is", str(many.group), "clinics.csv", "Listed here, of no partner", "All of them"):
        assert said in page
    of_one = browser.get(f"/services/board/?partner={many.group.pk}")
    assert "I made sure: it is right" in words(of_one)
    assert browser.get("/services/board/?partner=nobody").status_code == 404
    assert browser.get("/services/board/?source=nowhere").status_code == 404


def test_others_do_not(client: Client, many: Place) -> None:
    for role in (Role.PRACTITIONER, Role.TUTOR, Role.ANALYST):
        with pytest.raises(Refused):
            board(places.worker(many.group, role))
    elsewhere = places.place()
    assert board(lead_of(elsewhere)) == []
    assert client.get("/services/board/").status_code == 302


def test_nothing_hides_where_no_rule_says_so(place: Place) -> None:
    at = places.place()
    row = services.service(at, name="Old")
    looked(row, 2000)
    [one] = board(lead_of(at))
    assert (one.stale, one.hidden) == (1, 0)
