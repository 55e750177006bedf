"""A person's thank-you to whoever referred them: once, after it was completed, with their yes to who reads it.

It is a message of the referral: kept sealed, read at the desk, told of without words.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Allowed, Conflict, Invalid, Refusal, Refused
from watersmeet.outbox.inbox import once
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.referrals import rules, statements
from watersmeet.records.referrals.models import Message, MessageEvent, Referral
from watersmeet.records.referrals.moving import locked
from watersmeet.records.referrals.queries import row_for
from watersmeet.records.referrals.states import State
from watersmeet.records.referrals.telling import tell_partner_of_message

LONGEST = 500


@transaction.atomic
def thank(
    referral: UUID, *, by: Actor, words: str, yes: bool, key: str | None = None, at: datetime | None = None
) -> UUID:
    """Say thank you to the referrer; `yes` is to who reads it, as `thanks_statement` says. Returns the message's id.

    Raises NotFound, Refused (policy; they stopped sharing), Conflict (not completed; said already), Invalid, KeyReused.
    """
    person = row_for(by, referral).person_id
    people.lock(person)  # the gate row before all others
    row = locked(referral, by)
    policy.insist(by, "thanks.say", rules.relations(by, row))

    def do() -> str:
        _insist_now(row)
        _insist_said(words, yes=yes)
        return str(_send(row, words, by, at).pk)

    return UUID(str(once(f"referral.thank:{referral}", key, {"words": words, "yes": yes}, do)))


def may_thank(actor: Actor, referral: UUID) -> UUID | None:
    """The partner that the person may say thank you to now; None when it is not the time. Raises NotFound."""
    row = row_for(actor, referral)
    if not policy.may(actor, "thanks.say", rules.relations(actor, row)):
        return None
    return row.referrer_id if _is_time(row) and _open(row) else None


def thanks_statement(actor: Actor, referral: UUID) -> str:
    """The very words that are read before the yes, one sentence a line; kept with it. Raises NotFound."""
    return _statement(row_for(actor, referral))


def _send(row: Referral, words: str, by: Actor, at: datetime | None) -> Message:
    message = Message(
        partnership_id=row.partnership_id,
        person_id=row.person_id,
        controller_id=row.referrer_id,
        referral=row,
        to_id=row.referrer_id,
        thanks=True,
        words=words.strip(),
        made_at=at or clock.now(),
    )
    said = _statement(row)
    happened(MessageEvent, "message.thank", subject=message, by=by, key_owner=row.person_id, at=at, words=said)
    tell_partner_of_message(row, message.pk, row.referrer_id, by)
    return message


def _is_time(row: Referral) -> bool:
    said = Message.objects.filter(referral=row, thanks=True)
    return row.state == State.COMPLETED and row.silent_since is None and not said.exists()


def _insist_now(row: Referral) -> None:
    if row.silent_since is not None:
        say = _("You asked that they are told no more about this.")
        raise Refused(Refusal("silenced", say, _("Ring us if you want to change that.")))
    if not _is_time(row):
        raise Conflict(_("You can say thank you once, when it has come to its end."), _("See where it stands."))
    answer = _open(row)
    if not answer:
        raise Refused(answer)


def _open(row: Referral) -> Allowed | Refusal:
    """Whether the referrer may still keep it, and hear of this from whoever helped."""
    for giver in dict.fromkeys((row.referrer_id, row.receiver_id)):
        answer = people.gate(
            row.person_id,
            giver=giver,
            receiver=row.referrer_id,
            purpose=Purpose.REFERRAL,
            category=Category.REFERRAL,
        )
        if not answer:
            return answer
    return Allowed("their own words")


def _insist_said(words: str, *, yes: bool) -> None:
    wrong: dict[str, list[str]] = {}
    if not words.strip():
        wrong["words"] = [_("Write a few words.")]
    elif len(words) > LONGEST:
        wrong["words"] = [_("Use %(most)s letters or fewer.") % {"most": LONGEST}]
    if not yes:
        wrong["yes"] = [_("Say that they may read it, or leave it.")]
    if wrong:
        raise Invalid(wrong)


def _statement(row: Referral) -> str:
    referrer, receiver = (str(partnerships.partner(one)) for one in (row.referrer_id, row.receiver_id))
    return statements.thanks(referrer, "" if row.referrer_id == row.receiver_id else receiver)
