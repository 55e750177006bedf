"""A person stops sharing while others read, write and send: who was too late must find nothing, and do nothing.

Each round is one person and one withdrawal, raced by some of the others on threads with connections of their own. Two
things would be wrong. A look that began after the withdrawal was committed shows the person; or a deed ends well whose
last moment before its own commit lies after the withdrawal's commit.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.factories import places, services
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.db import keys
from watersmeet.base.problems import Problem
from watersmeet.base.ref import Ref
from watersmeet.desk import told
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.api import Category, Partner, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Channel
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import ENDED, Reason, State

LONGEST = 0.02
"""Seconds that anybody waits at most before a step: long enough that each may come first."""
PATIENCE = 0.3
"""Seconds for which some who act wait for the stop before they commit: for ever, while it is kept out."""
LOOKS = 2
RIVALS = 3
HANDS = ThreadPoolExecutor(RIVALS + 1)
"""Each keeps its own connection from race to race."""
NEEDED = (Category.IDENTITY, Category.CONTACT, Category.NEEDS, Category.REFERRAL)


class Pauses:
    """Waits for a moment of chance; each thread has its own."""

    def __init__(self, seed: str, patient: float) -> None:
        self._patient = patient
        self._chance = random.Random(seed)  # noqa: S311 - when to wait is no secret

    def __call__(self) -> None:
        """Wait, or not."""
        time.sleep(self._chance.choice((0.0, self._chance.uniform(0.0, LONGEST))))

    def for_it(self, gone: threading.Event) -> None:
        """Wait a moment, or until the stop is committed."""
        if self._chance.random() < self._patient:
            gone.wait(PATIENCE)
        else:
            self()


@dataclass
class Moments:
    """When things were seen and done in one round, on one clock."""

    stopped: float = 0.0
    looks: list[tuple[str, float, bool]] = field(default_factory=list)
    deeds: list[tuple[str, float]] = field(default_factory=list)
    on_the_wire: list[bool] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def stale(self) -> list[str]:
        """Looks that began after the stop was committed, and still showed the person."""
        return [name for name, began, shown in self.looks if shown and began > self.stopped]

    def wrong(self) -> list[str]:
        """All that went wrong, in words."""
        return [*self.stale(), *self.late(), *self.faults]

    def figures(self) -> dict[str, int]:
        """How much was seen and done."""
        return {
            "rounds": 1,
            "looks": len(self.looks),
            "shown": sum(shown for _name, _began, shown in self.looks),
            "deeds": len(self.deeds),
            "stale": len(self.stale()),
            "late": len(self.late()),
            "on_the_wire": len(self.on_the_wire),
            "unconfirmed": sum(self.on_the_wire),
            "faults": len(self.faults),
        }

    def late(self) -> list[str]:
        """Deeds that were committed after the stop was."""
        return [name for name, last in self.deeds if last > self.stopped]


class House:
    """A place with everybody in it whom the races need, once for all rounds."""

    def __init__(self) -> None:
        self.at = places.place()
        self.service = services.service(self.at)
        self.front = places.worker(self.at.front_door)
        self.group = places.worker(self.at.group)
        self.manager = places.worker(self.at.group, Role.MANAGER)

    def browser(self, actor: Actor) -> Client:
        """Somebody signed in by both factors."""
        user = User.objects.get(pk=actor.id)
        user.second_factor_at = clock.now()
        user.save(update_fields=["second_factor_at"])
        visit = Client()
        visit.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
        session = visit.session
        session["second_factor"] = user.second_factor_at.isoformat()
        session.save()
        return visit

    @cached_property
    def worker(self) -> Client:
        """The browser of the group's worker."""
        return self.browser(self.group)

    @cached_property
    def leader(self) -> Client:
        """The browser of the group's manager."""
        return self.browser(self.manager)


