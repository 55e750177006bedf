"""How a service usually answers is told on its listing: of enough answers, over settled months, ranking nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import places, services, work
from tests.factories.directory import BARNSTAPLE
from tests.factories.places import Place
from tests.factories.still_true import words
from watersmeet.base import working_days
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import Service
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import State
from watersmeet.records.referrals.fairness import SMALL
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.usual_answers import LONGEST, span, usually

At = Callable[[str], None]
WAITS = (1, 1, 2, 2, 3, 3, 5, 9)
"""Working days until each answer."""


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """The clock stands at an instant."""
    return lambda instant: monkeypatch.setenv("WATERSMEET_NOW", instant)


@pytest.fixture
def place(db: None, at: At) -> Place:
    """A place that began in spring."""
    at("2026-04-01T09:00:00Z")
    return places.place()


@pytest.fixture
def listed(place: Place) -> Service:
    return services.service(place, name="Harbour shed", place=BARNSTAPLE)


@pytest.fixture
def worker(place: Place) -> Actor:
    return places.worker(place.group, Role.MANAGER)


def answered(place: Place, listed: Service, worker: Actor, at: At, waits: tuple[int, ...], yes: int) -> list[UUID]:
    """One is sent on each Monday from June on, and answered so many working days later; the first ones with a yes."""
    made = []
    for number, wait in enumerate(waits):
        day = date(2026, 6, 1) + timedelta(weeks=number)
        at(f"{day}T09:00:00Z")
        one = work.waiting(place, name=f"Ada {number}", service=listed.pk)
        at(f"{working_days.add(day, wait, working_days.Nation.ENGLAND)}T15:00:00Z")
        reason = {} if number < yes else {"reason": "full"}
        referrals.move(one, State.ACCEPTED if number < yes else State.DECLINED, by=worker, **reason)
        made.append(one)
    at("2026-11-23T09:00:00Z")
    return made


def reckoned(listed: Service) -> tuple[int | None, int]:
    """The same by a second way: sort the waits, take the one at three quarters; count the yeses."""
    waits, yes = [], 0
    for row in Referral.objects.filter(service=listed):
        event = ReferralEvent.objects.filter(subject=row, what__in=("accept", "decline")).order_by("version").first()
        if event and row.sent_at:
            day, count = row.sent_at.date(), 0
            while day < event.happened_at.date():
                day += timedelta(days=1)
                count += working_days.is_working(day, working_days.Nation.ENGLAND)
            waits.append(count)
            yes += event.what == "accept"
    place_in_line = -(-3 * len(waits) // 4)
    return sorted(waits)[place_in_line - 1], round(10 * yes / len(waits))


def test_it_is_told_to_everybody_as_a_second_reckoning_says(
    client: Client, place: Place, listed: Service, worker: Actor, at: At
) -> None:
    answered(place, listed, worker, at, WAITS, yes=6)
    usual = referrals.usual_answers(listed.pk)
    assert usual is not None
    assert (usual.within, usual.of_ten) == reckoned(listed)
    assert usual.counted == len(WAITS)
    page = words(client.get(reverse("directory:service", args=[listed.pk])))
    assert f"It usually answers within {usual.within} working days." in page
    assert f"It says yes to about {usual.of_ten} of 10." in page


def test_of_fewer_than_could_be_told_apart_nothing_is_said(
    client: Client, place: Place, listed: Service, worker: Actor, at: At
) -> None:
    made = answered(place, listed, worker, at, WAITS[: SMALL - 1], yes=3)
    assert len(made) == SMALL - 1
    assert referrals.usual_answers(listed.pk) is None
    assert "How it answers" not in words(client.get(reverse("directory:service", args=[listed.pk])))
    assert referrals.usual_answers(services.service(place).pk) is None


def test_what_is_not_settled_does_not_move_it(place: Place, listed: Service, worker: Actor, at: At) -> None:
    answered(place, listed, worker, at, WAITS, yes=6)
    before = referrals.usual_answers(listed.pk)
    for day in ("2026-11-02", "2026-11-20"):
        at(f"{day}T09:00:00Z")
        one = work.waiting(place, name=f"Bo {day}", service=listed.pk)
        referrals.move(one, State.DECLINED, by=worker, reason="full")
    at("2026-11-23T10:00:00Z")
    assert referrals.usual_answers(listed.pk) == before


def test_what_nobody_answered_counts_as_not_answered(place: Place, listed: Service, worker: Actor, at: At) -> None:
    answered(place, listed, worker, at, (1,) * 8, yes=8)
    assert referrals.usual_answers(listed.pk).within == 1
    at("2026-07-01T09:00:00Z")
    for number in range(3):
        work.waiting(place, name=f"Cy {number}", service=listed.pk)
    at("2026-11-23T09:00:00Z")
    assert referrals.usual_answers(listed.pk).within is None
    assert referrals.usual_answers(listed.pk).of_ten == 10


def test_after_six_months_it_is_not_told_any_more(place: Place, listed: Service, worker: Actor, at: At) -> None:
    answered(place, listed, worker, at, WAITS, yes=6)
    at("2027-06-01T09:00:00Z")
    assert referrals.usual_answers(listed.pk) is None


def test_it_ranks_nothing(place: Place, listed: Service, worker: Actor, at: At) -> None:
    other = services.service(place, place.surgery, name="Harbour shed", place=BARNSTAPLE)
    at("2026-11-23T09:00:00Z")
    before = [hit.service.id for hit in directory.find(VISITOR, "harbour", near=BARNSTAPLE.postcode)]
    assert {listed.pk, other.pk} == set(before)
    answered(place, listed, worker, at, (1,) * 9, yes=0)
    assert [hit.service.id for hit in directory.find(VISITOR, "harbour", near=BARNSTAPLE.postcode)] == before


@pytest.mark.parametrize(
    ("today", "first", "after"),
    [
        ("2026-11-23", "2026-05-01", "2026-11-01"),
        ("2026-11-15", "2026-04-01", "2026-10-01"),
        ("2026-11-16", "2026-05-01", "2026-11-01"),
        ("2026-01-10", "2025-06-01", "2025-12-01"),
    ],
)
def test_whole_months_count_once_they_are_settled(today: str, first: str, after: str) -> None:
    assert span(date.fromisoformat(today)) == (date.fromisoformat(first), date.fromisoformat(after))


@pytest.mark.parametrize(
    ("took", "silent", "within"),
    [
        ([0] * 8, 0, 1),
        ([1, 1, 1, 9], 0, 1),
        ([1, 1, 8, 9], 0, 8),
        ([1] * 9, 3, 1),
        ([1] * 8, 3, None),
        ([LONGEST] * 8, 0, LONGEST),
        ([LONGEST + 1] * 8, 0, None),
    ],
)
def test_three_of_four_came_within_so_many_days(took: list[int], silent: int, within: int | None) -> None:
    assert usually(took, silent) == within
