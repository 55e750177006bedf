"""A small place with a referral in every state, and everybody who might take a step in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import product
from uuid import UUID, uuid4

from django.core.cache import cache
from django.test import Client

from tests.factories import accounts as make
from tests.factories import by_link, inquiries, on_call, places, services
from tests.factories.showings import showing
from tests.proofs.town import holding, signed_in
from watersmeet.accounts import link_codes, links
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Kind, Role
from watersmeet.base.ref import Ref
from watersmeet.records.memory import api as memory
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.api import Moment
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.models import Agreement
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Channel
from watersmeet.records.plans import api as plans
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Handover, Message, Referral
from watersmeet.records.referrals.states import State
from watersmeet.records.safety import api as safety
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.models import Wave

CONTACT = {
    "channels": (Channel.EMAIL, Channel.POST),
    "email": "ada@person.example",
    "address": "3 Hidden Lane, Barnstaple",
}
LEARNER = referrals.Newcomer(name="Lin Sampleton", age=people.Age.ADULT, contact=people.SafeContact())
ON_THE_WAY = (State.ACCEPTED, State.WAITING, State.STARTED, State.PAUSED, State.COMPLETED)


@dataclass(frozen=True)
class Comer:
    """Somebody with a browser: in which column of the reviewed grid, and what they are to whom."""

    label: str
    column: str
    browser: Client
    actor: Actor
    purpose: str = ""


class Square:
    """One person with a referral in each state from the front door to the group; a surgery and a place beside."""

    def __init__(self) -> None:
        self.at, self.other = places.place(), places.place()
        self.front, self.group = self.at.front_door, self.at.group
        self.worker, self.answering = places.worker(self.front), places.worker(self.group)
        self.writer = places.worker(self.front, Role.TUTOR)
        self.service = services.service(self.at)
        self.person = places.person(self.at, name="Ada Sampleton", **CONTACT)
        self.learner = referrals.write_down(LEARNER, by=self.writer)
        self.stranger = places.person(self.other, name="Zeb Elsewhere")
        for who in (self.person, self.learner):
            places.permit(who, self.front, self.group)
            places.permit(who, self.group, self.front)
        self.need = plans.record_need(
            person=self.person,
            controller=self.front.pk,
            partnership=self.at.partnership.pk,
            domain=plans.Domain.PEOPLE,
            words="Some company.",
            by=self.worker,
        )
        self.referrals = self._in_every_state()
        self.meeting = Handover.objects.get(referral=self.referrals["meeting"]).pk
        self.message = Message.objects.get(referral=self.referrals["talked"]).pk
        [self.matter] = people.tell(
            person=self.person,
            kind=people.Kind.COMPLAINT,
            words="It was late.",
            by=places.by_link(self.at, self.person),
        )
        self.answerer = by_link.answers(self.at)
        self.suggestion = referrals.suggest(self.referrals["talked"], services=[self.service.pk], by=self.worker)
        self.offered, self.offered_by_keeper = self.service.pk, services.service(self.at, self.front).pk
        self.receiver, self.keeper, self.seat = self.group.pk, self.front.pk, self.worker.membership
        self.agreement = Agreement.objects.get(partnership=self.at.partnership).pk
        self.measured = self._measured()
        self.alert = self._alert()
        keeper = places.worker(self.front, Role.SAFEGUARDING_LEAD)
        self.concern = self._concern()
        self.shift = on_call.shift(self.front, keeper, keeper, self.worker, accepted=False)
        self.wave = inquiries.opened(inquiries.lead(self.at))
        self.inquiry, self.code = Wave.objects.get().inquiry_id, inquiries.code_of(self.wave, "learners")
        self.slug = self.at.partnership.slug
        rules = partnerships.model_at(self.at.partnership.pk).model
        self.proposal = partnerships.propose(model=rules, why="To try.", from_on=clock.today(), by=self.writer)
        self.voted_on, self.ballot = self._voted_on(rules)
        self.talk, self.talk_code = self._talk()
        over, self.talked_code = self._talk()
        voices.end_deliberation(over, by=self.worker_who_asks)
        self.entry, self.asked_of_all = self._kept("lesson", happened="It rained."), self._kept("question")
        self.promised, self.agreed = self._promised(), self._promised()
        self.finding = self._kept("finding", found="9 of 10 came.", evidence="We counted.")
        memory.publish(self.finding, public=True, by=places.worker(self.front, Role.LEAD))
        hall = {"where": "The hall, Mill Street", "agenda": "What comes next."}
        self.gathering = memory.gather(memory.Told(title="Shelter", parts=hall, day=clock.today()), by=self.writer)
        memory.announce(self.gathering, memory.Shows.PLAN, by=places.worker(self.front, Role.LEAD))
        self.outside = memory.reply_from_outside(self.finding, words="We saw it too.", by=VISITOR)
        self.shown = showing(self.at, [self.front], opened=True)
        self.about_to_be_shown = showing(self.at, [self.front], opened=False)
        memory.agree_public(self.agreed, by=places.worker(self.front, Role.MANAGER))

    def _in_every_state(self) -> dict[str, UUID]:
        made: dict[str, UUID] = {name: self._asked() for name in ("sent", "urgent", "question", "meeting", "talked")}
        Referral.objects.filter(pk=made["urgent"]).update(urgent=True, receiver_worker=None)
        referrals.ask_question(made["question"], words="When?", by=self.answering)
        referrals.hand_over(made["meeting"], self._plan(), by=self.worker)
        referrals.write_message(made["talked"], words="Hello.", to=referrals.For.BOTH, by=self.worker, key="one")
        for state in ON_THE_WAY:
            made[state] = self._come_to(state)
        made["declined"] = self._asked()
        referrals.decline(made["declined"], by=self.answering, reason=referrals.Reason.FULL)
        made["draft"] = self._drafted(self.person, self.worker)
        made["tutors"] = self._drafted(self.learner, self.writer)
        return made

    def _asked(self) -> UUID:
        return referrals.ask_for_self(
            person=self.person,
            partnership=self.at.partnership.pk,
            words="Company.",
            receiver=self.group.pk,
            service=self.service.pk,
            need=self.need,
            by=Actor(Kind.LINK, partnership=self.at.partnership.pk),
        )

    def _come_to(self, state: State) -> UUID:
        one = self._asked()
        referrals.accept(one, by=self.answering)
        if state is State.WAITING:
            referrals.wait(one, by=self.answering)
        if state in {State.STARTED, State.PAUSED, State.COMPLETED}:
            referrals.start(one, by=self.answering)
        if state is State.PAUSED:
            referrals.pause(one, by=self.answering, reason=referrals.Reason.FULL)
        if state is State.COMPLETED:
            referrals.complete(one, by=self.answering)
        return one

    def _drafted(self, person: UUID, by: Actor) -> UUID:
        wanted = referrals.Wanted(person=person, receiver=self.group.pk, domain=plans.Domain.PEOPLE, words="Please.")
        return referrals.draft(wanted, by=by)

    @staticmethod
    def _plan() -> referrals.Plan:
        at = (clock.now() + timedelta(days=3)).replace(hour=10)  # within the hours of the place
        return referrals.Plan(starts_at=at, how=referrals.How.PHONE, who="Both of us", agreed="Ten minutes.")

    @cached_property
    def worker_who_asks(self) -> Actor:
        """A manager, who asks people something."""
        return places.worker(self.front, Role.MANAGER)

    def _talk(self) -> tuple[UUID, str]:
        """A question that is open, and the code in its address."""
        made = voices.open_deliberation(
            question="How should it be?", begin_with=["Ring back the same day."], days=20, by=self.worker_who_asks
        )
        return made, voices.talk(self.worker_who_asks, made).code.lower()

    def _voted_on(self, rules: partnerships.Model) -> tuple[UUID, UUID]:
        """A proposal that is ready for a vote in this place, and a vote that is open in it."""
        lead = places.worker(self.front, Role.LEAD)
        quicker = rules.model_copy(update={"limits": rules.limits.model_copy(update={"answer": 1})})
        made = partnerships.propose(model=quicker, why="Quicker.", from_on=clock.today(), by=lead)
        return made, voices.open_ballot(made, edition=1, by=lead)

    def _measured(self) -> UUID:
        return outcomes.ask(
            person=self.person,
            controller=self.group.pk,
            partnership=self.at.partnership.pk,
            about=Ref("referral", self.referrals["started"]),
            moment=Moment.START,
            by=self.answering,
        )

    def _alert(self) -> UUID:
        """Somebody at the front door must ring the person."""
        return safety.raise_alert(
            person=self.person,
            controller=self.front.pk,
            partnership=self.at.partnership.pk,
            about=Ref("request", uuid4()),
            item="phq9.q9",
            answered_at=clock.now(),
            by=self.worker,
        )

    def _concern(self) -> UUID:
        """Somebody is worried about the person, at the front door."""
        told = {"danger": safety.Danger.NOT_NOW, "seen": "Bruises.", "person": self.person}
        return safety.write_concern(safety.Worry(route=safety.Route.ADULT, **told), by=self.worker)  # type: ignore[arg-type]

    def _kept(self, kind: str, **parts: str) -> UUID:
        return memory.record(memory.Kind(kind), memory.Told(title="Shelter", parts=parts), by=self.writer)

    def _promised(self) -> UUID:
        told = memory.Told(title="Ten places", parts={"to": "us"}, day=clock.today(), body=self.front.pk)
        return memory.promise(told, by=self.worker)

    @cached_property
    def everybody(self) -> list[Comer]:
        """Each role at each side, at a third partner and at another place; persons, answerers, a passer-by."""
        return [*self._workers(), *self._by_links(), Comer("visitor", "visitor", Client(), VISITOR)]

    def _workers(self) -> Iterator[Comer]:
        sides = {"the referrer": self.front, "the receiver": self.group, "a third": self.at.surgery}
        for (side, partner), role in product({**sides, "another place": self.other.front_door}.items(), Role):
            yield self._worker(f"{role} at {side}", places.worker(partner, role))
        yield self._worker("the tutor who wrote it down", self.writer)

    @staticmethod
    def _worker(label: str, actor: Actor) -> Comer:
        return Comer(label, str(actor.role), signed_in(User.objects.get(pk=actor.id)), actor)

    def _by_links(self) -> Iterator[Comer]:
        for label, who, at in (("the person", self.person, self.at), ("another person", self.stranger, self.other)):
            for purpose, kind, of in (("status", "referral", "sent"), ("measures", "request", "")):
                subject = Ref(kind, self.referrals[of] if of else self.measured)
                opened = links.redeem(purpose, self._link(purpose, subject, at.partnership.pk, person=who), "4826")
                actor = Actor(Kind.LINK, opened.link, partnership=at.partnership.pk, person=who)
                yield Comer(f"{label} by a {purpose} link", "person", holding(opened), actor, purpose)
        for of, confirmed in (
            *((name, False) for name in ("sent", "accepted", "waiting", "started", "talked")),
            ("accepted", True),
        ):
            yield self._answers(of, confirmed=confirmed)

    def _answers(self, of: str, *, confirmed: bool) -> Comer:
        cache.clear()  # so many links of one holder would have to wait
        about = self.referrals[of]
        token = self._link("answer", Ref("referral", about), self.at.partnership.pk, answerer=self.answerer)
        link = links.look(token)
        assert link
        opened = links.redeem("answer", token, link_codes.new_code(link.pk) or "")
        if confirmed:
            opened = links.confirm(link.pk, link_codes.new_code(link.pk) or "")
        actor = by_link.actor(self.at, self.answerer, about, confirmed=confirmed)
        return Comer(f"answers the {of} one{' twice sure' * confirmed}", "answerer", holding(opened), actor, "answer")

    @staticmethod
    def _link(purpose: str, subject: Ref, partnership: UUID, **holder: UUID) -> str:
        second = {} if "answerer" in holder else {"second": links.Second.pin("4826")}
        until = clock.now() + timedelta(days=1)
        return links.issue_link(
            purpose,
            subject=subject,
            partnership=partnership,
            until=until,
            by=make.COMMAND,
            **holder,
            **second,  # type: ignore[arg-type]
        )

    def version(self, name: str) -> int:
        """How often that referral was changed."""
        return Referral.objects.get(pk=self.referrals[name]).version


def some() -> str:
    """A key that nobody used."""
    return str(uuid4())
