"""Shifts against a model small enough to read: whatever people say, hand over, take back or leave, at whatever hour.

What may call somebody is never open without two people who said yes, and an alert never lacks a living owner. CI lives
through the same 15 patterns each time; the night (WATERSMEET_NIGHTLY=1) through 1,000, chosen anew.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.factories import on_call, places
from tests.factories.accounts import COMMAND
from watersmeet.accounts import leaving
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.base.ref import Ref
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.api import Moment
from watersmeet.records.outcomes.models import Request
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.api import Act, Outcome, Rank
from watersmeet.records.safety.models import Alert, Seat
from watersmeet.records.safety.states import SeatState, State

BEGIN = datetime.fromisoformat("2026-03-02T08:00:00+00:00")
ACKNOWLEDGE = timedelta(minutes=30)
NIGHTLY = os.environ.get("WATERSMEET_NIGHTLY") == "1"
PATTERNS = 1000 if NIGHTLY else 15
WHO = st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.just("offer"), st.integers(-3, 6), st.integers(1, 12), WHO, WHO),
    st.tuples(st.just("offer"), st.integers(-3, 1), st.integers(4, 12), WHO, WHO),
    st.tuples(st.just("cover"), st.integers(-1, 1), st.integers(2, 12), WHO, WHO),
    st.tuples(st.just("cover"), st.integers(-1, 0), st.integers(6, 12), WHO, WHO),
    st.tuples(st.just("say"), WHO, st.sampled_from([True, True, True, False])),
    st.tuples(st.just("say"), WHO, st.just(True)),
    st.tuples(st.just("everybody_says_yes")),
    st.tuples(st.just("pass_on"), WHO, WHO),
    st.tuples(st.just("ask_for"), st.sampled_from(list(Rank)), WHO),
    st.tuples(st.just("take_back")),
    st.tuples(st.just("go_away"), WHO),
    st.tuples(st.just("leave"), WHO, WHO),
    st.tuples(st.just("time"), st.integers(5, 400)),
    st.tuples(st.just("answer"), st.integers(0, 3)),
    st.tuples(st.just("answer"), st.integers(1, 3)),
    st.tuples(st.just("have_it"), WHO),
    st.tuples(st.just("act"), WHO),
    st.tuples(st.just("close"), WHO),
    st.tuples(st.just("tick")),
)
counted: Counter[str] = Counter()


@dataclass
class Known:
    """A shift as the model sees it: who said yes to each rank."""

    begins: datetime
    ends: datetime
    holders: dict[Rank, UUID] = field(default_factory=dict)
    taken_back: bool = False


class World:
    """A front door with four who may be on call and a manager; one person; the model beside the house."""

    def __init__(self) -> None:
        self.at = places.place()
        on_call.watched(self.at, "goals", "phq9")
        door = self.at.front_door
        roles = (Role.SAFEGUARDING_LEAD, Role.PRACTITIONER, Role.PRACTITIONER, Role.PRACTITIONER)
        self.crew = [places.worker(door, role, name=f"Crew {number} Example") for number, role in enumerate(roles)]
        self.keeper = self.crew[0]
        self.person = places.person(self.at)
        self.by_link = places.by_link(self.at, self.person)
        self.now = BEGIN
        self.shifts: dict[UUID, Known] = {}
        self.away: dict[UUID, date] = {}
        self.gone: set[UUID] = set()

    def living(self) -> set[UUID]:
        return {one.id for one in self.crew} - self.gone

    def is_on(self) -> bool:
        """At each minute until an alert of now is due, some shift has two who said yes, are there, and not away."""
        minutes = range(int(ACKNOWLEDGE.total_seconds()) // 60)
        still = self.now - timedelta(minutes=5)
        if Alert.objects.exclude(state=State.CLOSED).filter(due_at__lt=still).exists():
            return False  # nobody passes it on: nobody would hear of another
        return all(self._covered(self.now + timedelta(minutes=one)) for one in minutes)

    def _covered(self, at: datetime) -> bool:
        return any(
            not one.taken_back
            and one.begins <= at < one.ends
            and len(set(one.holders.values()) & self.living()) == len(Rank)
            and not any(self._away(user, one) for user in one.holders.values())
            for one in self.shifts.values()
        )

    def _away(self, user: UUID, one: Known) -> bool:
        """Away on a day of the shift that is not over: who was away when it began, and is back, holds it."""
        day = self.away.get(user)
        return day is not None and day >= self.now.date() and one.begins.date() <= day <= one.ends.date()

    def live(self, step: tuple[Any, ...]) -> None:
        """Try one step; what is refused changes nothing."""
        name, *told = step
        os.environ[clock.VARIABLE] = self.now.isoformat()
        try:
            with transaction.atomic():
                getattr(self, f"_{name}")(*told)
        except (Conflict, Invalid, NotFound, Refused):
            counted["refused"] += 1
        else:
            counted[name] += 1

    def _offer(self, begins: int, hours: int, first: int, deputy: int) -> None:
        start = self.now + timedelta(hours=begins)
        until = start + timedelta(hours=hours)
        people = {"first": self.crew[first].id, "deputy": self.crew[deputy].id}
        door = self.at.front_door.pk
        made = safety.offer_shift(partner=door, begins_at=start, ends_at=until, by=self.keeper, **people)
        mine = {rank: user for rank, user in zip(Rank, people.values(), strict=True) if user == self.keeper.id}
        self.shifts[made] = Known(start, until, mine)

    def _cover(self, begins: int, hours: int, first: int, deputy: int) -> None:
        self._offer(begins, hours, first, deputy)
        self._everybody_says_yes()

    def _say(self, who: int, yes: bool) -> None:
        seat = self._seat(who, SeatState.ASKED) or (None if yes else self._seat(who, SeatState.ACCEPTED))
        if seat is None:
            raise NotFound
        safety.answer_seat(seat=seat.pk, yes=yes, by=self.crew[who])
        known, rank = self.shifts[seat.shift_id], Rank(seat.rank)
        if yes:
            known.holders[rank] = seat.user_id
        elif seat.state == SeatState.ACCEPTED:
            known.holders.pop(rank)

    def _everybody_says_yes(self) -> None:
        for who in range(len(self.crew)):
            while self.crew[who].id not in self.gone and self._seat(who, SeatState.ASKED):
                self._say(who, True)

    def _pass_on(self, who: int, to: int) -> None:
        seat = self._seat(who, SeatState.ACCEPTED)
        if seat is None:
            raise NotFound
        safety.pass_on_seat(seat=seat.pk, to=self.crew[to].id, by=self.crew[who])
        self._asked_themself(seat.shift_id, Rank(seat.rank), to, self.crew[who])

    def _ask_for(self, rank: Rank, user: int) -> None:
        shift = self._latest()
        safety.ask_for_seat(shift=shift, rank=rank, user=self.crew[user].id, by=self.keeper)
        self._asked_themself(shift, rank, user, self.keeper)

    def _asked_themself(self, shift: UUID, rank: Rank, user: int, by: Actor) -> None:
        """Whoever asks themself has said yes."""
        if self.crew[user].id == by.id:
            self.shifts[shift].holders[rank] = by.id

    def _take_back(self) -> None:
        shift = self._latest()
        safety.take_back_shift(shift=shift, by=self.keeper)
        self.shifts[shift].taken_back = True

    def _go_away(self, who: int) -> None:
        one, day = self.crew[who], self.now.date()
        if one.id in self.gone or one.id in self.away:
            raise NotFound
        assert one.membership
        partnerships.go_away(membership=one.membership, from_on=day, until_on=day, cover=None, by=one)
        self.away[one.id] = day

    def _leave(self, who: int, to: int) -> None:
        leaver = self.crew[who]
        if leaver.id in self.gone or who == 0 or len(self.living()) < 3:
            raise NotFound
        leaving.deactivate(leaver.id, by=COMMAND, hand_to=self.crew[to].id)
        self.gone.add(leaver.id)
        for shift in self.shifts.values():
            if shift.ends > self.now:
                shift.holders = {rank: user for rank, user in shift.holders.items() if user != leaver.id}

    def _time(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        os.environ[clock.VARIABLE] = self.now.isoformat()

    def _answer(self, value: int) -> None:
        """A new ask, and item 9 at once: taken while it is open, or where it calls."""
        Request.objects.update(asked_at=self.now - timedelta(days=60))
        request = outcomes.ask(
            person=self.person,
            controller=self.at.front_door.pk,
            partnership=self.at.partnership.pk,
            about=Ref("referral", uuid4()),
            moment=Moment.START,
            by=Actor(Kind.PROCESS, partnership=self.at.partnership.pk),
        )
        outcomes.save_item(request=request, instrument="phq9", item="q9", value=value, by=self.by_link)
        assert self.is_on() or value
        assert Alert.objects.filter(about_id=request).exists() is (value > 0)

    def _have_it(self, who: int) -> None:
        safety.acknowledge(self._alert(), by=self._there(who))

    def _act(self, who: int) -> None:
        safety.act(self._alert(), what=Act.NO_ANSWER, words="", by=self._there(who))

    def _close(self, who: int) -> None:
        safety.close(self._alert(), outcome=Outcome.SPOKE, words="Agreed.", by=self._there(who))

    def _tick(self) -> None:
        safety.keep_time()
        assert not Alert.objects.exclude(state=State.CLOSED).filter(due_at__lte=self.now).exists()

    def _there(self, who: int) -> Actor:
        if self.crew[who].id in self.gone:
            raise NotFound
        return self.crew[who]

    def _alert(self) -> UUID:
        found = Alert.objects.exclude(state=State.CLOSED).order_by("raised_at").first()
        if found is None:
            raise NotFound
        return found.pk

    def _latest(self) -> UUID:
        if not self.shifts:
            raise NotFound
        return [*self.shifts][-1]

    def _seat(self, who: int, state: SeatState) -> Seat | None:
        if self.crew[who].id in self.gone:
            raise NotFound
        to_come = {"shift__ended_at": None, "shift__ends_at__gt": self.now}
        return Seat.objects.filter(user=self.crew[who].id, state=state, **to_come).order_by("asked_at", "pk").first()

    def holds(self) -> None:
        """What must be so after every step."""
        model = partnerships.model_at(self.at.partnership.pk).model
        is_on = safety.watches(self.at.front_door.pk, model)
        assert is_on is self.is_on()
        counted["open" if is_on else "closed"] += 1
        owners = set(Alert.objects.exclude(state=State.CLOSED).values_list("holder", flat=True))
        assert owners <= self.living()
        assert not User.objects.filter(pk__in=owners, is_active=False).exists()
        counted["owned"] += len(owners)


@pytest.mark.django_db
def test_never_open_without_cover_never_an_alert_without_a_living_owner(
    monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    monkeypatch.setenv(clock.VARIABLE, BEGIN.isoformat())
    counted.clear()

    @settings(
        max_examples=PATTERNS,
        deadline=None,
        phases=list(Phase) if NIGHTLY else [Phase.explicit, Phase.generate],
        derandomize=not NIGHTLY,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEPS, min_size=10, max_size=40))
    def lived(steps: list[tuple[Any, ...]]) -> None:
        with transaction.atomic():
            os.environ[clock.VARIABLE] = BEGIN.isoformat()
            world = World()
            for step in steps:
                world.live(step)
                world.holds()
            counted["patterns"] += 1
            transaction.set_rollback(True)

    lived()
    assert counted["open"] > 0
    assert counted["owned"] > 0
    record_property(
        "counted",
        f"on call: {counted['patterns']} patterns, {counted['open']} moments open and {counted['closed']} closed, "
        f"{counted['owned']} open alerts seen, each with a living owner",
    )
