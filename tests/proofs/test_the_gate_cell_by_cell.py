"""The gate's whole grid against its oracle: asked of actions, as a filter, and over HTTP. Not one cell may differ."""

import random
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from tests.conftest import MONDAY
from tests.factories import places
from tests.proofs.grid import DAY, WORLDS, Grid
from tests.proofs.oracle import CATEGORIES, PAIRS, PURPOSES, Case, may_be_shown
from tests.proofs.town import signed_in
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Refused
from watersmeet.base.ref import Ref
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.partnerships import queries as agreements
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.people import gate as the_gate
from watersmeet.records.people.models import Override, Permission, Person
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import State

ASKS = list(product(PURPOSES, CATEGORIES))
SEED = 20261129
Slice = list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def grid(django_db_setup: None, django_db_blocker: Any) -> Iterator[Grid]:
    """The place and its people on the Monday on which tests live, undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as changed:
        changed.setattr(clock, "_real", lambda: MONDAY)
        yield Grid()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def worlds(nightly: bool) -> Slice:
    """Each pair in each world by night; in CI each pair in four, other ones for each pair, "everything" among them."""
    if nightly:
        return [(pair, *world) for pair in PAIRS for world in WORLDS]
    chance = random.Random(SEED)  # noqa: S311 - the same cells each time, no secret
    return [(pair, *world) for pair in PAIRS for world in [("everything", "both"), *chance.sample(WORLDS, 3)]]


def filtered(grid: Grid, pair: str, agreement: str, basis: str, asks: list[tuple[str, str]]) -> Iterator[str]:
    """Every person of a pair asked of the filter, as worker and as officer, with and without a duty. Yields faults."""
    giver, world = grid.pairs[pair][0], {"agreement": agreement, "basis": basis}
    grid.set(pair, agreement, basis)
    officers = (False, True) if pair == "own" else (False,)
    for (purpose, category), officer, duty in product(asks, officers, (False, True)):
        actor = grid.actor(pair, Role.PRIVACY_OFFICER if officer else Role.PRACTITIONER)
        rows = people.allowed(
            Person.objects.filter(controller=giver),
            actor=actor,
            category=Category(category),
            purpose=Purpose(purpose),
            person="id",
            on_duty=duty,
        )
        shown = set(rows.values_list("pk", flat=True))
        for one in grid.people[pair]:
            case = replace(one.case, **world, purpose=purpose, category=category, officer=officer, duty=duty)
            right = may_be_shown(case)
            met[pair, right] += 1
            if (one.id in shown) != right:
                yield f"filter: {case}"


def asked(grid: Grid, pair: str, agreement: str, basis: str, cells: list[tuple[int, str, str]]) -> Iterator[str]:
    """Some people of a pair, each asked of the gate itself. Yields faults."""
    giver, receiver = grid.pairs[pair]
    grid.set(pair, agreement, basis)
    for number, purpose, category in cells:
        one = grid.people[pair][number]
        case = replace(one.case, agreement=agreement, basis=basis, purpose=purpose, category=category)
        answer = people.gate(
            one.id, giver=giver.pk, receiver=receiver.pk, purpose=Purpose(purpose), category=Category(category)
        )
        met["gate", may_be_shown(case)] += 1
        if bool(answer) != may_be_shown(case):
            yield f"gate: {case}: {answer}"
        yield from at_hand(grid, pair, case, one.id)


def at_hand(grid: Grid, pair: str, case: Case, person: UUID) -> Iterator[str]:
    """A row at hand, asked of worker and officer, with and without a duty: what the filter shows. Yields faults."""
    for officer, duty in product((False, True) if pair == "own" else (False,), (False, True)):
        case = replace(case, officer=officer, duty=duty)
        answer = people.may_see(
            grid.actor(pair, Role.PRIVACY_OFFICER if officer else Role.PRACTITIONER),
            controller=grid.pairs[pair][0].pk,
            person=person,
            category=Category(case.category),
            purpose=Purpose(case.purpose),
            on_duty=duty,
        )
        met["gate", may_be_shown(case)] += 1
        if answer != may_be_shown(case):
            yield f"at hand: {case}: {answer}"


met: Counter[tuple[str, bool]] = Counter()


def some_cells(grid: Grid, pair: str, nightly: bool, chance: random.Random) -> list[tuple[int, str, str]]:
    """All cells of a pair by night; else thirty, most of them about what the person was asked."""
    numbers = range(len(grid.people[pair]))
    if nightly:
        return [(number, *ask) for number in numbers for ask in ASKS]
    chosen = chance.sample(numbers, 30)
    own = [(number, *grid.people[pair][number].case.given_for) for number in chosen[:24]]
    return own + [(number, *chance.choice(ASKS)) for number in chosen[24:]]


@pytest.mark.django_db
def test_the_filter_shows_what_the_papers_say_in_every_cell(
    grid: Grid, worlds: Slice, nightly: bool, record_property: Any
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - as above
    met.clear()
    faults = [
        fault
        for pair, agreement, basis in worlds
        for fault in filtered(grid, pair, agreement, basis, ASKS if nightly else chance.sample(ASKS, 4))
    ]
    opened = sum(number for (_pair, yes), number in met.items() if yes)
    record_property(
        "counted", f"gate grid, as a filter: {sum(met.values())} cells, {opened} open, {len(faults)} differ"
    )
    assert faults == []
    assert all(met[pair, True] and met[pair, False] for pair in PAIRS), "so that the test says something"


@pytest.mark.django_db
def test_the_gate_answers_as_the_papers_say_in_every_cell(
    grid: Grid, worlds: Slice, nightly: bool, record_property: Any
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - as above
    met.clear()
    faults = [
        fault
        for pair, agreement, basis in worlds
        for fault in asked(grid, pair, agreement, basis, some_cells(grid, pair, nightly, chance))
    ]
    said = f"{sum(met.values())} cells, {met['gate', True]} open, {len(faults)} differ"
    record_property("counted", f"gate grid, asked one by one: {said}")
    assert faults == []


@pytest.mark.django_db
@pytest.mark.parametrize("left_out", [{"purpose"}, {"until__gt"}, {"withdrawn_at"}], ids=str)
def test_a_gate_that_is_broken_is_found(grid: Grid, left_out: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The oracle finds a gate that forgets what for, until when, or that it was stopped."""

    def broken(purpose: Purpose, categories: Collection[Category], when: datetime, **_more: object) -> Any:
        asked = {"purpose": purpose, "until__gt": when, "withdrawn_at": None, "category__in": categories}
        return Permission.objects.filter(**{name: value for name, value in asked.items() if name not in left_out})

    monkeypatch.setattr(the_gate, "grounds", broken)
    assert list(filtered(grid, "across", "everything", "both", [("support", "needs"), ("referral", "contact")]))


