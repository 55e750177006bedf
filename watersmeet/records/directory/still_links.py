"""Links that ask "Is it still right?": what they show and what is said by them. Following one confirms nothing.

What they show is public, and all that can be said is that it is right or wrong: no code opens them (ADR 31). A link
ends when its time is over, or when whoever it was sent to answers there no more.
"""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Kind
from watersmeet.base.db import ring
from watersmeet.base.problems import Conflict, NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.directory import actions, asking, changing, reports
from watersmeet.records.directory.models import Service, Status
from watersmeet.records.directory.still_models import Answer, Asked, Asking, Ticket, Wrong
from watersmeet.records.partnerships import api as partnerships

LINK_FOR = timedelta(days=42)


@dataclass(frozen=True, slots=True)
class AskedListing:
    """One listing that a link asks about. `answer` is "" while nobody said anything; `gone`: it is not theirs now."""

    service: UUID
    name: str
    answer: str
    answered_on: date | None
    gone: bool


@dataclass(frozen=True, slots=True)
class StillAsked:
    """What a link asks; `over`: it has ended. `signs_in`: whoever it went to has an account."""

    partnership: UUID
    listings: tuple[AskedListing, ...]
    signs_in: bool
    over: bool

    @property
    def waits(self) -> bool:
        """Whether anything is left to say."""
        return not self.over and any(not one.answer and not one.gone for one in self.listings)


def new_link(of: UUID, to: Ref) -> str | None:
    """The whole address of a fresh link, in the transaction that makes the message; None where nothing is asked now."""
    row = Asking.objects.filter(pk=of).first()
    if row is None or not is_open(of) or not _answers_still(row, to):
        return None
    token = secrets.token_urlsafe(16)
    Ticket.objects.create(
        partnership_id=row.partnership_id,
        asking=row,
        token_hash=_hash(token),
        to_kind=to.kind,
        to_id=to.id,
        until=clock.now() + LINK_FOR,
    )
    return settings.WATERSMEET_ADDRESS + reverse("directory:still", args=[token])


def is_open(of: UUID) -> bool:
    """Whether a message still asks about any listing."""
    return bool(names_asked(of))


def names_asked(of: UUID) -> list[str]:
    """What the listings are called about which nobody said anything yet."""
    row = Asking.objects.filter(pk=of, given_up_on=None).first()
    return [one.name for one in asking.open_in(row) if one.status == Status.ACTIVE] if row else []


def still_asked(token: str) -> StillAsked:
    """What a link asks, also when it is over; looking changes nothing. Raises NotFound for one that never was."""
    ticket = _ticket(token)
    rows = Asked.objects.filter(asking=ticket.asking_id).select_related("service").order_by("service__name", "pk")
    return StillAsked(
        partnership=ticket.partnership_id,
        listings=tuple(
            AskedListing(one.service_id, one.service.name, one.answer, one.answered_on, _is_gone(one.service, ticket))
            for one in rows
        ),
        signs_in=ticket.to_kind == "user",
        over=_is_over(ticket),
    )


@transaction.atomic
def confirm_by_link(token: str, service: UUID) -> None:
    """All that is said of a listing is still right; said again it changes nothing. Raises NotFound, Conflict."""
    row, asked, by = _to_answer(token, service)
    if asked.answer:
        return
    actions.made_sure(row, "directory.confirm_by_link", by)
    _answer(asked, Answer.RIGHT)


@transaction.atomic
def say_wrong_by_link(token: str, service: UUID, *, what: Wrong, words: str = "", key: str | None = None) -> None:
    """Something is wrong in a listing: it is the coordinator's to put right, where nobody signs in for it.

    Said again it changes nothing. Raises NotFound, Conflict, Refused, Invalid.
    """
    row, asked, by = _to_answer(token, service)
    if asked.answer:
        return
    reports.note(row, what, words, by=by, from_owner=True, key=key)
    _answer(asked, Answer.WRONG)


def _to_answer(token: str, service: UUID) -> tuple[Service, Asked, Actor]:
    """The listing and what was asked of it, both held, and who answers."""
    insist(VISITOR, "service.confirm_by_link")
    ticket = _ticket(token)
    if _is_over(ticket):
        raise Conflict(_("This link does not work any more."), _("We ask again when it is time."))
    row = changing.locked(service)
    asked = Asked.objects.select_for_update().filter(asking=ticket.asking_id, service=row).first()
    if asked is None or _is_gone(row, ticket):
        raise NotFound
    by = Actor(
        Kind.LINK, ticket.to_id, partnership=ticket.partnership_id, partner=ticket.asking.partner_id, name="asked"
    )
    return row, asked, by


def _is_gone(row: Service, ticket: Ticket) -> bool:
    """Whether it is not on offer, or somebody else answers for it by now."""
    return row.status == Status.DEFUNCT or row.partner_id != ticket.asking.partner_id


def _answer(asked: Asked, answer: Answer) -> None:
    asked.answer, asked.answered_on = answer, clock.today()
    asked.save(update_fields=["answer", "answered_on"])


def _ticket(token: str) -> Ticket:
    found = Ticket.objects.select_related("asking").filter(token_hash=_hash(token)).first()
    if found is None:
        raise NotFound(_("This link does not work any more."))
    return found


def _is_over(ticket: Ticket) -> bool:
    return ticket.until <= clock.now() or not _answers_still(ticket.asking, Ref(ticket.to_kind, ticket.to_id))


def _answers_still(row: Asking, to: Ref) -> bool:
    """Whether whoever a link goes to still answers for the listings."""
    if to.kind == "user":
        seats = partnerships.members(row.partner_id) if row.partner_id else []
        return any(seat.user_id == to.id and seat.user.is_active for seat in seats)
    if to.kind == "answerer":
        one = partnerships.answerer(to.id)
        return one is not None and one.partner == row.partner_id
    return to.kind != "partner" or to.id == row.partner_id


def _hash(token: str) -> bytes:
    return ring.keyed("blind", "still right", token.encode())
