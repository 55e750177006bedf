"""What those read of a safeguarding concern who may, who wrote it down, and who knows a reference alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from watersmeet.accounts.models import User
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.db.keys import KeyGoneError
from watersmeet.base.problems import NotFound
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import SafeContact
from watersmeet.records.safety.concern_queries import About, chain, heard, named_in, visible, workers, written_by
from watersmeet.records.safety.concern_states import (
    Answer,
    Danger,
    Deed,
    Ending,
    Knows,
    Reason,
    Route,
    State,
    Way,
)
from watersmeet.records.safety.concerns import known_to
from watersmeet.records.safety.models import Concern, ConcernEvent
from watersmeet.records.safety.queries import on_call

CLOSED_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened: `what` is a code such as "refer", `how` the code that came with it."""

    what: str
    how: str
    words: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Council:
    """That the council was asked: when, how, who there, under which reference; what it said and when."""

    sent_on: date
    way: Way
    to: str
    reference: str
    answered_on: date | None
    answer: Answer | None
    said: str


@dataclass(frozen=True, slots=True)
class ConcernView:
    """A concern, for those who may read it.

    `name` and `contact` are the person's, where they are known here, as they were when it was written down. `own`: the
    person wrote it by their own link. `colleagues` are those to whom it can be handed on.
    """

    id: UUID
    reference: str
    route: Route
    danger: Danger
    knows: Knows
    state: State
    person: UUID | None
    name: str
    contact: SafeContact
    who: str
    seen: str
    wants: str
    done: str
    others: str
    names: str
    named: tuple[str, ...]
    own: bool
    writer: str
    home: str
    holder: str
    is_mine: bool
    taken: bool
    written_at: datetime
    due_at: datetime
    council: Council | None
    ending: Ending | None
    reason: Reason | None
    in_copy: bool
    copy_asked_at: datetime | None
    steps: tuple[Happened, ...]
    colleagues: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """A concern on the list of those who may read it."""

    id: UUID
    reference: str
    route: Route
    state: State
    taken: bool
    holder: str
    is_mine: bool
    written_at: datetime
    due_at: datetime
    copy_asked: bool


@dataclass(frozen=True, slots=True)
class OwnConcern:
    """One's own words, and that somebody has them: in what role, not who, and nothing of what is done."""

    id: UUID
    reference: str
    route: Route
    seen: str
    written_at: datetime
    taken: bool
    holder_role: Role | None
    reads: bool


@dataclass(frozen=True, slots=True)
class HeardConcern:
    """What who holds a concern by reference alone knows of it, and whom they ring."""

    id: UUID
    reference: str
    written_at: datetime
    due_at: datetime
    rung: bool
    council: str
    phone: str


def concern(actor: Actor, identifier: UUID) -> ConcernView:
    """One concern. Raises NotFound for all who may not read it."""
    row = visible(actor).filter(pk=identifier).select_related("holder", "writer", "home__organisation").first()
    if row is None:
        raise NotFound
    return _view(actor, row)


def concerns(actor: Actor) -> tuple[list[ConcernRow], list[ConcernRow]]:
    """The concerns that the actor may read: those open, the soonest due first, and those closed, the newest first."""
    rows = visible(actor).defer("said", "council").select_related("holder")
    still_open = rows.exclude(state=State.CLOSED).order_by("due_at", "pk")
    closed = rows.filter(state=State.CLOSED).order_by("-ended_at", "pk")[:CLOSED_SHOWN]
    both = list(still_open), list(closed)
    asked = people.copy_asked({one.person_id for rows in both for one in rows if one.person_id and not one.copied_at})
    shown, ended = ([_row(actor, one, one.person_id in asked) for one in rows] for rows in both)
    return shown, ended


def own_concerns(actor: Actor) -> list[OwnConcern]:
    """What the actor wrote down, the newest first."""
    rows = list(written_by(actor).select_related("holder").order_by("-written_at", "pk"))
    roles = _roles({row.partnership_id for row in rows})
    return [
        OwnConcern(
            id=row.pk,
            reference=ids.reference(row.pk),
            route=Route(row.route),
            seen=str(_said(row).get("seen", "")),
            written_at=row.written_at,
            taken=row.taken_at is not None or row.state != State.WRITTEN,
            holder_role=roles.get((row.holder_id, row.controller_id)),
            reads=row.reads,
        )
        for row in rows
    ]


def heard_concern(actor: Actor, identifier: UUID) -> HeardConcern:
    """A concern that the actor holds by reference alone. Raises NotFound."""
    row = heard(actor).filter(pk=identifier).first()
    if row is None:
        raise NotFound
    model = partnerships.model_at(row.partnership_id).model
    return HeardConcern(
        id=row.pk,
        reference=ids.reference(row.pk),
        written_at=row.written_at,
        due_at=row.due_at,
        rung=row.taken_at is not None,
        council=model.concerns.council,
        phone=model.concerns.phone or model.phone,
    )


