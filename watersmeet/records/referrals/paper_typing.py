"""A form that came back is typed in once, as if the person had asked on the day they signed it.

Days count from when it reached the front door. Nobody is told more than is ticked, in the words that were printed, and
without a signature no tick counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit import api as audit
from watersmeet.audit.happened import happened
from watersmeet.base import clock, ids, working_days
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.outbox.inbox import once
from watersmeet.records.directory.api import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age, SafeContact
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import statements
from watersmeet.records.referrals.actions import ask_for_self
from watersmeet.records.referrals.asking import Said, insist_ready, permit_both_ways, permit_counting, takes
from watersmeet.records.referrals.models import Referral, ReferralEvent, WayIn
from watersmeet.records.referrals.paper import FormSeen, form_seen, insist_takes, spaced
from watersmeet.records.referrals.paper_models import Paper, PaperAsk, PaperForm
from watersmeet.records.referrals.states import State

_APART = timedelta(seconds=10)
"""Between two answers on one form, so that the words of each are found again with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper:
    """What stands on a form. `share` and `count` are its ticks; `same_as` is a record of ours that is the same person.

    `opening` are the answers to the opening questions, by mark. `signed_on` is the day on it, `received_on` the day on
    which the front door had it.
    """

    form: UUID
    age: Age
    domain: Domain
    words: str
    name: str
    contact: SafeContact
    signed: bool
    signed_on: date
    received_on: date
    postcode: str = ""
    share: bool = False
    count: bool = False
    same_as: UUID | None = None
    opening: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TypedSeen:
    """A form that was typed in, as the partner knows it that has the paper; `became` is None until somebody says."""

    referral: UUID
    reference: str
    number: str
    state: State
    holder: UUID | None
    next_due: date | None
    due_on: date | None
    became: Paper | None


@transaction.atomic
def type_in(told: OnPaper, *, by: Actor, key: str | None = None) -> UUID:
    """Keep what stands on a form as if the person had asked that day; returns the referral.

    Signed, with an age and a yes, it is sent at once where an agreement is in force, else it waits with the front door.
    Raises NotFound, Refused, Conflict (the form was typed in before), Invalid (days), KeyReused.
    """
    front_door = insist_takes(by)
    form = PaperForm.objects.select_for_update().filter(front_door=front_door, pk=told.form).first()
    if form is None:
        raise NotFound
    insist_ready(form.partnership_id)

    def do() -> str:
        if form.typed_at:
            raise Conflict(
                _("This form was typed in on %(day)s.") % {"day": dates.date(form.typed_at)},
                _("Look at its number again. A copy by machine needs a number of its own."),
            )
        seen = form_seen(form, by)
        wrong = wrong_on(told, seen)
        if wrong:
            raise Invalid(wrong)
        return str(_write(_counts(told, seen), form, seen, front_door, by))

    return UUID(str(once(f"paper.type:{form.pk}", key, _content(told), do)))


def typed(actor: Actor, referral: UUID) -> TypedSeen:
    """A form that was typed in, for the partner that has the paper. Raises NotFound."""
    row = _typed_by(actor, referral)
    return TypedSeen(
        referral=row.referral_id,
        reference=ids.reference(row.referral_id),
        number=spaced(row.form.number),
        state=State(row.referral.state),
        holder=row.referral.holder_id,
        next_due=row.referral.due_on,
        due_on=row.due_on,
        became=Paper(row.became) if row.became else None,
    )


@transaction.atomic
def settle_paper(referral: UUID, became: Paper, *, by: Actor) -> None:
    """Say what happened to the paper. Raises NotFound, Conflict when somebody said it already."""
    seen = _typed_by(by, referral)
    people.lock(seen.person_id)
    row = PaperAsk.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    if row.became:
        raise Conflict(_("Somebody has said this already."))
    row.became, row.became_at, row.became_by, row.due_on = became, clock.now(), by.id, None
    row.save()
    subject = Referral.objects.select_for_update().get(pk=referral)
    happened(ReferralEvent, f"referral.paper_{became}", subject=subject, by=by, key_owner=row.person_id)


