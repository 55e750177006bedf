"""Referrals against a model small enough to read: whatever is tried, by whomever, in whatever order, on whatever day.

The model knows the table of DESIGN.md alone. The house must do what it foresees, and nothing else. The long run of the
night (WATERSMEET_NIGHTLY=1) is 10,000 stories of 50 steps, in four parts that may run side by side.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.factories import places, services
from tests.factories.accounts import COMMAND
from tests.proofs.town import tried
from tests.shape.test_policy import GRID, ROLES
from watersmeet.accounts import leaving
from watersmeet.base import clock, working_days
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.base.working_days import Nation
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.models import Agreement
from watersmeet.records.people import api as people
from watersmeet.records.people.models import Permission
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.states import REASONS, Reason, State

BEGIN = datetime(2026, 3, 2, 10, tzinfo=clock.now().tzinfo)
GOES = {
    "draft": "sent withdrawn",
    "sent": "accepted declined withdrawn",
    "accepted": "waiting started left withdrawn",
    "waiting": "started left withdrawn",
    "started": "paused completed left withdrawn",
    "paused": "started left withdrawn",
}
"""DESIGN.md section 6, written down a second time; `entered_in_error` is reached from every state."""
REFERRER_HOLDS = {"draft", "completed", "left", "declined", "withdrawn"}
ENDS = {"completed", "left", "declined", "withdrawn"}
VERBS = {
    "sent": "send", "accepted": "accept", "declined": "decline", "waiting": "wait", "started": "start",
    "paused": "pause", "completed": "complete", "left": "leave", "withdrawn": "withdraw",
    "entered_in_error": "enter_in_error",
}  # fmt: skip
WHO = ["front practitioner", "front manager", "front tutor", "group practitioner", "group volunteer", "group lead",
       "therapy practitioner", "person"]  # fmt: skip


TAKES_OVER = {"front": "front practitioner", "group": "group practitioner"}
"""To whom a leaver's referrals go: somebody at the same partner who answers referrals."""
NIGHTLY = os.environ.get("WATERSMEET_NIGHTLY") == "1"
PARTS, STORIES = (4, 2500) if NIGHTLY else (1, 12)
"""How many parts, and how many stories in each: by night chosen anew each time, else always the same."""
LIVED = 6
"""Steps after which a story may end as a mistake: else most would, at once."""


@dataclass
class Expected:
    """One referral as the model sees it."""

    person: UUID
    to_group: bool
    state: str
    version: int
    was_sent: bool = False
    closed: bool = False
    silent: bool = False
    story: list[str] = field(default_factory=list)
    workers: dict[str, str] = field(default_factory=dict)

    @property
    def steps(self) -> set[str]:
        """Where it may go: by the table while it is open, and to "a mistake" from everywhere."""
        onward = set() if self.closed else set(GOES.get(self.state, "").split())
        return onward | ({"entered_in_error"} - {self.state})

    @property
    def holder(self) -> str:
        """Who has the next step."""
        if self.closed:
            return "nobody"
        return "front" if self.state in REFERRER_HOLDS or not self.to_group else "group"


@dataclass
class Yes:
    """What a person allows."""

    to_group: bool
    back: bool


