"""A paper form that was typed in, in words: to compare with the paper, and what happens next."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.design import dates
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import FormSeen, OnPaper, State, TypedSeen
from watersmeet.records.referrals.pages.paper_questions import TypeForm
from watersmeet.records.referrals.pages.refer_presenters import ContactRows


class CheckPresenter:
    """What was typed, as (name, words) pairs, and what will come of it."""

    def __init__(self, asked: TypeForm, seen: FormSeen, front_door: UUID) -> None:
        self.told: OnPaper = asked.told()
        self.seen = seen
        self.agreed = seen.receiver is not None and referrals.may_pass(front_door, seen.receiver)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """In the order of the paper; what is empty is left out."""
        return [(name, words) for name, words in self._rows() if words]

    def _rows(self) -> Iterator[tuple[str, Any]]:
        told = self.told
        yield _("What they ask for"), self.seen.service.name if self.seen.service else _("No service yet")
        yield _("Age"), told.age.label
        yield _("What would help"), told.words
        yield _("What it is about"), told.domain.label
        yield _("Name"), told.name
        yield from ContactRows(told.contact).rows
        yield _("Address"), "\n".join(filter(None, (told.contact.address, told.postcode)))
        yield _("Leave a message"), _yes_no(told.contact.leave_message)
        yield _("Say who we are"), _yes_no(told.contact.say_who)
        yield _("Where they live"), _("Secret") if told.contact.hidden_address else ""
        if self.seen.receiver:
            yield _("May %(receiver)s see this") % {"receiver": self._receiver}, _yes_no(told.share)
        yield _("May we count them"), _yes_no(told.count)
        yield _("Signed"), _yes_no(told.signed)
        yield _("The day on it"), dates.date(told.signed_on)
        yield _("Reached you on"), dates.date(told.received_on)

    @property
    def _receiver(self) -> str:
        return str(partnerships.partner(self.seen.receiver)) if self.seen.receiver else ""

    @property
    def next(self) -> str:
        """Where it goes, and why."""
        told, receiver = self.told, {"receiver": self._receiver}
        if back := referrals.kept_back(told, self.seen):
            return _("%(why)s Nobody else is told. You talk with them first.") % {"why": back}
        if told.share and not self.agreed:
            return _("There is no agreement with %(receiver)s now. Nobody is told before there is one.") % receiver
        if told.share:
            return _("They said yes. It goes to %(receiver)s as soon as you write it down.") % receiver
        if self.seen.receiver:
            return _("They did not say yes to %(receiver)s. Nobody else is told. You talk with them first.") % receiver
        return _("Nobody else is told. It waits in your work.")


class DonePresenter:
    """It is written down: the reference, who has it, by when; and the paper."""

    def __init__(self, seen: TypedSeen) -> None:
        self.id = seen.referral
        self.reference = seen.reference
        self.number = seen.number
        self.sent = seen.state is not State.DRAFT
        self.became = str(seen.became.label) if seen.became else ""
        self.by = dates.day(seen.due_on) if seen.due_on else ""
        holder = str(partnerships.partner(seen.holder)) if seen.holder else ""
        told = {"holder": holder, "day": dates.day(seen.next_due) if seen.next_due else ""}
        self.next = _("%(holder)s has the next step, by %(day)s.") % told if holder else ""


def _yes_no(said: bool) -> str:
    return _("Yes") if said else _("No")
