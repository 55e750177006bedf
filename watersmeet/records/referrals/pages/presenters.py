"""Asking and what became of it, in words for the person."""

from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext
from markupsafe import Markup

from watersmeet.accounts import links
from watersmeet.accounts.drawer import Content
from watersmeet.base import clock
from watersmeet.base.problems import Refusal
from watersmeet.design import dates, qr
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import InForce
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Channel
from watersmeet.records.plans.api import Met, NeedCard
from watersmeet.records.referrals.api import (
    ENDED,
    TO_THE_PERSON,
    Asked,
    How,
    JointContact,
    NextAction,
    Seen,
    State,
    Step,
    may_pass,
    own_statement,
)
from watersmeet.records.referrals.pages.draft import Draft
from watersmeet.records.referrals.pages.sitting import Sitting
from watersmeet.records.referrals.pages.told import ways

_NEXT: dict[NextAction, Promise] = {
    NextAction.SEND: gettext_lazy("%(holder)s reads your request by %(day)s."),
    NextAction.ANSWER: gettext_lazy("%(holder)s answers by %(day)s."),
    NextAction.REPLY: gettext_lazy("%(holder)s answers a question about your request by %(day)s."),
    NextAction.START: gettext_lazy("%(holder)s arranges a start with you by %(day)s."),
    NextAction.REVIEW: gettext_lazy("%(holder)s tells you where you stand by %(day)s."),
    NextAction.END: gettext_lazy("%(holder)s looks with you at how it goes by %(day)s."),
    NextAction.SEE_OUTCOME: gettext_lazy("%(holder)s reads how it went by %(day)s."),
}
_STONES: dict[str, Promise] = {
    "ask": gettext_lazy("You asked for help."),
    "ask_for": gettext_lazy("Somebody asked for help for you."),
    "acknowledge": gettext_lazy("Somebody at %(receiver)s has it."),
    "pass_on": gettext_lazy("Nobody answered in time, so it went to somebody else at %(receiver)s."),
    "pass_on_away": gettext_lazy("The one it was for is away, so it went to somebody else at %(receiver)s."),
    "bring_in": gettext_lazy("%(front_door)s wrote your request down."),
    "draft": gettext_lazy("%(front_door)s wrote your request down with you."),
    "send": gettext_lazy("Your request went to %(receiver)s."),
    "ask_question": gettext_lazy("%(receiver)s asked %(front_door)s a question."),
    "answer_question": gettext_lazy("%(front_door)s answered the question."),
    "accept": gettext_lazy("%(receiver)s said yes."),
    "decline": gettext_lazy("%(receiver)s could not help with this one."),
    "hand_over": gettext_lazy("A first meeting was planned with you."),
    "handover_met": gettext_lazy("You met."),
    "handover_did_not_come": gettext_lazy("You did not meet this time."),
    "handover_moved": gettext_lazy("Your first meeting moved to another time."),
    "handover_chose_not": gettext_lazy("You chose not to have this meeting."),
    "handover_called_off": gettext_lazy("The meeting was called off."),
    "re_offer": gettext_lazy("Another service could not help. %(receiver)s is asked instead."),
    "aim": gettext_lazy("%(front_door)s looked for somebody who fits: %(receiver)s."),
    "wait": gettext_lazy("You are on the list for a place."),
    "start": gettext_lazy("You started."),
    "pause": gettext_lazy("You took a break."),
    "complete": gettext_lazy("You came to the end of it."),
    "leave": gettext_lazy("It stopped early."),
    "withdraw": gettext_lazy("You chose to stop."),
    "enter_in_error": gettext_lazy("This was entered by mistake."),
    "hand_on": gettext_lazy("Somebody else looks after your request now."),
    "see_outcome": gettext_lazy("%(front_door)s read how it went."),
    "escalate": gettext_lazy("The next step was late. We asked them again."),
}
_HOW: dict[How, Promise] = {
    How.IN_PERSON: gettext_lazy("You meet face to face."),
    How.PHONE: gettext_lazy("You talk by phone."),
    How.VIDEO: gettext_lazy("You talk by video call."),
}
_LEAVES = {"accept", "start", "complete"}


