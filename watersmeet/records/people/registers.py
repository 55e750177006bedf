"""What stands in the registers, for those who act on it and for the person it is about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import NotFound, Refusal, Refused
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import looks
from watersmeet.records.people.models import Matter, Override, Person
from watersmeet.records.people.one_person import read_by
from watersmeet.records.people.states import RULES, Kind, MatterState, Outcome


@dataclass(frozen=True, slots=True)
class Case:
    """One matter, for those who may know; `words`, `answer` and `name` are "" where there are none to see."""

    id: UUID
    reference: str
    kind: Kind
    state: MatterState
    partner: UUID | None
    person: UUID | None
    about: UUID | None
    name: str
    words: str
    answer: str
    outcome: Outcome | None
    opened_at: datetime
    due_at: datetime | None
    acknowledged_at: datetime | None
    settled_at: datetime | None

    @property
    def was_asked_for(self) -> bool:
        """Of a restriction: whether the person asked for it by itself; else it came with a stop."""
        return self.kind is Kind.RESTRICTION and self.about != self.partner

    @property
    def is_late(self) -> bool:
        """Whether its day has passed and it is not settled."""
        return self.settled_at is None and self.due_at is not None and self.due_at < clock.now()


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One thing that happened to a matter."""

    what: str
    when: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Overridden:
    """What an override opened: to whom, why, for how long."""

    receiver: UUID
    categories: tuple[str, ...]
    kind: str
    reason: str
    by: UUID
    from_at: datetime
    until: datetime


def is_officer(actor: Actor, partner: UUID | None) -> bool:
    """Whether the actor answers for the partner's registers: its privacy officer; its manager where there is none."""
    if partner is None or not policy.may(actor, "matter.handle", policy.relations(actor, keeper=partner)):
        return False
    if actor.role == Role.PRIVACY_OFFICER or actor.partnership is None:
        return True
    return not partnerships.serving(Role.PRIVACY_OFFICER, partnership=actor.partnership, partner=partner)


def insist_officer(actor: Actor, partner: UUID | None) -> None:
    """Raise Refused unless the actor answers for the partner's registers."""
    policy.insist(actor, "matter.handle", policy.relations(actor, keeper=partner))
    if not is_officer(actor, partner):
        say = _("Your partner has a privacy officer, who looks after this.")
        raise Refused(Refusal("privacy_officer", say, _("Ask your privacy officer.")))


def cases(actor: Actor, kinds: Collection[Kind] = tuple(Kind), *, settled: bool = False) -> list[Case]:
    """The partner's registers, what is due first before the rest. Raises Refused."""
    insist_officer(actor, actor.partner)
    rows = Matter.objects.filter(partner=actor.partner, kind__in=kinds, settled_at__isnull=not settled)
    newest = "-settled_at" if settled else "due_at"
    return [_case(row) for row in rows.select_related("person").order_by(newest, "opened_at")]


def case(actor: Actor, matter: UUID) -> Case:
    """One matter of the partner's registers. Raises NotFound, Refused."""
    return _case(_row(actor, matter), opened=True)


def case_steps(actor: Actor, matter: UUID) -> list[CaseStep]:
    """What happened to it, from its beginning. Raises NotFound, Refused."""
    events = _row(actor, matter).events.order_by("version")
    return [CaseStep(event.what, event.happened_at, event.words or "") for event in events]


def overridden(actor: Actor, matter: UUID) -> Overridden:
    """What the override under review opened. Raises NotFound, Refused."""
    rows = list(Override.objects.filter(matter=_row(actor, matter)).order_by("category"))
    if not rows:
        raise NotFound
    one = rows[0]
    return Overridden(
        one.receiver_id,
        tuple(row.category for row in rows),
        one.get_kind_display(),
        one.reason if one.person.erased_at is None else "",
        one.by,
        one.from_at,
        one.until,
    )


def names_asked(actor: Actor, matter: UUID) -> list[looks.NamedLook]:
    """Who of the officer's own partner looked, by name, for the check before anything is told. Raises NotFound."""
    row = _row(actor, matter)
    if row.kind != Kind.NAMES or row.person_id is None or row.partner_id is None:
        raise NotFound
    return looks.named(row.person_id, row.partner_id)


def own_cases(actor: Actor, person: UUID) -> list[Case]:
    """What the person asked or said, and restrictions, for them by link, and for workers with them in all records."""
    row = Person.objects.filter(pk=person, erased_at=None).first()
    if row is None:
        raise NotFound
    policy.insist(actor, "sharing.see", policy.relations(actor, person=person, keeper=row.controller_id))
    told = Q(kind__in=[kind for kind, rule in RULES.items() if rule.asked] + [Kind.RESTRICTION])
    told |= Q(kind=Kind.OVERRIDE, settled_at__isnull=False)
    rows = Matter.objects.filter(told, person__in=read_by(actor, person), tell=True).order_by("-opened_at")
    return [_case(one, opened=True) for one in rows]


def _row(actor: Actor, matter: UUID) -> Matter:
    insist_officer(actor, actor.partner)
    row = Matter.objects.select_related("person").filter(pk=matter, partner=actor.partner).first()
    if row is None:
        raise NotFound
    return row


def _case(row: Matter, *, opened: bool = False) -> Case:
    """The matter as it is shown; words are opened only when told so, and never those of somebody who was forgotten."""
    readable = opened and (row.person is None or row.person.erased_at is None)
    return Case(
        id=row.pk,
        reference=row.reference,
        kind=Kind(row.kind),
        state=MatterState(row.state),
        partner=row.partner_id,
        person=row.person_id,
        about=row.about,
        name=(row.person.name or "") if readable and row.person else "",
        words=(row.words or "") if readable else "",
        answer=(row.answer or "") if readable else "",
        outcome=Outcome(row.outcome) if row.outcome else None,
        opened_at=row.opened_at,
        due_at=row.due_at,
        acknowledged_at=row.acknowledged_at,
        settled_at=row.settled_at,
    )


def copy_asked(persons: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of these people asked for a copy that was not given yet; nothing for the rest.

    For what is left out of copies until somebody looked at it: whoever answers for that must know when it is asked for.
    """
    waiting = Matter.objects.filter(kind=Kind.ACCESS, settled_at=None, person__in=persons)
    return dict(waiting.order_by("-opened_at").values_list("person_id", "opened_at"))
