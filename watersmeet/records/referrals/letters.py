"""A letter is printed: the person's rules and the gate are passed once more, and it is written down."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Allowed, NotFound, Refusal, Refused
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Partner, Purpose, Sector
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Attempt, Channel
from watersmeet.records.referrals import rules, statements
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.moving import locked

TOLD_TO_GP = (Category.IDENTITY, Category.REFERRAL)
"""What a letter to a GP says, so what the person must have said yes to."""


@transaction.atomic
def print_letter(referral: UUID, *, by: Actor) -> None:
    """A letter to the person leaves by a worker's hands. Raises NotFound, Refused when post is not safe."""
    row = _locked(referral, by, "letter.print")
    attempt = Attempt(Channel.POST, at=clock.now(), partner=by.partner, worker=by.id)
    answer, _contact = people.safe_contact(row.person_id, attempt)
    if isinstance(answer, Refusal):
        raise Refused(answer)
    happened(ReferralEvent, "referral.print_letter", subject=row, by=by, key_owner=row.person_id)


@transaction.atomic
def print_gp_letter(referral: UUID, *, surgery: UUID, by: Actor) -> None:
    """A letter to a GP practice of the partnership. Raises NotFound, Refused: the gate names what is missing."""
    row = _locked(referral, by, "gp.tell")
    if surgery not in {partner.pk for partner, _answer in _surgeries(row, by)}:
        raise NotFound
    answer = _may_tell(row, by, surgery)
    if isinstance(answer, Refusal):
        raise Refused(answer)
    happened(ReferralEvent, "referral.print_gp_letter", subject=row, by=by, key_owner=row.person_id)


def gp_statement(actor: Actor, referral: UUID, surgery: UUID) -> str:
    """What is read with the person before this practice may be told. Raises NotFound, also where it may be already."""
    waits = {partner.pk: partner for partner, answer in surgeries(actor, referral) if _waits_for_yes(answer)}
    if surgery not in waits or actor.partner is None or actor.partnership is None:
        raise NotFound
    lasts = timedelta(days=partnerships.model_at(actor.partnership).model.limits.permission_days)
    ours, theirs = str(partnerships.partner(actor.partner)), str(waits[surgery])
    born = people.born(actor, Referral.objects.get(pk=referral).person_id) is not None
    return statements.gp(ours, theirs, TOLD_TO_GP, clock.now() + lasts, born=born)


def born_for_gp(actor: Actor, referral: UUID, surgery: UUID) -> date | None:
    """The day the person was born, where their yes to telling this practice says so; None otherwise. NotFound."""
    row = rules.visible(actor).filter(pk=referral).first()
    if row is None or actor.partner is None:
        raise NotFound
    said = people.statement_of(
        row.person_id, giver=actor.partner, receiver=surgery, purpose=Purpose.REFERRAL, category=Category.IDENTITY
    )
    return people.born(actor, row.person_id) if said == statements.GP_SHARE_BORN else None


@transaction.atomic
def said_yes_to_gp(referral: UUID, *, surgery: UUID, by: Actor) -> None:
    """The person was read the statement and said yes: it is kept word for word. Raises NotFound, Refused."""
    row = _locked(referral, by, "gp.tell")
    read = gp_statement(by, referral, surgery)
    if by.partner is None:
        raise NotFound
    people.give_permission(
        person=row.person_id,
        giver=by.partner,
        receiver=surgery,
        purpose=Purpose.REFERRAL,
        categories=TOLD_TO_GP,
        statement=statements.GP_SHARE_BORN if people.born(by, row.person_id) else statements.GP_SHARE,
        read=read,
        by=by,
    )
    happened(ReferralEvent, "referral.gp_yes", subject=row, by=by, key_owner=row.person_id)


def _waits_for_yes(answer: Allowed | Refusal) -> bool:
    """Whether nothing but the person's yes is missing."""
    return isinstance(answer, Refusal) and answer.missing == "permission"


def surgeries(actor: Actor, referral: UUID) -> list[tuple[Partner, Allowed | Refusal]]:
    """Every GP practice of the partnership, with whether it may be told. Raises NotFound."""
    row = rules.visible(actor).filter(pk=referral).first()
    if row is None or not policy.may(actor, "gp.tell", rules.relations(actor, row)):
        raise NotFound
    return _surgeries(row, actor)


def _surgeries(row: Referral, actor: Actor) -> list[tuple[Partner, Allowed | Refusal]]:
    there = partnerships.partners(row.partnership_id, sector=Sector.PRIMARY_CARE)
    return [(partner, _may_tell(row, actor, partner.pk)) for partner in there]


def _may_tell(row: Referral, actor: Actor, surgery: UUID) -> Allowed | Refusal:
    if actor.partner is None:
        return Refusal("partner", _("Only a partner can tell a practice."))
    return people.gate_all(
        row.person_id, giver=actor.partner, receiver=surgery, purpose=Purpose.REFERRAL, categories=TOLD_TO_GP
    )


def _locked(referral: UUID, by: Actor, verb: str) -> Referral:
    row = locked(referral, by)
    policy.insist(by, verb, rules.relations(by, row))
    return row