@dataclass
class Round:
    """One person, what stands open about them, and who races whom."""

    house: House
    number: int
    pause: Pauses
    counts: bool = False
    gone: threading.Event = field(default_factory=threading.Event)
    moments: Moments = field(default_factory=Moments)

    def __post_init__(self) -> None:
        at = self.house.at
        self.name = f"Ada Number{self.number}"
        self.who = places.person(
            at,
            name=self.name,
            channels=(Channel.SMS, Channel.EMAIL, Channel.POST),
            address="1 Example Street",
            phone=f"07700 900{self.number % 1000:03}",
            email=f"ada{self.number}@person.example",
        )
        for giver, receiver in ((at.front_door, at.group), (at.group, at.front_door), (at.front_door, at.surgery)):
            places.permit(self.who, giver, receiver, *NEEDED)
        if self.counts:
            for giver in (at.front_door, at.group):
                places.permit(self.who, giver, at.front_door, Category.REFERRAL, purpose=Purpose.EVALUATION)
        self.mine = places.by_link(at, self.who)
        self.sent = self._asked()
        referrals.accept(self.sent, by=self.house.group)

    def _asked(self) -> UUID:
        at = self.house.at
        return referrals.ask_for_self(
            person=self.who, partnership=at.partnership.pk, words="Company.", receiver=at.group.pk, by=self.mine
        )

    @cached_property
    def ended(self) -> UUID:
        """What the group has declined."""
        ended = self._asked()
        referrals.decline(ended, by=self.house.group, reason=Reason.FULL)
        return ended

    @cached_property
    def draft(self) -> UUID:
        """Written down with the front door for the group, and not passed on yet."""
        wanted = referrals.Wanted(person=self.who, receiver=self.house.at.group.pk, domain=Domain.PEOPLE)
        return referrals.draft(wanted, by=self.house.front)

    def race(self, stop: "Stop", rivals: dict[str, "Rival"]) -> None:
        """Everybody at once; then whoever looks finds nothing, and nothing stands open."""
        for rival in rivals.values():
            getattr(self, rival.needs)
        barrier = threading.Barrier(len(rivals) + 1)
        deeds: dict[str, Callable[[], None]] = {"stop": lambda: self._stop(stop)}
        deeds |= {name: partial(self.plays, name, rival) for name, rival in rivals.items()}
        wait([HANDS.submit(self._alone, barrier, name, do) for name, do in deeds.items()])
        for name, rival in rivals.items():
            if rival.looks:
                self.looks(name, rival.do, times=1)
        self.moments.faults += self._left_open(stop)
        people.withdraw(person=self.who, receiver=self.house.at.group.pk, by=self.mine)  # for those who count next
        Posting.objects.filter(state=outbox.State.WAITING).update(
            state=outbox.State.CANCELLED, why="cancelled", ended_at=clock.now(), body=None
        )

    def plays(self, name: str, rival: "Rival") -> None:
        """A rival's part: a few looks, or one deed."""
        if rival.looks:
            self.looks(name, rival.do)
        elif rival.sends:
            rival.do(self)
        else:
            self.does(name, rival.do)

    def _stop(self, stop: "Stop") -> None:
        with transaction.atomic():
            stop.do(self)
            self.pause()
        self.moments.stopped = time.monotonic()
        for posting in outbox.about(Ref("referral", self.sent)):
            if posting.state == outbox.State.CANCELLED and posting.made_at:
                said = told.Told(posting, knows_rules=True).words
                self.moments.on_the_wire.append("not yet confirmed" in said)
        self.gone.set()

    def _alone(self, barrier: threading.Barrier, name: str, do: Callable[[], None]) -> None:
        try:
            barrier.wait()
            self.pause()
            do()
        except Exception as fault:  # noqa: BLE001 - told with the round's figures
            self.moments.faults.append(f"{name}: {type(fault).__name__}: {str(fault).splitlines()[:1]}")
        finally:
            keys.forget()

    def looks(self, name: str, shown: "Do", times: int = LOOKS) -> None:
        """Look a few times, and write down when each look began."""
        for _time in range(times):
            self.pause()
            began = time.monotonic()
            with suppress(Problem):
                self.moments.looks.append((name, began, shown(self)))

    def does(self, name: str, deed: "Do") -> None:
        """Do it once. What is refused was not done; else its last moment before the commit counts."""
        last, disclosed = 0.0, False
        with suppress(Problem), transaction.atomic():
            disclosed = deed(self)
            self.pause.for_it(self.gone)
            last = time.monotonic()
        if disclosed and last:
            self.moments.deeds.append((name, last))

    def _left_open(self, stop: "Stop") -> Iterator[str]:
        """What still stands open with a receiver that was stopped."""
        if stop.receiver is None:
            return
        receiver = stop.receiver(self.house.at).pk
        mine = Referral.objects.filter(person=self.who, receiver=receiver, sent_at__isnull=False)
        if mine.exclude(state__in=ENDED).exclude(state=State.ENTERED_IN_ERROR).exists():
            yield f"{stop.name}: a referral stands open"
        to = Posting.objects.filter(person=self.who, to_id=receiver).exclude(kind="partner.stopped")
        if to.filter(state=outbox.State.WAITING).exists():
            yield f"{stop.name}: a message waits"
        for subject in to.exclude(made_at=None).values_list("subject_id", flat=True):
            if not Posting.objects.filter(kind="partner.stopped", subject_id=subject, to_id=receiver).exists():
                yield f"{stop.name}: they were told, and not told that it stopped"


Do = Callable[[Round], bool]


@dataclass(frozen=True)
class Stop:
    """What the person stops, and with whom."""

    name: str
    do: Callable[[Round], None]
    rivals: dict[str, "Rival"]
    receiver: Callable[[places.Place], Partner] | None = None


@dataclass(frozen=True)
class Rival:
    """Somebody who looks (`do` says whether the person was shown), or acts (whether something was disclosed).

    Who sends has transactions of their own, in which `at_points` writes down what was made.
    """

    do: Do
    looks: bool = False
    sends: bool = False
    needs: str = "sent"
