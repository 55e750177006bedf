"""Safe contact: ten thousand generated attempts, none that a rule forbids; each rule removed in turn is caught."""

import random
from collections import Counter
from dataclasses import fields, replace
from datetime import UTC, datetime, time, timedelta
from itertools import product
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from watersmeet.records.people import rules
from watersmeet.records.people.rules import Attempt, Channel, ContactHours, Daytime, SafeContact, may_contact

ZONE = ZoneInfo("Europe/London")
HOURS = ContactHours(
    frozenset(range(6)),
    time(9),
    time(19),
    "Europe/London",
)
WORKERS = [uuid4(), uuid4()]
PARTNERS = [uuid4(), uuid4()]
PARTS = {Daytime.MORNING: range(9, 12), Daytime.AFTERNOON: range(12, 17), Daytime.EVENING: range(17, 20)}


def cases(count: int, seed: int = 20261122) -> list[tuple[SafeContact, Attempt]]:
    """Rules and attempts of every kind, the same each time."""
    chance = random.Random(seed)  # noqa: S311 - the same cases each time, no secret

    def some(of: list[Any]) -> tuple[Any, ...]:
        return tuple(one for one in of if chance.random() < 0.5)

    made = []
    for _ in range(count):
        contact = SafeContact(
            channels=some(list(Channel)),
            phone=chance.choice(["", "07700 900123"]),
            email=chance.choice(["", "ada@person.example"]),
            address=chance.choice(["", "1 Example Street"]),
            daytimes=some(list(Daytime)),
            leave_message=chance.random() < 0.5,
            say_who=chance.random() < 0.5,
            hidden_address=chance.random() < 0.5,
            not_workers=some(WORKERS),
            not_partners=some(PARTNERS),
        )
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(366 * 24 * 60))
        attempt = Attempt(
            channel=chance.choice(list(Channel)),
            at=at,
            partner=chance.choice([None, *PARTNERS]),
            worker=chance.choice([None, *WORKERS]),
            says_who=chance.random() < 0.5,
            leaves_message=chance.random() < 0.5,
        )
        made.append((contact, attempt))
    return made


def forbidden(contact: SafeContact, attempt: Attempt) -> bool:
    """What the person's rules forbid, written again from PRACTICE 2 without the code under test."""
    local = attempt.at.astimezone(ZONE)
    has = {
        Channel.SMS: contact.phone,
        Channel.PHONE: contact.phone,
        Channel.EMAIL: contact.email,
        Channel.POST: contact.address and not contact.hidden_address,
    }
    asked_hours = [hour for part in contact.daytimes for hour in PARTS[part]]
    wrong_hour = attempt.channel != Channel.POST and (
        local.weekday() == 6 or not 9 <= local.hour < 19 or bool(asked_hours and local.hour not in asked_hours)
    )
    return bool(
        attempt.channel not in contact.channels
        or not has[attempt.channel]
        or wrong_hour
        or attempt.worker in contact.not_workers
        or attempt.partner in contact.not_partners
        or (attempt.says_who and not contact.say_who)
        or (attempt.leaves_message and not contact.leave_message)
    )


def let_through(count: int) -> int:
    """How many forbidden attempts were let through."""
    return sum(bool(may_contact(c, a, HOURS)) and forbidden(c, a) for c, a in cases(count))


def test_no_forbidden_contact_of_ten_thousand_is_let_through_and_no_safe_one_refused() -> None:
    answers = [(bool(may_contact(c, a, HOURS)), forbidden(c, a)) for c, a in cases(10_000)]
    assert [pair for pair in answers if pair[0] == pair[1]] == []
    assert sum(allowed for allowed, _ in answers) > 100  # so that the test says something


@pytest.mark.parametrize("number", range(6))
def test_each_rule_that_is_removed_is_caught(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rules.checks

    def without(*args: Any) -> Any:
        return [check for at, check in enumerate(whole(*args)) if at != number]

    monkeypatch.setattr(rules, "checks", without)
    assert let_through(10_000) > 0


def test_hours_that_are_removed_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules.Window, "holds", lambda _self, _local: True)
    assert let_through(2_000) > 0


def test_a_message_at_night_waits_for_the_next_safe_hour() -> None:
    contact = SafeContact(channels=(Channel.EMAIL,), email="ada@person.example", daytimes=(Daytime.AFTERNOON,))
    saturday_night = datetime(2026, 11, 21, 23, 10, tzinfo=ZONE)
    answer = may_contact(contact, Attempt(Channel.EMAIL, saturday_night), HOURS)
    assert not answer
    assert answer.try_again_at == datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)


def test_rules_survive_being_stored() -> None:
    for contact, _attempt in cases(200):
        assert SafeContact.from_json(contact.to_json()) == contact


@pytest.mark.parametrize(("hour", "minute"), list(product((8, 9, 18, 19), (0, 59))))
def test_the_edges_of_the_places_hours(hour: int, minute: int) -> None:
    contact = SafeContact(channels=(Channel.EMAIL,), email="ada@person.example")
    at = datetime(2026, 11, 24, hour, minute, tzinfo=ZONE)
    assert bool(may_contact(contact, Attempt(Channel.EMAIL, at), HOURS)) == (9 <= hour < 19)


def test_a_time_that_never_comes_in_this_place_is_said_as_such() -> None:
    """Evenings only, where the place closes at 17:00: nothing waits for a next time."""
    hours = ContactHours(frozenset(range(5)), time(9), time(17), "Europe/London")
    contact = SafeContact(channels=(Channel.EMAIL,), email="ada@person.example", daytimes=(Daytime.EVENING,))
    answer = may_contact(contact, Attempt(Channel.EMAIL, at=datetime(2026, 11, 24, 10, tzinfo=UTC)), hours)
    assert (answer.missing, answer.try_again_at) == ("contact_never", None)


def test_the_strictest_of_several_allows_what_every_one_of_them_does_to_the_same_address_and_nothing_else() -> None:
    """Ten thousand times: rules of two or three records, apart in all or in one thing, together and one by one."""
    made = cases(30_000, seed=20261129)
    names = [one.name for one in fields(SafeContact)]
    answers = Counter[bool]()
    for number, (first, attempt) in enumerate(made[:10_000]):
        others = [contact for contact, _attempt in made[10_000 + number :: 10_000]]
        name = names[number % len(names)]
        said = [first, *others] if number % 5 == 0 else [first, replace(first, **{name: getattr(others[0], name)})]
        addresses = {one.address_for(attempt.channel) for one in said}
        allowed = len(addresses) == 1 and not any(forbidden(one, attempt) for one in said)
        together = rules.strictest(said)
        assert bool(may_contact(together, attempt, HOURS)) == allowed, (said, attempt)
        assert not allowed or {together.address_for(attempt.channel)} == addresses
        answers[allowed] += 1
    assert answers[True] > 100


def test_where_no_part_of_the_day_is_safe_on_both_only_letters_are_left() -> None:
    """No part of the day chosen means any: an evening and a morning together must not."""
    ways = {"channels": (Channel.SMS, Channel.POST), "phone": "07700 900123", "address": "1 Example Street"}
    said = [SafeContact(**ways, daytimes=(part,)) for part in (Daytime.MORNING, Daytime.EVENING)]
    assert rules.strictest(said).channels == (Channel.POST,)


def test_a_letter_to_a_gp_is_kept_from_view_when_any_of_them_says_so() -> None:
    def together(*said: str) -> str:
        return rules.strictest([SafeContact(gp_online=one) for one in said]).gp_online

    assert [together("may", "keep"), together("may", ""), together("may", "may")] == ["keep", "", "may"]
