"""Messages about a referral: between its two sides, and with the person where a worker chooses, or the person writes.

What tells of one carries no words. Who reads them is asked anew each time: see `threads`.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.files import keeping as files
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox.inbox import once
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.referrals import rules, threads
from watersmeet.records.referrals.models import Message, MessageEvent, Reading, Referral
from watersmeet.records.referrals.moving import locked
from watersmeet.records.referrals.queries import row_for
from watersmeet.records.referrals.states import For
from watersmeet.records.referrals.telling import tell_partner_of_message, tell_person_of_message

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with the words, under the name its sender gave it."""

    name: str
    content: IO[bytes]


@transaction.atomic
def write_message(
    referral: UUID,
    *,
    by: Actor,
    words: str,
    to: For | None = None,
    file: Enclosed | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> UUID:
    """Write to the other side, the person or both; a person writes to whoever holds their referral. Returns its id.

    What was unread for the writer up to then counts as read. Raises NotFound, Refused (policy or gate), Conflict
    (nobody can be written to), Invalid (words, to, file), KeyReused.
    """
    person = row_for(by, referral).person_id
    people.lock(person)  # the gate row before all others
    row = locked(referral, by)
    policy.insist(by, "message.write", rules.relations(by, row))

    def do() -> str:
        message = _addressed(row, to, words, by, at)
        happened(MessageEvent, "message.write", subject=message, by=by, key_owner=person, at=at)
        if file:
            files.put(file.content, name=file.name, owner=Ref("message", message.pk), person=person)
        _read(threads.unread(by, row), by)
        _tell(row, message, by)
        return str(message.pk)

    content = {"words": words, "to": to, "file": _digest(file), "by": str(by.id)}
    return UUID(str(once(f"referral.message:{referral}", key, content, do)))


@transaction.atomic
def read_messages(referral: UUID, *, upto: UUID, by: Actor) -> None:
    """The actor has read what stands there up to that message: those after it came while they were reading.

    Raises NotFound, Refused.
    """
    people.lock(row_for(by, referral).person_id)
    row = locked(referral, by)
    policy.insist(by, "message.read", rules.relations(by, row))
    last = threads.readable(by, row).filter(pk=upto).first()
    if last is None:
        raise NotFound
    _read([one for one in threads.unread(by, row) if one.made_at <= last.made_at], by)


def _addressed(row: Referral, to: For | None, words: str, by: Actor, at: datetime | None) -> Message:
    """The message with those whom it is for, once the gate let it through. Raises as `write_message`."""
    open_to = threads.may_write_to(by, row)
    if not open_to:
        raise Conflict(_("Nobody can be written to about this now."), _("Open it again to see what changed."))
    _insist_words(words)
    if by.person is None and to not in open_to:
        raise Invalid({"to": [_("Choose who it is for.")]})
    message = Message(
        partnership_id=row.partnership_id,
        person_id=row.person_id,
        referral=row,
        for_person=by.person is None and to in {For.BOTH, For.PERSON},
        words=words.strip(),
        made_at=at or clock.now(),
    )
    if by.person:
        message.controller_id = message.to_id = row.holder_id  # type: ignore[assignment]  # open, so held
    else:
        message.controller_id = message.sender_id = by.partner  # type: ignore[assignment]  # stands at a side
        message.to_id = threads.other_side(by, row) if to in {For.SIDE, For.BOTH} else None
        message.writer = by.id
    _insist_gate(message, at)
    return message


def _insist_gate(message: Message, at: datetime | None) -> None:
    """Whoever keeps it may hold it, and whoever it is for may see it. Raises Refused."""
    for reader in filter(None, {message.controller_id, message.to_id}):
        people.insist_gate(
            message.person_id,
            giver=message.controller_id,
            receiver=reader,
            purpose=Purpose.REFERRAL,
            category=Category.REFERRAL,
            at=at,
        )


def _insist_words(words: str) -> None:
    if not words.strip():
        raise Invalid({"words": [_("Write a few words.")]})
    if len(words) > LONGEST:
        raise Invalid({"words": [_("Use %(most)s letters or fewer.") % {"most": LONGEST}]})


def _read(messages: Collection[Message], by: Actor) -> None:
    for message in messages:
        Reading.objects.create(
            partnership_id=message.partnership_id,
            person_id=message.person_id,
            controller_id=message.controller_id,
            message=message,
            reader=by.person or by.id,
            partner_id=by.partner,
            read_at=clock.now(),
        )
        happened(MessageEvent, "message.read", subject=message, by=by, key_owner=message.person_id)


def _tell(row: Referral, message: Message, by: Actor) -> None:
    if message.to_id:
        tell_partner_of_message(row, message.pk, message.to_id, by)
    if message.for_person:
        tell_person_of_message(row, threads.read_by_person(row), by)


def _digest(file: Enclosed | None) -> str:
    if file is None:
        return ""
    digest = hashlib.file_digest(file.content, "sha256").hexdigest()  # type: ignore[arg-type]  # any stream that seeks
    file.content.seek(0)
    return f"{digest}:{file.name}"
