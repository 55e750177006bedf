"""A question about a referral: the receiver asks the referrer, who holds it until they answer.

Who holds it meanwhile, and by when an answer is due, is the row `asked` of the table of states.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.moving import locked, stand
from watersmeet.records.referrals.states import State
from watersmeet.records.referrals.telling import tell_sides


@transaction.atomic
def ask_question(
    referral: UUID, *, by: Actor, words: str, seen_version: int | None = None, at: datetime | None = None
) -> None:
    """The receiver wants to know something before they answer: the referrer has it until they say.

    Raises NotFound, Refused, Conflict (no question can be asked now) or Invalid (no words).
    """
    row = locked(referral, by, seen_version)
    policy.insist(by, "referral.ask_question", rules.relations(by, row))
    if not rules.may_be_questioned(row):
        raise Conflict(_("No question can be asked now."), _("Open it again to see what changed."))
    _say(row, "referral.ask_question", words, by=by, at=at, asked=True)


@transaction.atomic
def answer_question(
    referral: UUID, *, by: Actor, words: str, seen_version: int | None = None, at: datetime | None = None
) -> None:
    """The referrer answers: the receiver has it again, with as many days as at first.

    Raises NotFound, Refused (policy; or the gate, when nothing new may be told), Conflict (no question is open) or
    Invalid (no words).
    """
    row = locked(referral, by, seen_version)
    policy.insist(by, "referral.answer_question", rules.relations(by, row))
    if not row.question_open:
        raise Conflict(_("There is no question to answer."), _("Open it again to see what changed."))
    rules.insist_shared(row)
    _say(row, "referral.answer_question", words, by=by, at=at, asked=False)


def _say(row: Referral, verb: str, words: str, *, by: Actor, at: datetime | None, asked: bool) -> None:
    if not words.strip():
        raise Invalid({"words": [_("Write a few words.")]})
    stand(row, State(row.state), at, asked=asked)
    happened(ReferralEvent, verb, subject=row, by=by, key_owner=row.person_id, at=at, words=words.strip())
    tell_sides(row, by)