def papers_due(actor: Actor, _seen_referrals: QuerySet[Referral]) -> list[Due]:
    """The forms of which nobody has said yet what happened to the paper."""
    if actor.partner is None or not policy.may(actor, "paper.take", policy.relations(actor, keeper=actor.partner)):
        return []
    rows = PaperAsk.objects.filter(controller=actor.partner, became="").select_related("form").order_by("due_on")
    return [
        Due(
            task="paper.settle",
            says=_("Say what happened to the paper form %(number)s") % {"number": spaced(row.form.number)},
            href=reverse("referrals:paper_done", args=[row.referral_id]),
            due_on=row.due_on or clock.today(),
            since=row.typed_at,
            about=Ref("referral", row.referral_id),
            person=row.person_id,
            assigned_to=row.typed_by,
        )
        for row in rows
    ]


def wrong_on(told: OnPaper, form: FormSeen) -> dict[str, list[str]]:
    """Days that cannot be, by field."""
    wrong: dict[str, list[str]] = {}
    if not form.earliest <= told.signed_on <= form.today:
        wrong["signed_on"] = [
            _("The day must be from %(first)s until today. Is it older? Then ask the person again.")
            % {"first": dates.date(form.earliest)}
        ]
    if not told.signed_on <= told.received_on <= form.today:
        wrong["received_on"] = [_("The day must be from the day on the form until today.")]
    return wrong


def kept_back(told: OnPaper, form: FormSeen) -> str:
    """Why nobody is told though yes may be ticked, in a sentence; "" when a yes counts."""
    if not told.signed:
        return _("It is not signed.")
    if told.age is Age.UNKNOWN:
        return _("We do not know if they are 16 or over.")
    if form.service and not takes(form.service, told.age):
        return _("This service does not take people of their age.")
    if form.service and form.service.partner_id in told.contact.not_partners:
        return _("They ask for this service, and also that the group should not contact them.")
    return ""


def _fits(told: OnPaper, form: FormSeen) -> ServiceView | None:
    """The service on the form, unless they are not of its age or rule it out."""
    service = form.service
    if service is None or service.partner_id in told.contact.not_partners:
        return None
    return service if told.age is Age.UNKNOWN or takes(service, told.age) else None


def _counts(told: OnPaper, form: FormSeen) -> OnPaper:
    """A form with the ticks that count."""
    share = told.share and form.receiver is not None and not kept_back(told, form)
    return replace(told, share=share, count=told.count and told.signed and told.age is not Age.UNKNOWN)


def _write(told: OnPaper, form: PaperForm, seen: FormSeen, front_door: UUID, by: Actor) -> UUID:
    """Person, need, yes, referral and the paper itself, in the caller's transaction."""
    signed_at, received_at = _moments(told, form)
    person = people.register(
        partnership=form.partnership_id,
        controller=front_door,
        name=told.name,
        contact=told.contact,
        by=by,
        age=told.age,
        postcode=told.postcode,
    )
    told = _without_stopped(told, _note_who_may_be(person, told, by), seen.receiver, form, front_door)
    need = plans.record_need(
        person=person,
        controller=front_door,
        partnership=form.partnership_id,
        domain=told.domain,
        words=told.words,
        by=by,
        at=signed_at,
    )
    _permit(told, form, person, front_door, seen.receiver, by, signed_at)
    service = _fits(told, seen)
    referral = ask_for_self(
        person=person,
        partnership=form.partnership_id,
        words=told.words,
        by=by,
        service=service.id if service else None,
        receiver=service.partner_id if service and service.takes_referrals else None,
        need=need,
        way_in=WayIn.PAPER,
        opening=partnerships.answered(seen.questions, told.opening),
        at=signed_at,
        received_at=received_at,
    )
    _keep(told, form, referral, person, front_door, by)
    return referral