class BeginPresenter:
    """The first page: who reads it, and how soon they answer."""

    def __init__(self, place: UUID | None, service: ServiceView | None) -> None:
        self.place = place
        self.service = service

    @cached_property
    def _in_force(self) -> InForce | None:
        return partnerships.model_at(self.place) if self.place else None

    @property
    def front_door(self) -> str:
        """Who reads it; "" while the place is not chosen."""
        return str(partnerships.partner(self._in_force.front_door)) if self._in_force else ""

    @property
    def answer(self) -> str:
        """How soon they answer, such as "within 3 working days"; "" while the place is not chosen."""
        if self._in_force is None:
            return ""
        days = self._in_force.model.limits.answer
        return ngettext("within %(days)s working day", "within %(days)s working days", days) % {"days": days}

    @property
    def phone(self) -> str:
        """A number where a person answers."""
        return self._in_force.model.phone if self._in_force else ""

    @property
    def whom(self) -> list[str]:
        """Whom the chosen service is for by the rules of the place, and what to bring, in sentences."""
        return directory.whom(self.service) if self.service else []


class SharePresenter:
    """What a yes would show to whom, and until when: word for word as it is kept with the yes."""

    def __init__(self, draft: Draft) -> None:
        receiver = draft.receiver
        words = own_statement(draft.partnership, draft.front_door.pk, receiver.pk) if receiver else ""
        self.context = {"statement": words.splitlines()}


class InsteadPresenter:
    """What a yes to another service would show to whom, word for word as it is kept; "" where no yes can pass it on."""

    def __init__(self, seen: Seen, service: ServiceView) -> None:
        receiver = service.partner_id
        passes = receiver is not None and may_pass(seen.referrer, receiver)
        words = own_statement(service.partnership_id, seen.referrer, receiver) if receiver and passes else ""
        self.context = {"service": service, "front_door": _name(seen.referrer), "statement": words.splitlines()}


class MeetingPresenter:
    """A first meeting that is planned, in words for the person."""

    def __init__(self, met: JointContact) -> None:
        self.id = met.id
        self.when = dates.moment(met.starts_at)
        self.how = str(_HOW[met.how])
        self.where, self.who, self.agreed, self.fallback = met.where, met.who, met.agreed, met.fallback


class AskedPresenter:
    """What happens next, from what the drawer kept of it: the visitor has no other right to read it yet.

    Who asked for somebody else is given no reference and no link: they learn nothing later.
    """

    def __init__(self, content: dict[str, Any]) -> None:
        self.reference: str = content["reference"]
        self.link = links.address(content["token"]) if content["token"] else ""
        self.sitting = Sitting.read(content.get("sitting"))
        self.back = settings.WATERSMEET_ADDRESS + reverse("referrals:back")
        self.next: str = content["next"]
        self.day: str = content["day"]
        self.reached: str = content["reached"]
        self.sends_link: bool = content.get("sends_link", False)
        self.not_before: str = content.get("not_before", "")
        self.straight: bool = content["straight"]
        self.front_door: str = content["front_door"]
        self.hard: bool = content["hard"]

    @property
    def picture(self) -> Markup:
        """The link, for their own phone: at a screen that others use it is not to be pressed."""
        return qr.svg(self.link, name=gettext("A picture that your phone reads. It leads to your own page."))

    @staticmethod
    def content(draft: Draft, done: Asked) -> Content:
        """What to keep of it in the drawer."""
        return {
            "partnership": str(draft.partnership),
            "reference": "" if draft.for_other else done.reference,
            "token": done.token,
            "next": _next_for(done) if draft.for_other else _next(done.state, done.holder, done.due_on),
            "day": dates.day(done.due_on) if done.due_on else "",
            "reached": ways(draft.channels),
            "sends_link": Channel.EMAIL in draft.channels,
            "not_before": _not_before(draft),
            "straight": done.state is State.SENT,
            "front_door": str(draft.front_door),
            "hard": draft.is_hard,
            "for_other": draft.for_other,
            "sitting": draft.sitting.content if draft.sitting else None,
        }