class Story(RuleBasedStateMachine):
    """Two people, a front door that passes on, a group that answers, strangers who try."""

    at: ClassVar[places.Place]
    actors: ClassVar[dict[str, Actor]]
    own: ClassVar[UUID]
    known = Bundle("known")
    taken: ClassVar[Counter[str]] = Counter()
    ended: ClassVar[list[int]] = []
    """How many referrals were in each story that ended as the model foresaw."""

    def __init__(self) -> None:
        super().__init__()
        self._undone = transaction.atomic()
        self._undone.__enter__()
        self.now = BEGIN
        self._set_clock()
        self.expected: dict[UUID, Expected] = {}
        self.yes: dict[UUID, Yes] = {}
        self.here = dict(self.actors)

    def teardown(self) -> None:
        """The story that the rows tell is the one that the model lived through. All of it is undone."""
        for referral, one in self.expected.items():
            rows = ReferralEvent.objects.filter(subject=referral).order_by("version")
            assert list(rows.values_list("what", flat=True)) == one.story
        Story.ended.append(len(self.expected))
        transaction.set_rollback(True)
        self._undone.__exit__(None, None, None)

    def _set_clock(self) -> None:
        os.environ[clock.VARIABLE] = self.now.isoformat()

    @precondition(lambda self: len(self.expected) < 3)
    @rule(target=known, says_yes=st.booleans(), tells_back=st.booleans(), passes_on=st.booleans())
    def somebody_asks(self, says_yes: bool, tells_back: bool, passes_on: bool) -> UUID:
        """It goes straight to the group with their yes; else it waits with the front door, its own help chosen."""
        who = places.person(self.at)
        if says_yes:
            places.permit(who, self.at.front_door, self.at.group)
        if tells_back:
            places.permit(who, self.at.group, self.at.front_door)
        Permission.objects.update(until=BEGIN + timedelta(days=36500))
        self.yes[who] = Yes(says_yes, tells_back)
        receiver = self.at.group if passes_on else None
        referral = referrals.ask_for_self(
            person=who, partnership=self.at.partnership.pk, words="company", by=self._as("person", who),
            receiver=receiver.pk if receiver else None, service=None if receiver else self.own,
        )  # fmt: skip
        sent = passes_on and says_yes
        state = "sent" if sent else "draft"
        story = ["ask", "send"] if sent else ["ask"]
        self.expected[referral] = Expected(who, passes_on, state, len(story), was_sent=sent, story=story)
        return referral

    @rule(
        referral=known, to=st.sampled_from(sorted(VERBS)), who=st.sampled_from(WHO),
        right=st.sampled_from([True, True, True, False]), stale=st.sampled_from([False, False, False, True]),
    )  # fmt: skip
    def somebody_tries_a_step(self, referral: UUID, to: str, who: str, right: bool, stale: bool) -> None:
        """Any step by anybody, with the right reason or a wrong one, having seen the newest version or an older one."""
        if to != "entered_in_error" or self.expected[referral].version > LIVED:
            self._step(referral, to, who, right=right, stale=stale)

    def _step(self, referral: UUID, to: str, who: str, *, right: bool, stale: bool) -> None:
        one = self.expected[referral]
        reasons = REASONS.get(State(to), ())
        reason = (reasons[0] if reasons else "") if right else (Reason.MISTAKE if to != "entered_in_error" else "")
        foreseen = self._foreseen(one, to, who, right, stale)
        never_left = who.startswith("front") and not one.was_sent
        by = self._as(who, one.person)
        seen = one.version - 1 if stale else one.version
        self._must(foreseen, lambda: referrals.move(referral, State(to), by=by, reason=reason, seen_version=seen))
        if foreseen is None:
            self.taken[to] += 1
            if who != "person":
                one.workers.setdefault(who.split()[0], who)
            self._moves(one, to)
            if never_left and to in ENDS and not one.closed:
                one.closed = True
                self._told(one, "close")

    @rule(referral=known, who=st.sampled_from(WHO))
    def somebody_reads_the_outcome(self, referral: UUID, who: str) -> None:
        """It closes the loop, once, for the referrer alone."""
        one = self.expected[referral]
        foreseen = self._unseen_or_refused(one, who, "referral.see_outcome")
        if foreseen is None and (one.closed or one.state not in ENDS):
            foreseen = Conflict
        self._must(foreseen, lambda: referrals.see_outcome(referral, by=self._as(who, one.person)))
        if foreseen is None:
            one.closed = True
            self._told(one, "see_outcome")

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        """What is late is told of; an outcome that nobody reads is asked for again, then closed. Nothing else moves."""
        self.now += timedelta(days=days)
        self._set_clock()
        referrals.keep_time()
        for referral, one in self.expected.items():
            later = list(ReferralEvent.objects.filter(subject=referral, version__gt=one.version).order_by("version"))
            for event in later:
                assert not one.closed
                assert event.what not in VERBS.values(), "time takes no step"
                assert event.what != "close" or one.state in ENDS
                one.closed = event.what == "close"
                self._told(one, event.what)
        untold = Referral.objects.filter(closed_at=None, due_on__lt=clock.today(), late_told_on=None)
        for row in untold.exclude(state__in=ENDS):
            assert not working_days.between(row.due_on, clock.today(), Nation.ENGLAND), (
                "on a day off nothing is late yet"
            )

    @rule(referral=known, from_whom=st.sampled_from(["group", "front"]))
    def the_person_stops_sharing(self, referral: UUID, from_whom: str) -> None:
        """What is open with that receiver is withdrawn at once; a referrer they stop hears no more."""
        who = self.expected[referral].person
        yes = self.yes[who]
        stopped, yes_there = (self.at.group, yes.to_group) if from_whom == "group" else (self.at.front_door, yes.back)
        people.withdraw(person=who, receiver=stopped.pk, by=self._as("person", who))
        if not yes_there:
            return
        self.yes[who] = replace(yes, **({"to_group": False} if from_whom == "group" else {"back": False}))
        for one in (one for one in self.expected.values() if one.person == who and not one.closed and one.to_group):
            if from_whom == "group" and one.state not in ENDS:
                self._moves(one, "withdrawn")
            elif from_whom == "front" and one.was_sent and not one.silent:
                one.silent = True
                self._told(one, "silence")
                self._closes_in_silence(one)

    @rule(referral=known, pick=st.integers(0, 9))
    def the_next_step_is_taken(self, referral: UUID, pick: int) -> None:
        """A step that is possible, by somebody who may, the rarest in its story first: most of life."""
        one = self.expected[referral]
        steps = [to for to in sorted(one.steps) if to not in {"withdrawn", "left", "entered_in_error"} or pick == 9]
        rarest_first = sorted(steps, key=lambda to: (one.story.count(VERBS[to]), to))
        able = [(to, who) for to in rarest_first for who in WHO if self._foreseen(one, to, who, True, False) is None]
        if able:
            to, who = able[pick % len(able)]
            self._step(referral, to, who, right=True, stale=False)

    @rule(who=st.sampled_from(WHO[:-1]), to=st.sampled_from(["a colleague", "a colleague", "a stranger", "nobody"]))
    def a_worker_leaves(self, who: str, to: str) -> None:
        """What they look after goes to a colleague, one event each; to a stranger or nobody it does not go."""
        side = who.split()[0]
        held = [one for one in self.expected.values() if not one.closed and one.workers.get(side) == who]
        new = places.worker(self._partner(side), Role(who.split()[1]))
        colleague = {**self.here, who: new}[TAKES_OVER.get(side, who)]
        taker = {"a colleague": colleague, "a stranger": self.here["therapy practitioner"]}.get(to)
        foreseen = {"a stranger": Invalid, "nobody": Conflict}.get(to) if held else None
        leaver = self.here[who].id
        assert leaver
        hand_to = taker.id if taker else None
        self._must(foreseen, lambda: leaving.deactivate(leaver, by=COMMAND, hand_to=hand_to))
        if foreseen is None:
            self.taken["handed over"] += len(held)
            self.here[who] = new
            for one in held:
                one.workers[side] = TAKES_OVER[side]
                self._told(one, "hand_on")

    @rule(side=st.sampled_from(["front", "group", "therapy"]))
    def a_partner_would_leave(self, side: str) -> None:
        """It may, when it has no part in anything open and is not the front door. It is undone: the story goes on."""
        part = any(not one.closed and (side == "front" or one.to_group) for one in self.expected.values())
        stays = side == "front" or (side == "group" and part)
        with tried():
            self._must(
                Conflict if stays else None, lambda: partnerships.leave(partner=self._partner(side).pk, by=COMMAND)
            )

    @rule(referral=known)
    def no_other_step_is_possible(self, referral: UUID) -> None:
        """Every step that is not in the table, each by somebody who could take it elsewhere."""
        one = self.expected[referral]
        for to in sorted(VERBS):
            able = [who for who in WHO if self._unseen_or_refused(one, who, f"referral.{VERBS[to]}") is None]
            if able and self._foreseen(one, to, able[0], True, False) is Conflict:
                self._step(referral, to, able[0], right=True, stale=False)

    @invariant()
    def every_referral_stands_where_the_model_says(self) -> None:
        """One holder, one next action and one due date while it is open; none of them once it is closed."""
        if not self.expected:
            return
        partners = {self.at.front_door.pk: "front", self.at.group.pk: "group", None: "nobody"}
        for row in Referral.objects.filter(pk__in=self.expected):
            one = self.expected[row.pk]
            assert (row.state, row.closed_at is not None, row.version) == (one.state, one.closed, one.version)
            assert partners[row.holder_id] == one.holder
            assert (row.due_on is None, row.next_action == "") == (one.closed, one.closed)
            assert (row.silent_since is not None) == one.silent
            workers = {row.receiver_worker_id, row.referrer_worker_id} - {None}
            assert one.closed or workers == {self.here[who].id for who in one.workers.values()}
        assert referrals.check()["orphans"] == 0

    def _as(self, who: str, person: UUID) -> Actor:
        return places.by_link(self.at, person) if who == "person" else self.here[who]

    def _partner(self, side: str) -> partnerships.Partner:
        return {"front": self.at.front_door, "group": self.at.group, "therapy": self.at.therapy}[side]

    def _foreseen(self, one: Expected, to: str, who: str, right: bool, stale: bool) -> type[Exception] | None:
        """What must come of a step: None when it is taken."""
        stopped = self._unseen_or_refused(one, who, f"referral.{VERBS[to]}")
        if stale and stopped is not NotFound:
            return Conflict
        if stopped is not None:
            return stopped
        if to not in one.steps:
            return Conflict
        if not right:
            return Invalid
        if to == "sent" and one.to_group and not self.yes[one.person].to_group:
            return Refused
        return None

    def _unseen_or_refused(self, one: Expected, who: str, verb: str) -> type[Exception] | None:
        side = who.split()[0]
        sides = {"front": not (one.silent and one.to_group), "group": self._shown_to_group(one), "person": True}
        if not sides.get(side, False):
            return NotFound
        column = len(ROLES) if side == "person" else list(ROLES).index(Role(who.split()[1]))
        standing = {"front": "f" if one.to_group else "ft", "group": "t" if one.to_group else "", "person": "s"}[side]
        if side != "person" and not set(GRID["referral.see"][column]) & set(standing):
            return NotFound  # no step tells a colleague of what they may not see
        return None if set(GRID[verb][column]) & set(standing) else Refused

    def _shown_to_group(self, one: Expected) -> bool:
        return self.yes[one.person].to_group

    def _must(self, foreseen: type[Exception] | None, do: Callable[[], Any]) -> None:
        if foreseen is None:
            do()
            return
        with transaction.atomic(), pytest.raises(foreseen):
            do()

    def _moves(self, one: Expected, to: str) -> None:
        one.state, one.was_sent = to, one.was_sent or to == "sent"
        one.closed = one.closed or to == "entered_in_error"
        self._told(one, VERBS[to])
        self._closes_in_silence(one)

    def _closes_in_silence(self, one: Expected) -> None:
        if one.silent and one.state in ENDS and not one.closed:
            one.closed = True
            self._told(one, "close")

    @staticmethod
    def _told(one: Expected, what: str) -> None:
        one.story.append(what)
        one.version += 1