@pytest.mark.django_db
def test_a_gate_that_goes_on_under_an_agreement_that_ended_is_found(
    grid: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oracle finds a gate that shows to all what only who has the next step keeps."""
    asks = [("support", "needs"), ("referral", "contact")]
    assert not list(filtered(grid, "across", "ended", "both", asks))
    monkeypatch.setattr(agreements, "_in_force", agreements._begun)
    assert list(filtered(grid, "across", "ended", "both", asks))


# Over HTTP, and in sending


SENT_WITH = ("identity", "contact", "needs", "referral")
ON_THE_PAGE = {"identity": "{name}", "contact": "{name}@person.example", "needs": "{name} would like"}
"""What stands on the page of a referral when its category may be shown."""


@dataclass(frozen=True)
class Story:
    """Somebody about whom a referral was sent, and what they said; a second one waits to be sent."""

    name: str
    person: UUID
    sent: UUID
    draft: UUID
    yes: frozenset[tuple[str, str]]
    time: str
    override: str
    overridden: str

    def may(self, purpose: str, category: str, **world: str) -> bool:
        """What the papers say."""
        given = (purpose, category)
        ground = "explicit" if given in self.yes else "none"
        case = Case(
            "across", purpose=purpose, category=category, ground=ground, given_for=given, time=self.time,
            override=self.override, overridden=self.overridden, **world,
        )  # fmt: skip
        return may_be_shown(case)


def told(grid: Grid, number: int, chance: random.Random) -> Story:
    """Somebody who said yes to some of it."""
    front, group = grid.pairs["across"]
    name = f"Heron{number}of{chance.randrange(10**6)}"
    who = places.person(grid.at, front, name=name, email=f"{name}@person.example")
    kept = number % 3 == 0
    yes = {("referral", one) for one in SENT_WITH if kept or chance.random() < 0.6}
    yes |= {("support", "wellbeing_scores")} if chance.random() < 0.5 else set()
    time = chance.choice(["now", "now", "run out", "withdrawn"])
    override, overridden = chance.choice(["none", "now", "over"]), chance.choice([*SENT_WITH, "wellbeing_scores"])
    sent, draft = (_referral(grid, who, name, state) for state in (State.SENT, State.DRAFT))
    front_worker = places.worker(front)
    outcomes.ask(
        person=who, controller=front.pk, partnership=grid.at.partnership.pk, about=Ref("referral", sent),
        moment=outcomes.Moment.START, by=front_worker,
    )  # fmt: skip
    for purpose, category in yes:
        places.permit(who, front, group, Category(category), purpose=Purpose(purpose))
    if time == "run out":
        Permission.objects.filter(person=who).update(until=grid.now, given_at=grid.now - 9 * DAY)
    if time == "withdrawn":
        people.withdraw(person=who, receiver=group.pk, by=places.by_link(grid.at, who))
        Referral.objects.filter(pk=draft).update(state=State.DRAFT, ended_at=None)
    if override != "none":
        _override(grid, who, overridden, front_worker, over=override == "over")
    return Story(name, who, sent, draft, frozenset(yes), time, override, overridden)


def _referral(grid: Grid, who: UUID, name: str, state: State) -> UUID:
    """One that the front door keeps holding, so that no duty of the group opens it."""
    front, group = grid.pairs["across"]
    row = Referral(
        partnership=grid.at.partnership, person_id=who, controller=front, referrer=front, receiver=group, holder=front,
        way_in="worker", state=state, next_action="answer", due_on=clock.today() + 9 * DAY, model_number=1,
        made_at=grid.now,
    )  # fmt: skip
    row.words = f"{name} would like company."
    row.save()
    return row.pk


def _override(grid: Grid, who: UUID, category: str, by: Actor, *, over: bool) -> None:
    front, group = grid.pairs["across"]
    people.override(
        person=who, giver=front.pk, receiver=group.pk, categories=[Category(category)],
        kind=people.OverrideKind.LIFE, reason="in danger", until=clock.now() + DAY, by=by,
    )  # fmt: skip
    if over:
        Override.objects.filter(person=who).update(from_at=grid.now - 9 * DAY, until=grid.now)


def on_pages(one: Story, browser: Client, world: dict[str, str]) -> Iterator[str]:
    """The pages of a referral, of a person and of their answers, as a practitioner of the receiver's finds them."""
    story = browser.get(f"/work/{one.sent}/")
    met["page", opens := one.may("referral", "referral", **world)] += 1
    if (story.status_code == 200) != opens:
        yield f"story: {one}: {story.status_code}"
    for address in (f"/work/{one.sent}/", f"/people/{one.person}/", f"/people/{one.person}/measures/", "/work/"):
        page = browser.get(address).content.decode()
        for category, words in ON_THE_PAGE.items():
            right = one.may("referral", category, **world)
            there = re.search(rf"{words.format(name=one.name)}(?![@\w])", page) is not None
            met["word", right] += 1
            if (there and not right) or (right and opens and not there and address == f"/work/{one.sent}/"):
                yield f"{address}: {category} {there=}: {one}"
    course = browser.get(f"/people/{one.person}/measures/")
    met["page", right := one.may("support", "wellbeing_scores", **world)] += 1
    if (course.status_code == 200) != right:
        yield f"course: {one}: {course.status_code}"


def in_sending(one: Story, by: Actor, world: dict[str, str]) -> Iterator[str]:
    """It is sent when everything that it is sent with may be shown, and refused with a reason when not."""
    right = all(one.may("referral", category, **world) for category in SENT_WITH)
    met["send", right] += 1
    with transaction.atomic():
        try:
            referrals.send(one.draft, by=by)
        except Refused as refused:
            if right or not refused.refusal.next_step:
                yield f"send: {one}: {refused.refusal}"
        else:
            if not right:
                yield f"send: {one} was sent"
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_pages_and_sending_keep_to_the_papers_in_every_cell(
    grid: Grid, worlds: Slice, nightly: bool, record_property: Any
) -> None:
    """What a page shows is what may be shown; what may not be shown is not sent."""
    chance = random.Random(SEED)  # noqa: S311 - as above
    met.clear()
    grid.set("across", "everything", "both")
    stories = [told(grid, number, chance) for number in range(60 if nightly else 9)]
    front, group = grid.pairs["across"]
    browser, by = signed_in(User.objects.get(pk=places.worker(group).id)), places.worker(front)
    faults = []
    chosen = [world for pair, *world in worlds if pair == "across"] if nightly else HTTP_WORLDS
    for agreement, basis in chosen:
        grid.set("across", agreement, basis)
        world = {"agreement": agreement, "basis": basis}
        for one in stories:
            faults += [*on_pages(one, browser, world), *in_sending(one, by, world)]
    record_property("counted", f"gate grid, over HTTP and in sending: {sum(met.values())} cells, {len(faults)} differ")
    assert faults == []
    assert all(met[what, yes] for what in ("page", "word", "send") for yes in (True, False))


HTTP_WORLDS = [("everything", "both"), ("narrow", "both"), ("everything", "not the receiver")]
