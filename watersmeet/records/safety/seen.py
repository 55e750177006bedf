"""What of an alert those read who may act on it: how to reach the person safely, and what was done. No score."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import may, relations
from watersmeet.base.actor import Actor
from watersmeet.base.db.keys import KeyGoneError
from watersmeet.base.problems import Allowed, NotFound, Refusal
from watersmeet.base.ref import Ref
from watersmeet.outbox.api import Posting
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Purpose
from watersmeet.records.people import api as people
from watersmeet.records.people.api import SafeContact
from watersmeet.records.safety.models import Alert, AlertEvent, Drill, DrillEvent
from watersmeet.records.safety.queries import able, has_changed_back
from watersmeet.records.safety.states import Act, Outcome, State


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: `what` is a code such as "raise", `how` one of what was done or how it ended."""

    what: str
    how: str
    words: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert, or a practice (`person` None), for those who may act on it.

    `contact` is how the person wants to be reached now, where that may still be known, else as it was when the alert
    was raised. `holder` is the name of who has it, or was told last.
    """

    id: UUID
    person: UUID | None
    name: str
    contact: SafeContact
    where: str
    emergency: str
    gp: str
    answered_at: datetime
    late: bool
    changed_back: bool
    raised_at: datetime
    due_at: datetime
    state: State
    outcome: Outcome | None
    holder: str
    is_mine: bool
    steps: tuple[Step, ...]
    colleagues: tuple[tuple[UUID, str], ...]

    @property
    def practice(self) -> bool:
        """Whether it is about nobody."""
        return self.person is None


def alert(actor: Actor, identifier: UUID) -> AlertView:
    """One alert or practice of the actor's partner. Raises NotFound for those who may not act on it."""
    for table in (Alert, Drill):
        row: Alert | Drill | None = table.objects.filter(pk=identifier).select_related("holder").first()
        if row is not None and may(actor, "alert.see", relations(actor, keeper=row.controller_id)):
            return _view(actor, row)
    raise NotFound


def _view(actor: Actor, row: Alert | Drill) -> AlertView:
    known = _known(row)
    there = able(row.controller_id)
    names = {user: seat.user.name for user, seat in there.items()}
    return AlertView(
        id=row.pk,
        person=row.person_id,
        name=str(known.get("name", "")),
        contact=_contact(actor, row, known),
        where=str(known.get("where", "")),
        emergency=str(known.get("emergency", "")),
        gp=str(known.get("gp", "")),
        answered_at=row.answered_at if isinstance(row, Alert) else row.raised_at,
        late=isinstance(row, Alert) and row.late,
        changed_back=has_changed_back(row),
        raised_at=row.raised_at,
        due_at=row.due_at,
        state=State(row.state),
        outcome=Outcome(row.outcome) if row.outcome else None,
        holder=row.holder.name,
        is_mine=row.holder_id == actor.id,
        steps=_steps(row, names),
        colleagues=tuple((user, name) for user, name in names.items() if user != row.holder_id),
    )


def _steps(row: Alert | Drill, names: Mapping[UUID, str]) -> tuple[Step, ...]:
    return tuple(
        Step(one.what, one.reason_code, _words(one), one.happened_at, names.get(one.actor_id, ""))
        for one in row.events.order_by("version")
    )


def _words(event: AlertEvent | DrillEvent) -> str:
    """What was written down; nothing once the person was erased."""
    try:
        return event.words or ""
    except KeyGoneError:
        return ""


def _known(row: Alert | Drill) -> Mapping[str, object]:
    """What was kept for whoever acts: while it is open, and not once the person was erased."""
    try:
        return (row.known or {}) if isinstance(row, Alert) and row.state != State.CLOSED else {}
    except KeyGoneError:
        return {}


def _contact(actor: Actor, row: Alert | Drill, known: Mapping[str, object]) -> SafeContact:
    if row.person_id is None:
        return SafeContact()
    try:
        return people.contact_rules(actor, row.person_id, Purpose.SUPPORT, on_duty=True)
    except (NotFound, KeyGoneError):
        kept = known.get("contact")
        return SafeContact.from_json(kept) if isinstance(kept, dict) else SafeContact()


def how(step: Step) -> str:
    """What a step's code says, in words; "" where it has none."""
    for choices in (Act, Outcome):
        if step.how in choices.values:
            return str(choices(step.how).label)
    return ""


def is_with(subject: Ref, user: UUID) -> bool:
    """Whether an alert or a practice is open and theirs; of what is neither, it is not asked."""
    if subject.kind == "alert":
        return Alert.objects.filter(pk=subject.id, holder=user).exclude(state=State.CLOSED).exists()
    if subject.kind == "drill":
        return Drill.objects.filter(pk=subject.id, holder=user).exclude(state=State.CLOSED).exists()
    return True


def still_waits(posting: Posting) -> Allowed | Refusal:
    """Whether nobody has said yet that they have an alert: for senders alone."""
    row = Alert.objects.filter(pk=posting.subject_id, state=State.RAISED).exists()
    return Allowed("reference only") if row else Refusal("over", _("Somebody has it."))


def whom_to_ring(identifier: UUID) -> Mapping[str, str]:
    """The partner at which an alert waits, and its number: for senders alone. Raises NotFound."""
    row = Alert.objects.filter(pk=identifier).defer("known").first()
    if row is None:
        raise NotFound
    at = partnerships.partner(row.controller_id)
    model = partnerships.model_at(row.partnership_id).model
    return {"partner": str(at), "phone": at.phone or model.phone}


@dataclass(frozen=True, slots=True)
class Practised:
    """One practice: when, how many people were told, after how many minutes somebody had it (None: nobody yet)."""

    id: UUID
    at: datetime
    told: int
    minutes: int | None


def practised(actor: Actor, limit: int = 10) -> list[Practised]:
    """The last practice alerts of the actor's partner, the newest first; nothing for those who may not see them."""
    if not may(actor, "alert.see", relations(actor, keeper=actor.partner)):
        return []
    rows = Drill.objects.filter(controller=actor.partner).order_by("-raised_at", "pk")[:limit]
    had = dict(
        DrillEvent.objects.filter(subject__in=list(rows), what__in=("acknowledge", "act"))
        .values_list("subject")
        .annotate(first=Min("happened_at"))
    )
    return [
        Practised(
            row.pk,
            row.raised_at,
            row.told,
            int((had[row.pk] - row.raised_at).total_seconds() // 60) if row.pk in had else None,
        )
        for row in rows
    ]