def would_read(actor: Actor) -> list[tuple[UUID, str]]:
    """Who at the actor's own partner would read a concern that they write: to be ticked where one is part of it."""
    if actor.kind is not Kind.USER or actor.partner is None or actor.partnership is None:
        return []
    now = on_call(actor.partner, clock.now())
    called = {now.first, now.deputy} if now else set()
    there = {
        one.user: one.name
        for one in workers(actor.partnership)
        if one.partner == actor.partner and (one.role is Role.SAFEGUARDING_LEAD or one.user in called)
    }
    return [(user, name) for user, name in there.items() if user != actor.id]


def whom(actor: Actor, person: UUID) -> str:
    """The name of somebody about whom the actor may write a concern down. Raises NotFound."""
    return known_to(actor, person).name


def _view(actor: Actor, row: Concern) -> ConcernView:
    said, names = _said(row), {one.user: one.name for one in workers(row.partnership_id)}
    contact = said.get("contact")
    steps = tuple(row.events.order_by("version"))
    acted = dict(User.objects.filter(pk__in={one.actor_id for one in steps}).values_list("pk", "name"))
    return ConcernView(
        id=row.pk,
        reference=ids.reference(row.pk),
        route=Route(row.route),
        danger=Danger(row.danger),
        knows=Knows(row.knows),
        state=State(row.state),
        person=row.person_id,
        name=str(said.get("name", "")),
        contact=SafeContact.from_json(contact) if isinstance(contact, dict) and contact else SafeContact(),
        **{part: str(said.get(part, "")) for part in ("who", "seen", "wants", "done", "others", "names")},
        named=tuple(sorted(names.get(user, "") for user in named_in(row))),
        own=row.writer_id is None,
        writer=row.writer.name if row.writer else str(said.get("name", "")),
        home=str(row.home),
        holder=row.holder.name,
        is_mine=row.holder_id == actor.id,
        taken=row.taken_at is not None,
        written_at=row.written_at,
        due_at=row.due_at,
        council=_council(row),
        ending=Ending(row.ending) if row.ending else None,
        reason=Reason(row.reason) if row.reason else None,
        in_copy=row.copied_at is not None,
        copy_asked_at=people.copy_asked([row.person_id]).get(row.person_id) if row.person_id else None,
        steps=tuple(_step(one, acted) for one in steps),
        colleagues=tuple(
            (one.user, names.get(one.user, ""))
            for one in chain(About.of(row))
            if one.reads and one.user != row.holder_id
        ),
    )


def _step(event: ConcernEvent, acted: Mapping[UUID, str]) -> Happened:
    words = "" if event.words is None else event.words
    who = acted.get(event.actor_id, "") if event.actor_kind == Kind.USER else ""
    return Happened(event.what, event.reason_code, words, event.happened_at, who)


def _council(row: Concern) -> Council | None:
    if row.sent_on is None:
        return None
    told = _opened(row.council)
    return Council(
        sent_on=row.sent_on,
        way=Way(row.way),
        to=str(told.get("to", "")),
        reference=str(told.get("reference", "")),
        answered_on=row.answered_on,
        answer=Answer(row.answer) if row.answer else None,
        said=str(told.get("said", "")),
    )


def _row(actor: Actor, row: Concern, copy_asked: bool) -> ConcernRow:
    return ConcernRow(
        id=row.pk,
        reference=ids.reference(row.pk),
        route=Route(row.route),
        state=State(row.state),
        taken=row.taken_at is not None,
        holder=row.holder.name,
        is_mine=row.holder_id == actor.id,
        written_at=row.written_at,
        due_at=row.due_at,
        copy_asked=copy_asked,
    )


def _said(row: Concern) -> Mapping[str, object]:
    """What was written down; nothing once its words went."""
    try:
        return _opened(row.said)
    except KeyGoneError:
        return {}


def _opened(told: object) -> Mapping[str, object]:
    return told if isinstance(told, dict) else {}


def _roles(places: set[UUID]) -> dict[tuple[UUID, UUID], Role]:
    return {(one.user, one.partner): one.role for place in places for one in workers(place)}


def coded(step: Happened) -> str:
    """What a step's code says, in words; "" where it has none."""
    choices = {
        "write": Route,
        "act": Deed,
        "refer": Way,
        "answer": Answer,
        "not_refer": Reason,
        "close": Ending,
    }.get(step.what)
    return str(choices(step.how).label) if choices and step.how in choices.values else ""
