"""A concern is read by nobody who is part of it and by nobody unauthorised, and never lacks a living holder.

Who may read is worked out here once more, from who sits where and who was named alone: neither from the policy nor from
the room. CI tries every route with small sets of the people around it, and all of them; the night every set, and
longer patterns of steps.
"""

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import chain, combinations, product
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import Q

from tests.factories.accounts import COMMAND
from tests.factories.on_call import shift
from tests.factories.places import Place, by_link, permit, person, place, worker
from watersmeet.accounts import leaving
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Problem
from watersmeet.outbox.models import Posting
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.api import Danger, Deed, Reason, Route, Way, Worry
from watersmeet.records.safety.models import Concern

pytestmark = pytest.mark.django_db
NIGHTLY = os.environ.get("WATERSMEET_NIGHTLY") == "1"
WALKS, STEPS = (400, 40) if NIGHTLY else (4, 14)
BEGIN = datetime.fromisoformat("2026-11-30T10:00:00+00:00")
FEW, FEWER = (6, 6) if NIGHTLY else (1, 1)
"""So many are part of what a worker writes, and of what a person writes by their link; or all."""
MAY_BE_PART = ("lead at home", "second lead at home", "lead outside", "manager at home", "leader", "writer")
ON_CALL = ("writer", "deputy")


class Town:
    """Everybody around a concern, by what they are."""

    def __init__(self) -> None:
        self.at: Place = place()
        home, outside = self.at.front_door, self.at.group
        self.person = person(self.at)
        permit(self.person, home, outside)
        seats = {
            "lead at home": (home, Role.SAFEGUARDING_LEAD, "Alder Home"),
            "second lead at home": (home, Role.SAFEGUARDING_LEAD, "Birch House"),
            "lead outside": (outside, Role.SAFEGUARDING_LEAD, "Cedar Outside"),
            "manager at home": (home, Role.MANAGER, "Damson Manager"),
            "manager outside": (outside, Role.MANAGER, "Elder Manageress"),
            "leader": (self.at.surgery, Role.LEAD, "Fir Leader"),
            "writer": (home, Role.PRACTITIONER, "Gorse Writer"),
            "deputy": (home, Role.PRACTITIONER, "Hazel Deputy"),
            "volunteer": (home, Role.VOLUNTEER, "Ivy Helper"),
            "tutor": (home, Role.TUTOR, "Juniper Tutor"),
            "officer": (home, Role.PRIVACY_OFFICER, "Kale Officer"),
            "analyst": (outside, Role.ANALYST, "Larch Analyst"),
            "member": (outside, Role.COMMUNITY_MEMBER, "Maple Member"),
        }
        self.who: dict[str, Actor] = {
            name: worker(partner, role, name=called) for name, (partner, role, called) in seats.items()
        }
        shift(home, self.who["lead at home"], self.who["writer"], self.who["deputy"], hours=24)
        self.user = {actor.id: name for name, actor in self.who.items()}

    def write(self, route: Route, named: frozenset[str], by: Actor, against: UUID | None = None) -> Concern:
        """Somebody writes it down, and names who is part of it."""
        names = ", ".join(self.who[one].name for one in named)
        told = {"danger": Danger.NOT_KNOWN, "seen": "Bruises.", "person": self.person, "names": names}
        made = safety.write_concern(Worry(route=route, against=against, **told), by=by)  # type: ignore[arg-type]
        return Concern.objects.get(pk=made)

    def may_read(self, name: str, row: Concern, named: frozenset[str]) -> bool:
        """From the seats alone: a lead of the partner that has it, or on call at home where a life is at risk."""
        actor = self.who[name]
        at_theirs = {self.who[one].partner for one in named} | {row.against_id}
        if name in named or (row.route == Route.STAFF and actor.partner in at_theirs):
            return False
        if actor.role is Role.SAFEGUARDING_LEAD:
            return row.reads and actor.partner == row.controller_id
        return row.route == Route.LIFE and name in ON_CALL


def sets(names: tuple[str, ...]) -> Iterator[frozenset[str]]:
    """Nobody, each, each two, and so on to all of them."""
    every = chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))
    return map(frozenset, every)


def reads(actor: Actor, concern: UUID) -> bool:
    """Whether anything of it is shown to somebody: on their list, in their work, by its address."""
    listed = concern in {one.id for rows in safety.concerns(actor) for one in rows}
    waits = concern in {one.about.id for one in safety.tasks_for(actor) if one.task == "safety.concern"}
    opened = False
    with suppress(Problem):
        opened = safety.concern(actor, concern).id == concern
    assert listed is waits is opened
    return opened


def test_for_every_route_and_everybody_around_it_only_those_read_who_may(
    record_property: Callable[[str, object], None],
) -> None:
    town, counted = Town(), Counter[str]()
    link = by_link(town.at, town.person)
    for route, named, by in product(Route, sets(MAY_BE_PART), (town.who["writer"], link)):
        if (FEWER if by is link else FEW) < len(named) < len(MAY_BE_PART):
            continue
        with transaction.atomic():
            try:
                row = town.write(route, named, by)
            except Conflict as nobody:
                assert {"leader"} | ({"writer"} if by is not link else set()) <= named, "somebody could have had it"
                said = nobody.next_step
                counted["told whom to ring"] += "999" in said
            else:
                looked(town, row, named, counted)
            transaction.set_rollback(True)
    assert min(counted["read"], counted["shut"], counted["by reference"]) > 0
    record_property(
        "counted",
        f"concerns: {counted['concerns']} combinations, {counted['read']} readers and {counted['shut']} who read "
        f"nothing, {counted['by reference']} by reference alone, {counted['told whom to ring']} not kept, 0 mismatches",
    )