def _keep(told: OnPaper, form: PaperForm, referral: UUID, person: UUID, front_door: UUID, by: Actor) -> None:
    """The paper beside its referral: typed in once, and by the next working day somebody says what happened to it."""
    now, model = clock.now(), partnerships.model_at(form.partnership_id).model
    PaperAsk.objects.create(
        partnership_id=form.partnership_id,
        person_id=person,
        controller_id=front_door,
        referral_id=referral,
        form=form,
        signed=told.signed,
        signed_on=told.signed_on,
        received_on=told.received_on,
        typed_at=now,
        typed_by=by.id,
        due_on=working_days.add(clock.today(model.zone), 1, model.nation),
    )
    form.typed_at = now
    form.save(update_fields=["typed_at"])


def _note_who_may_be(person: UUID, told: OnPaper, by: Actor) -> set[UUID]:
    """A human saw who it may be: the same as one of ours, which is put together, or somebody else, which is noted.

    Returns the records that nobody said are somebody else's.
    """
    if told.same_as:
        people.merge(person=person, other=told.same_as, by=by)
        return {told.same_as}
    known = people.may_be(by, person)
    if known:
        audit.write("person.may_be_known", by=by, subject=Ref("person", person), detail={"records": len(known)})
    decided = policy.may(by, "person.merge", policy.relations(by, keeper=by.partner))
    return set() if decided else known


def _without_stopped(
    told: OnPaper, records: set[UUID], receiver: UUID | None, form: PaperForm, front_door: UUID
) -> OnPaper:
    """The same without a tick that they took back after they signed: on that day or later they said stop."""
    day = clock.midnight(told.signed_on, partnerships.model_at(form.partnership_id).model.zone)
    share = receiver is not None and any(people.stopped_since(one, receiver, day) for one in records)
    count = any(people.stopped_since(one, front_door, day, counting=True) for one in records)
    return replace(told, share=told.share and not share, count=told.count and not count)


def _permit(
    told: OnPaper, form: PaperForm, person: UUID, front_door: UUID, receiver: UUID | None, by: Actor, at: datetime
) -> None:
    """What was ticked and signed, in the words that stand on the paper, for as long as they say."""
    until = at + timedelta(days=form.permission_days)
    if told.count:
        counted = Said(statements.PAPER_COUNT, form.count, until)
        permit_counting(person, front_door, [front_door, receiver if told.share else None], counted, by=by, at=at)
    if told.share and receiver:
        shared = Said(statements.PAPER_SHARE, form.share, until)
        later = min(at + _APART, clock.now())
        permit_both_ways(form.partnership_id, person, front_door, receiver, by=by, at=later, said=shared)


def _moments(told: OnPaper, form: PaperForm) -> tuple[datetime, datetime]:
    """When it was signed and received: midday on the place's clock, after it was printed, and never in the future."""
    zone = partnerships.model_at(form.partnership_id).model.zone
    signed, received = (max(clock.midday(day, zone), form.printed_at) for day in (told.signed_on, told.received_on))
    return max(min(signed, clock.now() - _APART), form.printed_at), max(signed, received)


def _typed_by(actor: Actor, referral: UUID) -> PaperAsk:
    """The paper of a referral, for those at the partner that has it. Raises NotFound."""
    may = policy.may(actor, "paper.take", policy.relations(actor, keeper=actor.partner))
    rows = PaperAsk.objects.filter(referral=referral, controller=actor.partner) if may else PaperAsk.objects.none()
    row = rows.select_related("form", "referral").first()
    if row is None:
        raise NotFound
    return row


def _content(told: OnPaper) -> dict[str, object]:
    """What makes two typings the same."""
    return {
        "form": str(told.form),
        "age": told.age,
        "domain": told.domain,
        "words": told.words,
        "opening": dict(told.opening),
        "name": told.name,
        "contact": told.contact.to_json(),
        "days": [told.signed_on.isoformat(), told.received_on.isoformat()],
        "ticks": [told.signed, told.share, told.count],
        "same_as": str(told.same_as),
    }