class StatusPresenter:
    """Where a request stands, in kind words."""

    def __init__(self, seen: Seen, story: list[Step], service: ServiceView | None, need: NeedCard | None) -> None:
        self.id = seen.id
        self.person = seen.person
        self.reference = seen.reference
        self.stands = str(TO_THE_PERSON[seen.state])
        self.ended = seen.state in ENDED
        self.service = service.name if service else ""
        self.words = seen.words
        self.own_answers = seen.own_answers
        self.bring = directory.bring(service) if service and not self.ended else []
        self.about = str(need.domain.label) if need else ""
        self.can_stop = not self.ended and not seen.closed
        self._seen = seen
        self._story = story
        self._need = need

    @property
    def next(self) -> str:
        """Who does what by when; "" when nothing is next, or it is late."""
        if self._seen.next_action is None or self.late or self._never_began:
            return ""
        return _said(self._seen.next_action, self._seen.holder, self._seen.due_on)

    @property
    def waits(self) -> list[str]:
        """How many are before them, and about when there is a place; nothing when nobody said."""
        seen = self._seen
        if seen.state is not State.WAITING:
            return []
        said = []
        if seen.queue_place == 1:
            said.append(gettext("You are next."))
        elif seen.queue_place:
            before = seen.queue_place - 1
            sentence = ngettext(
                "There is %(before)s person before you.", "There are %(before)s people before you.", before
            )
            said.append(sentence % {"before": before})
        if seen.expected_on:
            told = {"day": dates.day(seen.expected_on)}
            said.append(gettext("We think there is a place for you about %(day)s. This can change.") % told)
        return said

    @property
    def late(self) -> str:
        """Whose step is late, and by how long; "" when nothing is."""
        seen = self._seen
        if seen.due_on is None or seen.holder is None or not seen.days_late or self._never_began:
            return ""
        told = {"holder": _name(seen.holder), "days": seen.days_late}
        sentence = ngettext(
            "%(holder)s is %(days)s working day late.", "%(holder)s is %(days)s working days late.", seen.days_late
        )
        return sentence % told

    @property
    def holder(self) -> str:
        """Who has it now; "" when it is closed, or was stopped before it began."""
        return _name(self._seen.holder) if self._seen.holder and not self._never_began else ""

    @property
    def asks_whether_met(self) -> bool:
        """Whether something came of it, it ended, and nobody has said yet what became of the need."""
        unknown = self._need is not None and self._need.met == Met.NOT_KNOWN
        return self.ended and unknown and not self._never_began

    @property
    def _never_began(self) -> bool:
        """Whether the person stopped it before anything came of it: then nothing is asked or promised."""
        return self._seen.state is State.WITHDRAWN and all(step.what != "start" for step in self._story)

    @property
    def met(self) -> str:
        """What they said became of it; "" before."""
        return str(self._need.met.label) if self._need and self._need.met != Met.NOT_KNOWN else ""

    @property
    def story(self) -> list[dict[str, Any]]:
        """A stone for each step that concerns the person."""
        names = {"receiver": _name(self._seen.receiver), "front_door": _name(self._seen.referrer)}
        return [
            {
                "what": str(_STONES[step.what]) % names,
                "said": step.words,
                "when": dates.day(step.happened_at) if step.told_later else dates.moment(step.happened_at),
                "leaf": step.what in _LEAVES,
            }
            for step in self._story
            if step.what in _STONES
        ]


def _next(state: State, holder: UUID | None, due_on: date | None) -> str:
    action = NextAction.ANSWER if state is State.SENT else NextAction.SEND
    return _said(action, holder, due_on)


def _not_before(draft: Draft) -> str:
    """When the first message can come, where this place sends none at this hour; "" where it can leave now."""
    rests = people.within_hours(draft.partnership, clock.now())
    later = rests.try_again_at if isinstance(rests, Refusal) else None
    return dates.moment(later) if later and not draft.for_other else ""


def _next_for(done: Asked) -> str:
    """What happens next, for who asked on behalf of somebody."""
    if done.holder is None or done.due_on is None:
        return ""
    told = {"holder": _name(done.holder), "day": dates.day(done.due_on)}
    return gettext("%(holder)s reads it by %(day)s.") % told


def _said(action: NextAction, holder: UUID | None, due_on: date | None) -> str:
    if holder is None or due_on is None:
        return ""
    return str(_NEXT[action]) % {"holder": _name(holder), "day": dates.day(due_on)}


def _name(partner: UUID) -> str:
    return str(partnerships.partner(partner))
