"""A few months of life in the invented place, played through the rooms' own doors, one day after another.

The clock is moved to each day, so that everything done then carries its own date; messages leave as they would.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from watersmeet.accounts.purposes import PURPOSES
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.ref import Ref
from watersmeet.demo.beside import Beside
from watersmeet.demo.cast import Cast
from watersmeet.demo.folk import Course, Invented, everybody
from watersmeet.demo.inquiry import Asking
from watersmeet.demo.remembered import Remembered
from watersmeet.outbox import api as outbox
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.partnerships.api import Category
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age, Channel, SafeContact
from watersmeet.records.plans import api as plans
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Reason, Told

POST_GOES_AFTER = timedelta(hours=2)
SUNDAY = 6
Deed = Callable[[], None]


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Move the clock of this process while something is done."""
    before = os.environ.get(clock.VARIABLE)
    os.environ[clock.VARIABLE] = moment.isoformat()
    try:
        yield
    finally:
        if before is None:
            del os.environ[clock.VARIABLE]
        else:
            os.environ[clock.VARIABLE] = before


def play(cast: Cast) -> int:
    """Live through it all; returns how many deeds were done."""
    now = clock.now()
    told = (deed for one in everybody() for deed in _Story(one, cast, now).deeds())
    more = [*Beside(cast, now).deeds(), *Asking(cast, now).deeds(), *Remembered(cast, now).deeds()]
    deeds = sorted([*told, *more], key=lambda deed: deed[0])
    for _day, same_day in groupby(deeds, key=lambda deed: deed[0].date()):
        for moment, deed in same_day:
            with clock_at(moment):
                deed()
        with clock_at(min(moment + POST_GOES_AFTER, now)):
            outbox.deliver_all(limit=1000)
    audit.seal()
    return len(deeds)


