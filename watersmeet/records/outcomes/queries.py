"""What others ask about measures. The policy is asked before anything is loaded, and every row passes the gate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from watersmeet.accounts.policy import may, relations
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor
from watersmeet.base.db import keys
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.outcomes.instrument import About, Instrument
from watersmeet.records.outcomes.models import OutcomeEvent, Request, Response
from watersmeet.records.outcomes.own import as_asked, used
from watersmeet.records.outcomes.scoring import Answers, Scores, score
from watersmeet.records.outcomes.states import INSTEAD, Moment, State
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.plans import api as plans
from watersmeet.records.safety import api as safety

P = TypeVar("P", Request, Response)


@dataclass(frozen=True, slots=True)
class Asked:
    """One ask, for the person or a worker of the partner that asked: `saved` is what was answered so far."""

    id: UUID
    person: UUID
    controller: UUID
    partnership: UUID
    about: Ref
    moment: Moment
    state: State
    asked_at: datetime
    due_on: date
    instruments: tuple[Instrument, ...]
    saved: Mapping[str, Scores]
    whereabouts: Mapping[str, str] | None = None
    whole: bool = True  # whoever reads it may read all that was asked

    @property
    def waits(self) -> bool:
        """Whether it can be answered: by the clock, for what is over is closed a while later."""
        return self.state is State.OPEN and clock.today() <= self.due_on


@dataclass(frozen=True, slots=True)
class Point:
    """One completion: when the person answered, what they answered, and the exact score of each scale.

    None stands for what was skipped, or is not known. `corrected`: it took the place of what was written down wrong.
    """

    id: UUID
    at: datetime
    moment: Moment
    about: Ref
    instrument: Instrument
    scores: Scores
    answers: Answers
    corrected: bool


def asked(actor: Actor, request: UUID) -> Asked:
    """One ask. Raises NotFound for those who may not answer it."""
    row = Request.objects.filter(pk=request).first()
    if row is None or not may(actor, "measure.answer", standing(actor, row)):
        raise NotFound
    return _asked(row, actor)


def numbered(actor: Actor, number: str) -> UUID | None:
    """The ask whose paper has that number, however it was written, of those that the actor may answer here."""
    bare = ids.tidy_code(number)
    every = Request.objects.filter(controller=actor.partner, state__in=(State.OPEN, State.EXPIRED))
    found = [one for one in every.values_list("pk", flat=True) if ids.reference(one) == bare]
    rows = Request.objects.filter(pk__in=found)
    return next((row.pk for row in rows if may(actor, "measure.answer", standing(actor, row))), None)


def open_now(actor: Actor, asked: Asked) -> bool:
    """Whether what may raise an alert can be answered now: somebody is on call; alone, in watched hours only."""
    model = partnerships.model_at(asked.partnership).model
    watches = safety.watches_alone if actor.person else safety.watches
    return watches(asked.controller, model)


def why_stopped(request: UUID) -> str:
    """The reason code of an ask that the person did not themself stop; "" of every other."""
    return (
        OutcomeEvent.objects.filter(subject=request, reason_code__in=INSTEAD)
        .values_list("reason_code", flat=True)
        .first()
        or ""
    )


def how_it_stands(request: UUID, state: State) -> str:
    """Where an ask stands, in words that are true of how it ended."""
    instead = INSTEAD.get(why_stopped(request)) if state is State.STOPPED else None
    return str(instead or state.label)


def due(actor: Actor) -> list[Asked]:
    """What waits to be answered: for a person theirs, for a worker what their partner asked; the soonest first."""
    open_now = Request.objects.filter(state=State.OPEN, due_on__gte=clock.today()).order_by("due_on", "asked_at", "pk")
    mine = open_now.filter(person=actor.person) if actor.person else open_now.filter(controller=actor.partner)
    found = list(mine) if actor.person or actor.partner else []
    keys.load(row.person_id for row in found)
    return [_asked(row, actor) for row in found if may(actor, "measure.answer", standing(actor, row))]


def sends_to(request: UUID) -> Asked:
    """One ask, for senders alone: the person is the one who is written to. Raises NotFound when it waits no more."""
    row = Request.objects.filter(pk=request, state=State.OPEN, due_on__gte=clock.today()).first()
    if row is None:
        raise NotFound
    return _asked(row)


def latest_asked(actor: Actor, person: UUID) -> Asked | None:
    """The last ask about the person, for those who may see answers; None when there is none for them to see."""
    row = visible(Request.objects.order_by("-asked_at", "pk"), actor, person).first()
    return _asked(row) if row else None


def course_of(actor: Actor, person: UUID, instrument: Instrument) -> list[Point]:
    """The person's completions of an instrument, in the order in which they answered; corrected ones are left out.

    Raises NotFound for roles that may not see answers: nothing is loaded for them.
    """
    rows = visible(Response.objects.filter(instrument=instrument.code, corrected_by=None), actor, person, instrument)
    found = [
        row
        for row in rows.select_related("request").order_by("completed_at", "recorded_at", "pk")
        if row.answers is not None
    ]
    return [_point(row) for row in found]


def questions(actor: Actor, asked: Asked, instrument: Instrument) -> dict[str, str]:
    """The questions of an instrument for this person: code (or id of a goal or need) -> what is asked."""
    if instrument.about is About.SELF:
        return {item.code: item.asks for item in instrument.items}
    asks = instrument.items[0].asks
    words = _goals(actor, asked) if instrument.about is About.GOAL else _needs(actor, asked)
    return {str(key): asks.replace("{words}", said.rstrip(" .")) for key, said in words.items()}


def readers(actor: Actor, asked: Asked) -> list[UUID]:
    """The partners whose workers read the answers of an ask, but for what became of needs (see plans)."""
    seats = people.seats(actor, asked.person, [asked.controller])
    return list(dict.fromkeys(seat.partner for seat in seats if seat.partner and _reads(seat, asked)))


def standing(actor: Actor, row: Request | Response) -> frozenset[str]:
    """What the actor is to this ask: the person, or a worker of the partner that asked."""
    return frozenset(relations(actor, person=row.person_id, receiver=row.controller_id))


def instruments_of(row: Request) -> tuple[Instrument, ...]:
    """The instruments as they were when asked."""
    return tuple(as_asked(row.partnership_id, used(code, version)) for code, version in row.instruments)


def instruments_for(actor: Actor, row: Request) -> tuple[Instrument, ...]:
    """Those of them whose answers the actor may see: nobody sits beside somebody over what they may not read."""
    stands = relations(actor, person=row.person_id, receiver=row.controller_id)
    return tuple(one for one in instruments_of(row) if not one.off and may(actor, one.seen.verb, stands))


def visible(rows: QuerySet[P], actor: Actor, person: UUID, instrument: Instrument | None = None) -> QuerySet[P]:
    verb = instrument.seen.verb if instrument else "measure.see"
    category = instrument.seen.category if instrument else Category.WELLBEING_SCORES
    if not may(actor, verb, relations(actor, person=person, referrer=actor.partner, receiver=actor.partner)):
        raise NotFound
    about = rows.filter(person__in=people.same_as(person))
    return people.allowed(about, actor=actor, category=category, purpose=Purpose.SUPPORT)


def _reads(seat: Actor, asked: Asked) -> bool:
    row = Request.objects.filter(pk=asked.id)
    try:
        return any(visible(row, seat, asked.person, one).exists() for one in asked.instruments)
    except NotFound:
        return False


def _goals(actor: Actor, asked: Asked) -> dict[UUID, str]:
    return {goal.id: goal.words for goal in plans.goals_for(actor, asked.person)}


def _needs(actor: Actor, asked: Asked) -> dict[UUID, str]:
    return {need.id: need.words or str(need.domain.label) for need in plans.needs_for(actor, asked.person)}


def _asked(row: Request, actor: Actor | None = None) -> Asked:
    """The ask; for an actor, with no more than they may read."""
    theirs = instruments_for(actor, row) if actor else instruments_of(row)
    codes = {one.code for one in theirs}
    return Asked(
        row.pk,
        row.person_id,
        row.controller_id,
        row.partnership_id,
        row.about,
        Moment(row.moment),
        State(row.state),
        row.asked_at,
        row.due_on,
        theirs,
        {code: answers for code, answers in (row.saved or {}).items() if code in codes},
        row.whereabouts,
        len(theirs) == sum(not one.off for one in instruments_of(row)),
    )


def _point(row: Response) -> Point:
    by = used(row.instrument, row.instrument_version)
    answers = row.answers or {}
    return Point(
        row.pk,
        row.completed_at,
        Moment(row.moment),
        row.request.about,
        by,
        score(by, answers),
        answers,
        corrected=row.supersedes_id is not None,
    )
