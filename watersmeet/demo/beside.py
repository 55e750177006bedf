"""What happens besides people asking for themselves: one of each, so that these pages have something to show too.

Somebody is referred with a worker beside them and two workers write to each other, a tutor sends a learner on to care
by name, a course takes nobody new for a while, people are pointed to what is on offer.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.demo.cast import Cast
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people.api import Age, Channel, SafeContact
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Direction, For, Newcomer, Wanted
from watersmeet.records.safety import api as safety

POINTED = ((Domain.PEOPLE, "Harbour shed", 9), (Domain.MONEY, "Moneywise mornings", 6), (Domain.WORK, None, 4))
"""What people were pointed to, and how many days ago; for one nothing was found."""


class Beside:
    """The few people whom workers refer."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now = cast, now
        self.walker: UUID | None = None

    def deeds(self) -> list[tuple[datetime, Callable[[], None]]]:
        """Moments with what was done then, in their order."""
        return [
            (self._ago(days=30), self.a_clinician_takes_what_is_urgent),
            (self._ago(days=12), self.a_link_worker_refers),
            (self._ago(days=3), self.two_are_on_call_and_practise),
            (self._ago(days=3) + timedelta(minutes=4), self.the_practice_ends),
            (self._ago(days=11), self.the_group_accepts),
            (self._ago(days=10), self.the_link_worker_writes),
            (self._ago(days=8), self.the_group_answers),
            *((self._ago(days=days), self._pointing(domain, to)) for domain, to, days in POINTED),
            (self._ago(days=2), self.a_course_is_full_for_now),
            (self._ago(hours=2), self.two_are_on_call),
            (self._ago(hours=1), self.a_tutor_sends_a_learner_on),
        ]

    def _ago(self, days: int = 0, hours: int = 0) -> datetime:
        return self.now - timedelta(days=days, hours=hours)

    def a_clinician_takes_what_is_urgent(self) -> None:
        """Their manager names them."""
        tom = self.cast.called["Tom Arlington"]
        if tom.partner and tom.id:
            partnerships.name_taker(partner=tom.partner, user=tom.id, by=self.cast.called["Cass Woody"])

    def two_are_on_call_and_practise(self) -> None:
        """A shift to which both say yes, and a practice in it."""
        self._shift(clock.now(), yes=True)
        safety.practise(by=self.cast.called["Cass Woody"])

    def the_practice_ends(self) -> None:
        """The therapist has it, and closes it."""
        tom = self.cast.called["Tom Arlington"]
        for task in safety.tasks_for(tom):
            if task.about.kind == "drill":
                safety.acknowledge(task.about.id, by=tom)
                safety.close(task.about.id, outcome=safety.Outcome.PRACTICE, words="", by=tom)

    def two_are_on_call(self) -> None:
        """Now; and the day after tomorrow, which the therapist has not answered yet."""
        self._shift(clock.now(), yes=True)
        self._shift(clock.now() + timedelta(days=2), yes=False)

    def _shift(self, begins: datetime, *, yes: bool) -> None:
        tom, cass = self.cast.called["Tom Arlington"], self.cast.called["Cass Woody"]
        if tom.partner is None:
            return
        ends = begins + timedelta(hours=8)
        made = safety.offer_shift(
            partner=tom.partner, begins_at=begins, ends_at=ends, first=tom.id, deputy=cass.id, by=cass
        )
        places = [seat for one in safety.rota(tom) if one.id == made for seat in one.seats if seat.is_me]
        for seat in places if yes else ():
            safety.answer_seat(seat=seat.id, yes=True, by=tom)

    def a_link_worker_refers(self) -> None:
        """With the person beside them, who said yes; a joint first contact was offered."""
        amira = self.cast.called["Amira Hollis"]
        contact = SafeContact(channels=(Channel.PHONE,), phone="+447700900142", leave_message=True)
        who = referrals.write_down(Newcomer(name="Sky Notreal", age=Age.ADULT, contact=contact), by=amira)
        service = self.cast.services["Thursday walkers"]
        self.walker = self._refer(
            Wanted(
                person=who,
                receiver=self.cast.receiver_of(service),
                service=service,
                domain=Domain.PEOPLE,
                words="I would come if somebody met me at the bridge.",
                direction=Direction.BESIDE_CARE,
                handover_offered=True,
            ),
            amira,
        )

    def the_group_accepts(self) -> None:
        """Yes."""
        if self.walker:
            referrals.accept(self.walker, by=self.cast.called["Dee Pascoe"], words="Somebody waits at the bridge.")

    def the_link_worker_writes(self) -> None:
        """To the group."""
        if self.walker:
            words = "Is the path dry enough for a stick?"
            referrals.write_message(self.walker, by=self.cast.called["Amira Hollis"], words=words, to=For.SIDE)

    def the_group_answers(self) -> None:
        """To both, so that the person reads it too."""
        if self.walker:
            words = "Yes, and we go as slowly as the slowest."
            referrals.write_message(self.walker, by=self.cast.called["Dee Pascoe"], words=words, to=For.BOTH)

    def _pointing(self, domain: Domain, to: str | None) -> Callable[[], None]:
        def do() -> None:
            jess = self.cast.called["Jess Marlow"]
            if to:
                plans.point(domain=domain, by=jess, service=self.cast.services[to].id)
            else:
                plans.point(domain=domain, by=jess, elsewhere=plans.Elsewhere.NOWHERE)

        return do

    def a_course_is_full_for_now(self) -> None:
        """It takes nobody new for a while."""
        until = clock.today() + timedelta(days=21)
        service = self.cast.services["Cooking on a budget"].id
        partnerships.pause_intake(until_on=until, by=self.cast.called["Jess Marlow"], service=service)

    def a_tutor_sends_a_learner_on(self) -> None:
        """To a clinician by name, who has not said yet that they have it."""
        kit, tom = self.cast.called["Kit Sandford"], self.cast.called["Tom Arlington"]
        contact = SafeContact(channels=(Channel.PHONE,), phone="+447700900143")
        who = referrals.write_down(Newcomer(name="Robin Pretend", age=Age.ADULT, contact=contact), by=kit)
        if tom.partner:
            wanted = Wanted(
                person=who,
                receiver=tom.partner,
                domain=Domain.HEALTH,
                words="I cannot sit still in class any more. I would like to talk to somebody.",
                direction=Direction.TO_CARE,
                to_worker=tom.id,
            )
            self._refer(wanted, kit)

    @staticmethod
    def _refer(wanted: Wanted, by: Actor) -> UUID:
        made = referrals.draft(wanted, by=by)
        referrals.said_yes(made, by=by, count=True)
        return made