@pytest.fixture
def _stage(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The place and everybody in it, for all stories."""
    monkeypatch.setenv(clock.VARIABLE, BEGIN.isoformat())
    Story.at = places.place()
    Story.own = services.service(Story.at, Story.at.front_door).pk
    Agreement.objects.update(until_on="2200-01-01")
    partners = {"front": Story.at.front_door, "group": Story.at.group, "therapy": Story.at.therapy}
    named = [one.split() for one in WHO if one != "person"]
    Story.actors = {f"{side} {role}": places.worker(partners[side], Role(role)) for side, role in named}
    Story.taken.clear()
    Story.ended.clear()


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.usefixtures("_stage")
def test_every_story_goes_as_the_table_says(part: int, record_property: Callable[[str, object], None]) -> None:
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=50,
            deadline=None,
            phases=list(Phase) if NIGHTLY else [Phase.explicit, Phase.generate],
            report_multiple_bugs=False,
            derandomize=not NIGHTLY,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert set(Story.taken) >= {"sent", "accepted", "started", "declined", "handed over"}, Story.taken
    record_property(
        "counted",
        f"part {part + 1} of {PARTS}: {len(Story.ended)} stories, {sum(Story.ended)} referrals, "
        f"{Story.taken.total()} steps taken, 0 but as foreseen",
    )
