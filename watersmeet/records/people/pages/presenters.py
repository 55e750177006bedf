"""Who sees what, in words for the person. Roles and organisations, never the names of those who looked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.design import dates
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people.api import (
    ANY_DAYTIME,
    Case,
    Channel,
    Daytime,
    Ground,
    Kind,
    Look,
    MatterState,
    Outcome,
    SafeContact,
    Share,
    Yes,
    can_stop_alone,
)

SOON = timedelta(days=14)
_LOOKED: dict[str, Promise] = {
    Role.PRACTITIONER: gettext_lazy("by a worker"),
    Role.MANAGER: gettext_lazy("by a manager"),
    Role.VOLUNTEER: gettext_lazy("by a volunteer"),
    Role.TUTOR: gettext_lazy("by a tutor"),
    Role.LEAD: gettext_lazy("by the partnership's lead"),
    Role.PRIVACY_OFFICER: gettext_lazy("by a privacy officer"),
    "": gettext_lazy("by a volunteer who answers by link"),
}
ROLES: dict[str, Promise] = {
    Role.PRACTITIONER: gettext_lazy("a worker"),
    Role.MANAGER: gettext_lazy("a manager"),
    Role.VOLUNTEER: gettext_lazy("a volunteer"),
    Role.TUTOR: gettext_lazy("a tutor"),
    Role.LEAD: gettext_lazy("the partnership's lead"),
    Role.PRIVACY_OFFICER: gettext_lazy("a privacy officer"),
    Role.ANALYST: gettext_lazy("somebody who counts"),
    "": gettext_lazy("a volunteer who answers by link"),
}
_WAYS: dict[Channel, Promise] = {
    Channel.SMS: gettext_lazy("Text to %(to)s"),
    Channel.EMAIL: gettext_lazy("Email to %(to)s"),
    Channel.PHONE: gettext_lazy("Call to %(to)s"),
    Channel.POST: gettext_lazy("Letter to %(to)s"),
}
_TIMES: dict[Daytime, Promise] = {
    Daytime.MORNING: gettext_lazy("Morning"),
    Daytime.AFTERNOON: gettext_lazy("Afternoon"),
    Daytime.EVENING: gettext_lazy("Evening"),
}
_ASKED: dict[Kind, Promise] = {
    Kind.COMPLAINT: gettext_lazy("You told us that something went wrong"),
    Kind.OBJECTION: gettext_lazy("You told us not to use something"),
    Kind.NAMES: gettext_lazy("You asked for the names of those who looked"),
    Kind.ACCESS: gettext_lazy("You asked for a copy of what is kept about you"),
    Kind.FORGET: gettext_lazy("You asked to be forgotten"),
    Kind.RESTRICT: gettext_lazy("You asked that what is kept about you is not used for now"),
    Kind.RESTRICTION: gettext_lazy("Locked: kept, and not used for now"),
    Kind.OVERRIDE: gettext_lazy("Something about you was shown without your yes"),
}
_ENDED: dict[Outcome, Promise] = {
    Outcome.UPHELD: gettext_lazy("You were right. We put it right."),
    Outcome.PARTLY: gettext_lazy("You were right in part."),
    Outcome.NOT_UPHELD: gettext_lazy("We see it another way. You can read why."),
    Outcome.TAKEN_BACK: gettext_lazy("You took it back."),
    Outcome.STOPPED: gettext_lazy("We stopped using it."),
    Outcome.TOLD: gettext_lazy("You can read the names."),
    Outcome.NOT_TOLD: gettext_lazy("We cannot tell you the names, to keep everybody safe."),
    Outcome.RELEASED: gettext_lazy("We gave you the copy."),
    Outcome.RIGHT: gettext_lazy("Somebody checked it. It was needed to keep people safe."),
    Outcome.TOO_WIDE: gettext_lazy("Somebody checked it. It showed too much, so it has ended."),
    Outcome.WRONG: gettext_lazy("Somebody checked it. It was wrong, so it has ended. We are sorry."),
    Outcome.LIFTED: gettext_lazy("You said yes again, so it is not locked any more."),
}


class YesPresenter:
    """One yes: to what, what for, what was read out, since when and until when."""

    def __init__(self, one: Yes) -> None:
        self.things = [str(each.label) for each in Category if each in one.categories]
        self.why = str(Purpose(one.purpose).label)
        self.ground = str(Ground(one.ground).label)
        self.words = one.words
        self.since, self.until = one.since, one.until


class SharePresenter:
    """What one partner may see."""

    def __init__(self, share: Share, looks: Sequence[Look], *, together: bool = False) -> None:
        """`together`: it is a joint controller with the partner that keeps the record."""
        self.receiver, self.together = share.receiver, together
        self.name = share.name
        self.things = [str(one.label) for one in Category if one in share.categories]
        self.alone = [(one.value, str(one.label)) for one in self._alone(share)]
        self.why = [str(Purpose(one).label) for one in share.purposes]
        self.yeses = [YesPresenter(one) for one in share.yeses]
        self.since = min(one.since for one in share.yeses)
        self.until = share.until
        self.over = share.until <= clock.now()
        asked = any(one.ground == Ground.EXPLICIT and one.until <= clock.now() + SOON for one in share.yeses)
        self.ends_soon = asked and not self.over
        self.looked = last_look(looks, share.receiver)

    @staticmethod
    def _alone(share: Share) -> list[Category]:
        """What can be stopped by itself, where something else goes on."""
        if len(share.categories) < 2:
            return []
        return [one for one in Category if one in share.categories and can_stop_alone(one)]


class KeeperPresenter:
    """The partner that looks after the person's own record, and what others may tell it."""

    def __init__(self, keeper: UUID, shares: Iterable[Share], looks: Sequence[Look]) -> None:
        self.receiver = keeper
        self.name = str(partnerships.partner(keeper))
        self.looked = last_look(looks, keeper)
        told = next((share for share in shares if share.receiver == keeper), None)
        self.told = SharePresenter(told, looks) if told else None


