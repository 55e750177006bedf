"""What others ask about messages: what somebody may read, what they have not read yet, whom they may write to.

A message is read by the partner that wrote it, the partner it is for and, where it says so, the person: each passes the
gate, so that who lost sight of a referral, or of what one side wrote, has lost its messages.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.base import ids, working_days
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.files import keeping as files
from watersmeet.base.files.keeping import Listed, Opened
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Model, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import Message, Reading, Referral, WayIn
from watersmeet.records.referrals.queries import row_for
from watersmeet.records.referrals.states import OVER, For


@dataclass(frozen=True, slots=True)
class Read:
    """That a side has read it: a partner, or the person (None), and when first."""

    partner: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """A message as somebody who may read it sees it; `sender` None is the person."""

    id: UUID
    sender: UUID | None
    to: UUID | None
    for_person: bool
    words: str
    made_at: datetime
    files: tuple[Listed, ...]
    read: tuple[Read, ...]
    unread: bool
    thanks: bool = False


def messages_of(actor: Actor, referral: UUID) -> list[Note]:
    """The messages of a referral that the actor may read, the oldest first. Raises NotFound."""
    row = row_for(actor, referral)
    rows = list(readable(actor, row).order_by("made_at", "pk"))
    enclosed = files.listed(Ref("message", one.pk) for one in rows)
    new = {one.pk for one in unread(actor, row)}
    read: dict[UUID, dict[UUID | None, datetime]] = {}
    for one in Reading.objects.filter(message__in=rows).order_by("read_at"):
        read.setdefault(one.message_id, {}).setdefault(one.partner_id, one.read_at)
    return [
        Note(
            id=one.pk,
            sender=one.sender_id,
            to=one.to_id,
            for_person=one.for_person,
            words=one.words or "",
            made_at=one.made_at,
            files=tuple(enclosed.get(Ref("message", one.pk), ())),
            read=tuple(Read(partner, at) for partner, at in read.get(one.pk, {}).items()),
            unread=one.pk in new,
            thanks=one.thanks,
        )
        for one in rows
    ]


def open_file(actor: Actor, referral: UUID, message: UUID, file: UUID) -> Opened:
    """A file that came with a message. Raises NotFound for those who may not read it."""
    if not readable(actor, row_for(actor, referral)).filter(pk=message).exists():
        raise NotFound
    return files.open_file(file, owner=Ref("message", message))


def may_write(actor: Actor, referral: UUID) -> tuple[For, ...]:
    """Whom the actor may write to now; none when nobody. Raises NotFound."""
    row = row_for(actor, referral)
    may = policy.may(actor, "message.write", rules.relations(actor, row))
    return may_write_to(actor, row) if may else ()


def messages_due(actor: Actor, seen: QuerySet[Referral]) -> list[Due]:
    """What nobody at the actor's partner has read yet: one task for each referral, due on the next working day."""
    if actor.partner is None or actor.partnership is None:
        return []
    rows = unread_there(_gated(actor).filter(to=actor.partner, referral__in=seen), actor.partner)
    first: dict[UUID, Message] = {}
    for one in rows.select_related("referral").defer("words", "referral__words").order_by("made_at"):
        first.setdefault(one.referral_id, one)
    model = partnerships.model_at(actor.partnership).model if first else None
    return [
        Due(
            task="message.read",
            says=_waiting(one),
            href=f"{reverse('desk:story', args=[one.referral_id])}#messages",
            due_on=_next_working_day(one.made_at, model),
            since=one.made_at,
            about=Ref("referral", one.referral_id),
            person=one.person_id,
            assigned_to=_worker_of(actor, one.referral),
        )
        for one in first.values()
        if model and policy.may(actor, "message.read", rules.relations(actor, one.referral))
    ]


def waits_for_person(referral: UUID) -> None:
    """Raises NotFound unless something waits that the person has not read: for notices that wait to leave."""
    if not _unread_by_person(referral).exists():
        raise NotFound


def readable(actor: Actor, row: Referral) -> QuerySet[Message]:
    """The messages of one referral that the actor may read."""
    if not policy.may(actor, "message.read", rules.relations(actor, row)):
        return Message.objects.none()
    return _gated(actor).filter(referral=row)


def unread(actor: Actor, row: Referral) -> list[Message]:
    """What is for the actor's side and nobody there has read."""
    rows = readable(actor, row)
    if actor.person:
        return list(rows.filter(pk__in=_unread_by_person(row.pk)))
    return list(unread_there(rows.filter(to=actor.partner), actor.partner))


def unread_there(rows: QuerySet[Message], partner: UUID | None) -> QuerySet[Message]:
    """Of these, what nobody at the partner has read."""
    return rows.exclude(Exists(Reading.objects.filter(message=OuterRef("pk"), partner=partner)))


def read_by_person(row: Referral) -> int:
    """How many messages of a referral the person has said that they read."""
    return Reading.objects.filter(message__referral=row, partner=None).count()


def other_side(actor: Actor, row: Referral) -> UUID | None:
    """The partner on the other side of a referral that was sent; None when there is none, or it is told no more."""
    if row.sent_at is None or row.referrer_id == row.receiver_id or row.silent_since is not None:
        return None
    return row.receiver_id if actor.partner == row.referrer_id else row.referrer_id


def may_write_to(actor: Actor, row: Referral) -> tuple[For, ...]:
    """Whom the rules let the actor write to now, in the order in which they are offered: while it is open."""
    if row.closed_at is not None or row.state in OVER:
        return ()
    if actor.person:
        return (For.SIDE,)
    if row.sent_at is None and row.way_in in {WayIn.WORKER, WayIn.BEHALF, WayIn.SPREADSHEET}:
        return ()  # written down and not sent: the person has not agreed to anything yet
    return (For.SIDE, For.BOTH, For.PERSON) if other_side(actor, row) else (For.PERSON,)


def _gated(actor: Actor) -> QuerySet[Message]:
    """The messages that are for the actor, or of their side, as far as the gate opens them."""
    rows = people.allowed(
        Message.objects.all(),
        actor=actor,
        category=Category.REFERRAL,
        purpose=Purpose.REFERRAL,
        on_duty=Q(referral__holder=actor.partner, referral__closed_at=None),
    )
    if actor.person:
        return rows.filter(Q(sender=None) | Q(for_person=True))
    return rows.filter(Q(sender=actor.partner) | Q(to=actor.partner))


def _unread_by_person(referral: UUID) -> QuerySet[Message]:
    mine = Message.objects.filter(referral=referral, for_person=True)
    return mine.exclude(Exists(Reading.objects.filter(message=OuterRef("pk"), partner=None)))


def _waiting(one: Message) -> str:
    says = _("A thank-you to read about %(reference)s") if one.thanks else _("A message to read about %(reference)s")
    return says % {"reference": ids.reference(one.referral_id)}


def _worker_of(actor: Actor, row: Referral) -> UUID | None:
    return row.receiver_worker_id if actor.partner == row.receiver_id else row.referrer_worker_id


def _next_working_day(moment: datetime, model: Model) -> date:
    return working_days.add(moment.astimezone(ZoneInfo(model.zone)).date(), 1, model.nation)
