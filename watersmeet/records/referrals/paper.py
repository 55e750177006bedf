"""Forms on paper: printed with a number each, for one service or for the front door, and found again by that number."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit import api as audit
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox.inbox import once
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import InForce, OwnQuestion
from watersmeet.records.referrals import statements
from watersmeet.records.referrals.asking import answers, at_front_door, insist_ready, may_pass
from watersmeet.records.referrals.paper_models import PaperAsk, PaperForm
from watersmeet.records.referrals.rules import SENT_WITH

MOST = 50
"""So many forms are printed at once at most."""


@dataclass(frozen=True, slots=True)
class FormSeen:
    """A printed form: `receiver` is who may be told when the person ticks yes, None when only the front door is.

    It is also None when the service closed, or is another's by now. `share` and `count` are the words on it, one
    sentence a line; `questions` the place's own, as they were printed. `typed_at` and `referral` say that it was typed
    in.
    """

    id: UUID
    number: str
    service: ServiceView | None
    receiver: UUID | None
    share: str
    count: str
    questions: tuple[OwnQuestion, ...]
    printed_at: datetime
    earliest: date
    today: date
    typed_at: datetime | None
    referral: UUID | None
    is_copy: bool


@transaction.atomic
def print_forms(*, service: UUID | None, many: int, by: Actor, key: str | None = None) -> list[FormSeen]:
    """New forms with a number each, for one service or for the front door alone.

    Raises Refused (the policy; the front door cannot take requests), NotFound (no such service), Invalid, KeyReused.
    """
    if by.partnership is None or by.partner is None:
        raise NotFound
    policy.insist(by, "paper.print", policy.relations(by, keeper=by.partner))
    insist_ready(by.partnership)
    if not 1 <= many <= MOST:
        raise Invalid({"many": [_("Choose from 1 to %(most)d.") % {"most": MOST}]})
    in_force = partnerships.model_at(by.partnership)
    wanted = directory.service(by, service) if service else None
    template = _blank(by.partnership, by.partner, in_force, wanted)

    def do() -> str:
        rows = [_numbered(template) for _one in range(many)]
        PaperForm.objects.bulk_create(rows)
        audit.write("paper.print", by=by, subject=Ref("partner", template.printer_id), detail={"forms": many})
        return " ".join(str(row.pk) for row in rows)

    made = once(f"paper.print:{by.id}", key, {"service": str(service), "many": many}, do)
    rows = PaperForm.objects.filter(pk__in=str(made).split()).order_by("number")
    return [form_seen(row, by) for row in rows]


def takes_paper(actor: Actor) -> bool:
    """Whether the actor works at the place's front door, and so types forms in."""
    return "paper.take" in at_front_door(actor)


def form_numbered(actor: Actor, number: str) -> FormSeen:
    """The form with that number, however it was written. Raises NotFound, Invalid when this place printed none."""
    insist_takes(actor)
    bare = "".join(one for one in number.upper() if one.isalnum())
    row = row_of(actor, number=bare)
    if row is None:
        raise Invalid({"number": [_("No form for you has this number. Look again: 8 letters and figures.")]})
    return form_seen(row, actor)


def paper_form(actor: Actor, identifier: UUID) -> FormSeen:
    """One form, for those who type it in. Raises NotFound."""
    insist_takes(actor)
    row = row_of(actor, pk=identifier)
    if row is None:
        raise NotFound
    return form_seen(row, actor)


@transaction.atomic
def number_a_copy(identifier: UUID, *, by: Actor, key: str | None = None) -> UUID:
    """A form was copied by machine, and the copy filled in too: a number for the copy. Returns it. Raises NotFound."""
    insist_takes(by)
    row = row_of(by, pk=identifier)
    if row is None:
        raise NotFound

    def do() -> str:
        copy = _numbered(row)
        copy.copy_of_id, copy.printed_at = row.copy_of_id or row.pk, row.printed_at
        copy.save()
        audit.write("paper.copy", by=by, subject=Ref("paperform", copy.pk))
        return str(copy.pk)

    return UUID(str(once(f"paper.copy:{by.id}", key, {"form": str(identifier)}, do)))


def insist_takes(actor: Actor) -> UUID:
    """The front door, for those who type in there. Raises NotFound for everybody else."""
    if actor.partner is None or not takes_paper(actor):
        raise NotFound
    return actor.partner


def row_of(actor: Actor, **which: object) -> PaperForm | None:
    """A form that names the actor's partner as the front door."""
    return PaperForm.objects.filter(partnership=actor.partnership, front_door=actor.partner, **which).first()


def spaced(number: str) -> str:
    """The number of a form as people read it: "7Q4K-2MXA"."""
    return f"{number[:4]}-{number[4:]}"


def _blank(partnership: UUID, printer: UUID, in_force: InForce, wanted: ServiceView | None) -> PaperForm:
    """A form without its number: whom it is for, and the words that stand on it."""
    front_door = in_force.front_door
    receiver = answers(wanted, front_door)
    told = receiver if receiver and may_pass(front_door, receiver) else None
    days = in_force.model.limits.permission_days
    names = [str(partnerships.partner(one)) for one in (front_door, told) if one]
    return PaperForm(
        partnership_id=partnership,
        service_id=wanted.id if wanted else None,
        front_door_id=front_door,
        receiver_id=told,
        printer_id=printer,
        share=statements.paper_share(names[0], names[1], SENT_WITH, days) if told else "",
        count=statements.count(names[0]),
        questions=[one.model_dump(mode="json") for one in in_force.model.asking],
        permission_days=days,
        printed_at=clock.now(),
    )


def _numbered(like: PaperForm) -> PaperForm:
    """A new form with the words of another, and a number of its own."""
    row = PaperForm(
        partnership_id=like.partnership_id,
        service_id=like.service_id,
        front_door_id=like.front_door_id,
        receiver_id=like.receiver_id,
        printer_id=like.printer_id,
        share=like.share,
        count=like.count,
        questions=like.questions,
        permission_days=like.permission_days,
        printed_at=like.printed_at,
    )
    row.number = ids.reference(row.pk).replace("-", "")
    return row


def _still_open(actor: Actor, service: UUID) -> ServiceView | None:
    """None once it closed: the front door looks for another with the person."""
    found = directory.service(actor, service)
    return found if found.status == directory.Status.ACTIVE else None


def form_seen(row: PaperForm, actor: Actor) -> FormSeen:
    """A row as those see it who type it in."""
    in_force = partnerships.model_at(row.partnership_id)
    zone = ZoneInfo(in_force.model.zone)
    today = clock.today(in_force.model.zone)
    service = _still_open(actor, row.service_id) if row.service_id else None
    ask = PaperAsk.objects.filter(form=row).first()
    oldest = today - timedelta(days=in_force.model.limits.paper_days)
    return FormSeen(
        id=row.pk,
        number=spaced(row.number),
        service=service,
        receiver=row.receiver_id if answers(service, row.front_door_id) == row.receiver_id else None,
        share=row.share,
        count=row.count,
        questions=tuple(OwnQuestion.model_validate(one) for one in row.questions),
        printed_at=row.printed_at,
        earliest=max(oldest, row.printed_at.astimezone(zone).date()),
        today=today,
        typed_at=row.typed_at,
        referral=ask.referral_id if ask else None,
        is_copy=row.copy_of_id is not None,
    )