class CasePresenter:
    """One thing the person asked or said, and what became of it."""

    def __init__(self, one: Case, ready: Mapping[UUID, datetime], *, own: bool) -> None:
        self.id, self.ready_until = one.id, ready.get(one.id)
        self.can_lift = own and one.was_asked_for and one.settled_at is None
        who = {"name": str(partnerships.partner(one.partner))} if one.partner else {"name": ""}
        self.what = str(_ASKED[one.kind])
        self.when = one.opened_at
        self.who = who["name"]
        self.words = "" if one.kind is Kind.OVERRIDE else one.words
        self.answer = one.answer
        self.reference = one.reference
        self.stands = self._stands(one)

    @staticmethod
    def _stands(one: Case) -> str:
        if one.was_asked_for:
            return _("You let them use it again.") if one.settled_at else ""
        if one.outcome:
            return str(_ENDED.get(one.outcome, ""))
        if one.due_at is None:
            return ""
        told = {"day": dates.date(one.due_at)}
        if one.kind is Kind.COMPLAINT and one.state is MatterState.OPEN:
            return _("We tell you by %(day)s that we look at it.") % told
        return _("We answer by %(day)s.") % told


def last_look(looks: Iterable[Look], partner: UUID) -> str:
    """When somebody at the partner last looked, and in which role: "Last looked 3 days ago, by a manager."."""
    seen = [one for one in looks if one.partner == partner]
    if not seen:
        return _("Not looked at yet.")
    last = max(seen, key=lambda one: one.on)
    days = (timezone.localdate(clock.now()) - last.on).days
    when = ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days} if days else _("today")
    told = {"when": when, "who": str(_LOOKED.get(last.role, ""))}
    return _("Last looked %(when)s, %(who)s.") % told if told["who"] else _("Last looked %(when)s.") % told


def by_day(looks: Iterable[Look]) -> list[tuple[str, str, str]]:
    """Rows of a table: the day, the organisation, the role."""
    return [(dates.date(one.on), one.organisation, str(ROLES.get(one.role, _("a worker")))) for one in looks]


def contact_rows(contact: SafeContact) -> list[tuple[str, str, str]]:
    """How to reach the person: what it is, the words, and the part of the page on which it is changed.

    Who is not called is asked nothing about calls, and is told of no answer.
    """
    ways = [str(_WAYS[way]) % {"to": contact.address_for(way)} for way in contact.channels]
    times = ", ".join(str(_TIMES[part]) for part in contact.daytimes)
    yes_no = {True: _("Yes"), False: _("No")}
    about_calls = [
        (_("May we leave a message?"), yes_no[contact.leave_message], "safe"),
        (_("May we say who we are?"), yes_no[contact.say_who], "safe"),
        (_("Code word"), _("You chose one") if contact.code_word else _("None"), "safe"),
    ]
    asked = Channel.PHONE in contact.channels or contact.leave_message or contact.say_who or contact.code_word
    others = ", ".join(str(partnerships.partner(one)) for one in contact.not_partners)
    return [
        (_("Safe ways"), "; ".join(ways) or _("None. You come back to us."), "ways"),
        (_("Safe times"), times or str(ANY_DAYTIME), "times"),
        *(about_calls if asked else ()),
        (_("Who should not contact you"), others or _("Nobody named"), "safe"),
        (_("Where you live"), _("Kept secret") if contact.hidden_address else _("Not secret"), "safe"),
    ]
