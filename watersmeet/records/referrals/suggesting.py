"""A worker sends a person a few services to choose from, under safe contact; the person says this one, or not for me.

The message says only that there is something on their page. The list lies on that page until its day, and is gone after
it. Whoever sent it learns that it was read, and what was chosen, from the person alone, who says so or does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened, removed
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refusal, Refused
from watersmeet.outbox.inbox import once
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import Status
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.asking import takes
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.moving import locked
from watersmeet.records.referrals.queries import row_for
from watersmeet.records.referrals.states import For
from watersmeet.records.referrals.suggestion_models import Suggestion, SuggestionEvent
from watersmeet.records.referrals.telling import tell_person_of_suggestion
from watersmeet.records.referrals.threads import may_write_to

MOST = 5


class Said(StrEnum):
    """What a person says of a service that was sent to them."""

    NOTHING = ""
    THIS = "this"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Pick:
    """One service, and what the person said of it; nothing for a worker whom they did not tell."""

    service: UUID
    said: Said


@dataclass(frozen=True, slots=True)
class Suggested:
    """What was sent, for the person, or for who sent it; `told`: the person lets its sender know what they said."""

    id: UUID
    sender: UUID
    made_at: datetime
    until: date
    told: bool
    picks: tuple[Pick, ...]


@transaction.atomic
def suggest(referral: UUID, *, services: Sequence[UUID], by: Actor, key: str | None = None) -> UUID:
    """Send up to five services to the person of a referral. Returns its id.

    Raises NotFound, Refused (policy, gate, the person's rules), Conflict (the person cannot be written to), Invalid.
    """
    row = locked(referral, by)
    policy.insist(by, "suggestion.send", rules.relations(by, row))
    rules.insist_seen(row)
    if by.partner is None or For.PERSON not in may_write_to(by, row):
        raise Conflict(_("The person cannot be written to about this now."), _("Open it again to see what changed."))
    _insist_wanted(row, by)
    people.insist_gate(
        row.person_id, giver=by.partner, receiver=by.partner, purpose=Purpose.REFERRAL, category=Category.REFERRAL
    )
    chosen = list(dict.fromkeys(services))
    _insist_right(row, chosen, by)
    sender = by.partner

    def do() -> str:
        days = partnerships.model_at(row.partnership_id).model.retention.suggestion_days
        made = Suggestion(
            partnership_id=row.partnership_id,
            person_id=row.person_id,
            controller_id=sender,
            referral=row,
            worker=by.id,
            picks=[[str(one), Said.NOTHING] for one in chosen],
            made_at=clock.now(),
            until=clock.today() + timedelta(days=days),
        )
        happened(SuggestionEvent, "suggestion.send", subject=made, by=by, key_owner=row.person_id)
        tell_person_of_suggestion(row, by)
        return str(made.pk)

    content = {"services": [str(one) for one in chosen], "by": str(by.id)}
    return UUID(str(once(f"suggestion.send:{referral}", key, content, do)))


@transaction.atomic
def answer_suggestion(suggestion: UUID, *, service: UUID, said: Said, by: Actor) -> None:
    """The person says this one, or not for me, or takes either back. Nobody is told. Raises NotFound, Refused."""
    row = _own(suggestion, by)
    picks = {UUID(one): before for one, before in row.picks or []}
    if service not in picks:
        raise NotFound
    if picks[service] == said:
        return
    row.picks = [[str(one), said if one == service else before] for one, before in picks.items()]
    happened(SuggestionEvent, "suggestion.answer", subject=row, by=by, key_owner=row.person_id)


@transaction.atomic
def tell_sender(suggestion: UUID, *, yes: bool, by: Actor) -> None:
    """The person lets its sender know that they read it, and what they said; or no more. Raises NotFound, Refused."""
    row = _own(suggestion, by)
    if (row.told_at is not None) == yes:
        return
    row.told_at = clock.now() if yes else None
    verb = "suggestion.tell" if yes else "suggestion.tell_no_more"
    happened(SuggestionEvent, verb, subject=row, by=by, key_owner=row.person_id)


def may_suggest(actor: Actor, referral: UUID) -> bool:
    """Whether the actor may send the person of a referral something now. Raises NotFound."""
    row = row_for(actor, referral)
    may = policy.may(actor, "suggestion.send", rules.relations(actor, row))
    return may and actor.partner is not None and For.PERSON in may_write_to(actor, row)


def suggested(actor: Actor, referral: UUID) -> list[Suggested]:
    """What lies there, the newest first: all of it for the person, for a worker what their partner sent.

    Raises NotFound.
    """
    row = row_for(actor, referral)
    standing = rules.relations(actor, row)
    found = _lying().filter(referral=row).order_by("-made_at", "pk")
    if actor.person is not None:
        if not policy.may(actor, "suggestion.answer", standing):
            return []
        return [_seen(one, may_know=True) for one in found]
    if not policy.may(actor, "suggestion.send", standing):
        return []
    mine = people.allowed(
        found.filter(controller=actor.partner), actor=actor, category=Category.REFERRAL, purpose=Purpose.REFERRAL
    )
    return [_seen(one, may_know=one.told_at is not None) for one in mine]


def suggestion_waits(referral: UUID) -> None:
    """Raises NotFound unless a list lies there of which they said nothing yet: for notices that wait to leave."""
    lists = [row.picks or [] for row in _lying().filter(referral=referral)]
    if not any(all(said == Said.NOTHING for _one, said in picks) for picks in lists):
        raise NotFound


def forget_suggestions() -> int:
    """Take out what has lain there until its day: run by the worker. Returns how many went."""
    by = Actor(Kind.PROCESS, name="clock", reason="its time was over")
    policy.insist(by, "record.let_go")
    over = list(Suggestion.objects.filter(until__lt=clock.today()).defer("picks").order_by("until", "pk")[:500])
    for row in over:
        with transaction.atomic():
            people.lock(row.person_id)
            removed(SuggestionEvent, [row], by=by, reason_code="retention")
    return len(over)


def _insist_wanted(row: Referral, by: Actor) -> None:
    """Raises Refused where the person does not want to hear from this worker, or this partner."""
    contact = people.reach(row.person_id).contact
    if by.id in contact.not_workers:
        say = _("The person does not want to hear from this worker.")
        raise Refused(Refusal("contact_worker", say, _("Ask a colleague to do it.")))
    if by.partner in contact.not_partners:
        say = _("The person does not want to hear from this group.")
        raise Refused(Refusal("contact_partner", say, _("Leave it to whoever looks after them now.")))


def _insist_right(row: Referral, services: Sequence[UUID], by: Actor) -> None:
    """One to five services that are open, and for somebody of their age. Raises Invalid."""
    if not services:
        raise Invalid({"services": [_("Choose something to send")]})
    if len(services) > MOST:
        raise Invalid({"services": [_("Choose %(most)d or fewer: more is hard to choose from") % {"most": MOST}]})
    views = [directory.service(by, one) for one in services]
    closed = [one.name for one in views if one.status != Status.ACTIVE]
    if closed:
        raise Invalid({"services": [_("Not running at the moment: %(names)s") % {"names": ", ".join(closed)}]})
    age = _age(row, by)
    unfit = [one.name for one in views if age is not Age.UNKNOWN and not takes(one, age)]
    if unfit:
        raise Invalid({"services": [_("Not for people of their age: %(names)s") % {"names": ", ".join(unfit)}]})


def _age(row: Referral, by: Actor) -> Age:
    """How old they said they are. Raises Conflict for who may not know who it is: of 16 and 17 much is not for them."""
    card = people.cards(by, [row.person_id], on_duty=rules.holds(by, row)).get(row.person_id)
    if card is None:
        say = _("You may not see who this is, so you cannot send them something.")
        raise Conflict(say, _("Ask them whether they let you know their name and age."))
    return Age(card.age)


def _own(suggestion: UUID, by: Actor) -> Suggestion:
    """The person's own, locked after their gate row. Raises NotFound, Refused."""
    row = _lying().filter(pk=suggestion).select_related("referral").first()
    if row is None or by.person is None:
        raise NotFound
    people.lock(row.person_id)
    policy.insist(by, "suggestion.answer", rules.relations(by, locked(row.referral_id, by)))
    held = _lying().select_for_update(of=("self",)).filter(pk=suggestion).first()
    if held is None:  # its day came, or they were forgotten, while we waited
        raise NotFound
    return held


def _lying() -> QuerySet[Suggestion]:
    return Suggestion.objects.filter(until__gte=clock.today(), person__erased_at=None)


def _seen(row: Suggestion, *, may_know: bool) -> Suggested:
    picks = tuple(Pick(UUID(one), Said(said) if may_know else Said.NOTHING) for one, said in row.picks or [])
    return Suggested(row.pk, row.controller_id, row.made_at, row.until, row.told_at is not None, picks)