class _Story:
    """One person's way, as deeds in the order of their days."""

    def __init__(self, one: Invented, cast: Cast, now: datetime) -> None:
        self.one = one
        self.cast = cast
        self.now = now
        self.service = cast.services[one.service]
        self.referral = self._who = self._receiver = UUID(int=0)

    def deeds(self) -> list[tuple[datetime, Deed]]:
        """Moments with what was done then; nothing in the future."""
        planned: list[tuple[int, int, Deed]] = [(0, 10, self.ask), *self._rarely()]
        course = self.one.course
        own: dict[Course, tuple[int, int, Deed]] = {
            Course.WITHDRAWN: (2, 11, self.withdraw),
            Course.DECLINED: (2, 11, self.decline),
            Course.ACCEPTED: (2, 13, self.hand_over),
            Course.WAITING: (4, 12, self.wait),
        }
        if course in own:
            planned.append(own[course])
        if course not in {Course.NEW, Course.LATE, Course.UNDECIDED, Course.WITHDRAWN, Course.DECLINED}:
            planned += [(1, 11, self.accept), (2, 12, self.answer_start)]
        if course in {Course.STARTED, Course.COMPLETED, Course.CLOSED}:
            planned.append((9, 13, self.start))
        if course in {Course.COMPLETED, Course.CLOSED}:
            last = self.one.days if course is Course.COMPLETED else 60
            planned += [(last - 1, 14, self.complete), (last, 15, self.answer_end)]
        if course is Course.CLOSED:
            planned.append((62, 10, self.read))
        moments = [(self._moment(day, hour), deed) for day, hour, deed in planned]
        return [(moment, deed) for moment, deed in moments if moment < self.now]

    def _rarely(self) -> list[tuple[int, int, Deed]]:
        """Somebody complained, and somebody was in danger."""
        rare: dict[int, Deed] = {12: self.complain, 20: self.override}
        return [(self.one.days - 2, 9, rare[self.one.number])] if self.one.number in rare else []

    def _moment(self, day: int, hour: int) -> datetime:
        """That many days after they asked, at an hour of the place, kept off Sundays, when no message leaves."""
        local = (self.now - timedelta(days=self.one.days - day)).astimezone(ZoneInfo("Europe/London"))
        at = local.replace(hour=hour, minute=self.one.number, second=0, microsecond=0)
        return at if at.weekday() != SUNDAY else at + timedelta(hours=20)

    def ask(self) -> None:
        """They ask for help themselves, by the page."""
        told = Told(
            partnership=self.cast.partnership,
            age=Age.ADULT,
            domain=self.one.domain,
            words=self.one.wish,
            name=self.one.name,
            contact=self._contact(),
            second=self.cast.second,
            service=self.service,
            share=self.one.course is not Course.UNDECIDED,
            count=self.one.count,
        )
        visitor = Actor(Kind.LINK, partnership=self.cast.partnership)
        self.referral = referrals.ask(told, by=visitor, key=f"demo-{self.one.number}").referral
        self._receiver, self._who = referrals.parties(self.referral)

    def _contact(self) -> SafeContact:
        """Half by email; the others are rung, or come back by themselves."""
        phone = f"+447700900{self.one.number:03}"
        return (
            SafeContact(channels=(Channel.EMAIL,), email=self.one.email),
            SafeContact(channels=(Channel.PHONE,), phone=phone, leave_message=True, code_word="heron"),
            SafeContact(channels=(Channel.SMS, Channel.EMAIL), email=self.one.email, phone=phone, say_who=True),
            SafeContact(),
        )[self.one.number % 4]

    @property
    def person(self) -> Actor:
        """The person, come by their link."""
        verbs = PURPOSES["status"].verbs
        return Actor(Kind.LINK, self._who, partnership=self.cast.partnership, person=self._who, verbs=verbs)

    @property
    def worker(self) -> Actor:
        """Who answers for the service."""
        return self.cast.workers[self._receiver]

    def accept(self) -> None:
        """Yes."""
        audit.looked(by=self.worker, subjects=[Ref("person", self._who)], why="story")
        referrals.accept(self.referral, by=self.worker, words="You are welcome. Somebody will meet you at the door.")

    def complain(self) -> None:
        """They tell the front door that something went wrong."""
        words = "A letter came with my name on the outside. My neighbour saw it."
        people.tell(person=self._who, kind=people.Kind.COMPLAINT, words=words, by=self.person)

    def override(self) -> None:
        """The front door shows the surgery how to reach them, without a yes, for a day."""
        front_door = self.cast.front_door
        receiver = self.cast.services["Link worker"].partner_id
        if receiver:
            people.override(
                person=self._who,
                giver=front_door,
                receiver=receiver,
                categories=[Category.CONTACT],
                kind=people.OverrideKind.LIFE,
                reason="They rang us and said goodbye. Nobody could reach them after that.",
                until=clock.now() + timedelta(days=1),
                by=self.cast.workers[front_door],
            )

    def decline(self) -> None:
        """Not right this time."""
        referrals.decline(self.referral, by=self.worker, reason=Reason.FULL, words="We are full until the spring.")

    def wait(self) -> None:
        """On the waiting list."""
        day = clock.today() + timedelta(days=30)
        details = referrals.Details(queue_place=3, expected_on=day)
        referrals.wait(self.referral, by=self.worker, details=details)

    def hand_over(self) -> None:
        """A joint first contact is planned, for a day that is still to come."""
        at = (self.now + timedelta(days=4)).replace(hour=10, minute=30, second=0, microsecond=0)
        at += timedelta(days=at.weekday() == SUNDAY)
        plan = referrals.Plan(
            starts_at=at,
            how=referrals.How.PHONE,
            who="The front door and the group",
            agreed="We talk for ten minutes, all together.",
            fallback="The group rings you back on the same day.",
        )
        if referrals.may_hand_over(self.worker, self.referral):
            referrals.hand_over(self.referral, plan, by=self.worker)

    def start(self) -> None:
        """They came."""
        referrals.start(self.referral, by=self.worker)

    def complete(self) -> None:
        """They came to the end of it."""
        referrals.complete(self.referral, by=self.worker, words="It was good to have you with us.")

    def withdraw(self) -> None:
        """They chose to stop."""
        referrals.withdraw(self.referral, by=self.person, reason=Reason.FOUND_OTHER)

    def read(self) -> None:
        """The front door reads how it ended: the loop is closed."""
        referrals.see_outcome(self.referral, by=self.cast.workers[self.cast.front_door])

    def answer_start(self) -> None:
        """How life is before it begins, and one goal."""
        for asked in self._asked():
            goal = plans.add_goal(
                person=asked.person,
                controller=asked.controller,
                partnership=asked.partnership,
                words=f"{self.one.wish.rstrip('.')}: one step a week.",
                by=self.person,
            )
            answers = {"ons4": self._ons4(self.one.start), "goals": {str(goal): 2}}
            outcomes.answer(request=asked.id, by=self.person, answers=answers)

    def answer_end(self) -> None:
        """How life is now, how far the goal is, and whether they got what they asked for."""
        for asked in self._asked():
            goals = {str(goal.id): 6 for goal in plans.goals_for(self.person, asked.person)}
            needs = {str(need.id): self.one.met for need in plans.needs_for(self.person, asked.person)}
            answers = {"ons4": self._ons4(self.one.end), "goals": goals, "needs": needs}
            outcomes.answer(request=asked.id, by=self.person, answers=answers)

    def _asked(self) -> list[outcomes.Asked]:
        """What can still be answered."""
        return outcomes.due(self.person)

    @staticmethod
    def _ons4(four: tuple[int, int, int, int]) -> dict[str, int]:
        names = ("satisfied", "worthwhile", "happy", "anxious")
        return {name: min(10, max(0, score)) for name, score in zip(names, four, strict=True)}