def looked(town: Town, row: Concern, named: frozenset[str], counted: Counter[str]) -> None:
    """Everybody tries to read it; nobody who is part of it was told; its holder is there, and no part of it."""
    counted["concerns"] += 1
    counted["by reference"] += not row.reads
    for name, actor in town.who.items():
        expected = town.may_read(name, row, named)
        assert reads(actor, row.pk) is expected, f"{name} of a concern {row.route}, part of it: {sorted(named)}"
        counted["read" if expected else "shut"] += 1
    told = set(Posting.objects.filter(subject_id=row.pk).values_list("to_id", flat=True))
    assert not told & {town.who[one].id for one in named}
    held_well(town, row, named)


def held_well(town: Town, row: Concern, named: frozenset[str]) -> None:
    """A living named holder, who is no part of it; of an allegation who reads it works elsewhere."""
    assert town.user[row.holder_id] not in named
    assert User.objects.get(pk=row.holder_id).is_active
    if row.reads:
        assert town.may_read(town.user[row.holder_id], row, named)


class Walk:
    """A few concerns, and what people and time do to them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.town = chance, Town()
        self.named: dict[UUID, frozenset[str]] = {}
        self.gone: set[str] = set()
        self.now = BEGIN

    def step(self) -> None:
        """One step; what may not be is refused, and changes nothing."""
        deeds = (self.write, self.later, self.take, self.act, self.hand_on, self.name, self.staff, self.leave, self.ask)
        with suppress(Problem), transaction.atomic():
            self.chance.choice(deeds)()

    def write(self) -> None:
        by = self.there()
        named = frozenset(self.chance.sample(MAY_BE_PART, self.chance.randrange(3)))
        if by.role in {Role.PRACTITIONER, Role.MANAGER, Role.VOLUNTEER, Role.SAFEGUARDING_LEAD}:
            row = self.town.write(self.chance.choice(list(Route)), named, by)
            self.named[row.pk] = named

    def later(self) -> None:
        self.now += timedelta(minutes=self.chance.choice((5, 40, 300, 1500, 9000)))
        os.environ[clock.VARIABLE] = self.now.isoformat()
        for _again in range(3):
            safety.keep_concern_time()

    def take(self) -> None:
        safety.take_concern(self.one(), by=self.there())

    def act(self) -> None:
        safety.act_on_concern(self.one(), what=Deed.SPOKE, words="We met.", by=self.there())

    def hand_on(self) -> None:
        safety.hand_on_concern(self.one(), to=self.there().id, by=self.there())

    def name(self) -> None:
        row, part = self.one(), self.chance.choice(MAY_BE_PART)
        safety.name_in_concern(row, names=self.town.who[part].name, by=self.there())
        self.named[row] |= {part}

    def staff(self) -> None:
        partner = self.chance.choice(self.town.at.partners)
        safety.is_about_staff(self.one(), against=partner.pk, by=self.there())

    def leave(self) -> None:
        who = self.chance.choice(list(self.town.who))
        leaving.close(self.town.who[who].id, by=COMMAND, hand_to=None)
        self.gone.add(who)

    def ask(self) -> None:
        by, row = self.there(), self.one()
        if self.chance.random() < 0.5:
            told = {"way": Way.PHONE, "to": "Duty team", "reference": "", "words": ""}
            safety.refer_to_council(row, on=clock.today(), by=by, **told)  # type: ignore[arg-type]
        else:
            safety.not_referred(row, reason=Reason.OTHER, words="A plan.", by=by)

    def there(self) -> Actor:
        """Somebody who still works there."""
        return self.town.who[self.chance.choice([one for one in self.town.who if one not in self.gone])]

    def one(self) -> UUID:
        """One of the concerns."""
        if not self.named:
            raise Problem("none yet")
        return self.chance.choice(list(self.named))

    def holds(self, counted: Counter[str]) -> None:
        """What must be so after every step."""
        for row in Concern.objects.exclude(state="closed"):
            named = self.named[row.pk]
            holder = self.town.user[row.holder_id]
            assert holder not in named | self.gone
            assert User.objects.get(pk=row.holder_id).is_active
            for name, actor in self.town.who.items():
                if name in named:
                    assert not reads(actor, row.pk)
                    assert row.pk not in {one.id for one in safety.own_concerns(actor)}
            counted["held"] += 1


def test_whatever_people_and_time_do_an_open_concern_has_a_living_holder_who_is_no_part_of_it(
    monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    counted = Counter[str]()
    for seed in range(WALKS):
        monkeypatch.setenv(clock.VARIABLE, BEGIN.isoformat())
        with transaction.atomic():
            walk = Walk(random.Random(seed))  # noqa: S311 - the same walks each time, no secret
            for _step in range(STEPS):
                walk.step()
                walk.holds(counted)
            transaction.set_rollback(True)
    assert counted["held"] > WALKS
    record_property("counted", f"concerns: {WALKS} walks of {STEPS} steps, {counted['held']} open ones seen, each held")


def test_a_bar_that_is_gone_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the read forgets who is part of it."""
    town = Town()
    row = town.write(Route.ADULT, frozenset({"second lead at home"}), town.who["writer"])
    monkeypatch.setattr("watersmeet.records.safety.concern_queries.barred", lambda _actor: Q(pk__in=()))
    with pytest.raises(AssertionError):
        looked(town, row, frozenset({"second lead at home"}), Counter())
