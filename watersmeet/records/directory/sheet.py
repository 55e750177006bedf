"""A partner's own listings as rows of a spreadsheet: what is there, what a changed sheet would change, and that done.

A row is known again by its id, and by its version that nobody changed it since. What a sheet leaves out stays. A new
row comes in once: a second one of the same name is refused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid, NotFound, Problem
from watersmeet.records.directory.actions import list_service, revise_service, state_intake
from watersmeet.records.directory.changing import may_change
from watersmeet.records.directory.courses import add_course, add_dated_run, change_places, list_course
from watersmeet.records.directory.facts import CourseSaid, RunDates, RunSaid, ServiceFacts, ServiceView
from watersmeet.records.directory.history import read_back
from watersmeet.records.directory.imports import Fault, SourceRow, tidy_name
from watersmeet.records.directory.models import Access, ServiceKind
from watersmeet.records.directory.queries import run_dates, services_of
from watersmeet.records.directory.sheet_columns import COLUMNS, Held, UnreadError, sitting_said
from watersmeet.records.partnerships import api as partnerships

ID, VERSION = "id", "version"
HEADER = (ID, VERSION, *(column.name for column in COLUMNS))
_COURSE = ("level", "bring", "tutor", "funding", "entry", "creche", "attending")
_FIELDS = {
    "name": "name",
    "phone": "phone",
    "email": "email",
    "website": "web address",
    "costs": "prices",
    "meetings": "days",
    "contacts": "who to ask",
    "languages": "languages",
    "postcode": "where",
    "many": "sessions",
    "min_age": "youngest age",
    "closed_on": "closed since",
    "reopens_on": "opens again",
    "ends_at": "sessions",
    "eligibility": "who it is for",
    "funding": "paid for by",
    "weeks": "sessions",
    "attending": "take part",
}


@dataclass(frozen=True, slots=True)
class Became:
    """What a row becomes: its line, the name, each cell that changes as (column, was, becomes), what is wrong."""

    line: int
    name: str
    is_new: bool
    changes: tuple[tuple[str, str, str], ...] = ()
    faults: tuple[Fault, ...] = ()


def sheet_rows(actor: Actor, partner: UUID) -> list[dict[str, str]]:
    """Each listing of a partner that the actor may change, as cells by column."""
    mine = [one for one in services_of(actor, partner) if may_change(actor, one)]
    return [_cells(one, _held(actor, one)) for one in mine]


def look_over_sheet(rows: Iterable[SourceRow], *, partner: UUID, by: Actor) -> list[Became]:
    """What each row would change; nothing is."""
    with transaction.atomic():
        found = take_sheet(rows, partner=partner, by=by)
        transaction.set_rollback(True)
    return found


def take_sheet(rows: Iterable[SourceRow], *, partner: UUID, by: Actor) -> list[Became]:
    """Let the listings be as the rows say: each sound row by itself, those that say nothing new not at all."""
    held = services_of(by, partner)
    mine, called = {str(one.id): one for one in held if may_change(by, one)}, {tidy_name(one.name) for one in held}
    found, lines = [], dict[str, int]()
    for row in rows:
        is_new = not row.cells.get(ID)
        name = tidy_name(row.cells.get("name") or "")
        first = lines.setdefault(row.cells.get(ID) or f"line {row.line}", row.line)
        if first != row.line:
            found.append(
                _refused(row, _("The same listing stands in line %(line)d.") % {"line": first}, _("Leave one."))
            )
        elif is_new and name in called:
            say = _("You have a listing with this name already.")
            found.append(
                _refused(row, say, _("Download your listings again, and change that. Or choose another name."))
            )
        else:
            found.append(_take(row, mine, partner, by))
            called |= {name} if is_new and not found[-1].faults else set()
    return found


def insist_header(header: tuple[str, ...]) -> None:
    """The sheet has a column by which rows are known again, and no column that nobody here knows. Raises Problem."""
    strange = [name for name in header if name and name not in HEADER]
    if ID not in header or strange:
        say = (
            _("There is no column called %(name)s here.") % {"name": strange[0]}
            if strange
            else _("The column called id is missing.")
        )
        raise Problem(say, _("Begin with your listings as you download them here, and change cells alone."))


def _take(row: SourceRow, mine: Mapping[str, ServiceView], partner: UUID, by: Actor) -> Became:
    cells = {name: (row.cells.get(name) or "").strip() for name in HEADER if name in row.cells}
    name = cells.get("name", "")
    service = mine.get(cells.get(ID, ""))
    try:
        if service is None and cells.get(ID):
            raise NotFound(_("This is none of your listings."))
        was = _held(by, service) if service else _blank(partner)
        if service is None:  # an empty cell of a new row says nothing
            cells = {column: cell for column, cell in cells.items() if cell}
        now, changes, faults = _read(cells, was)
        if faults or not changes:
            return Became(row.line, name or was.facts.name, service is None, changes, faults)
        if service is not None and cells.get(VERSION) != str(service.version):
            raise Problem(
                _("Somebody changed this since you downloaded it."), _("Download your listings again, and change that.")
            )
        with transaction.atomic():
            _write(service, was, now, partner, by)
    except Invalid as problem:
        wrong = [(_FIELDS.get(field, field), said) for field, told in problem.fields.items() for said in told]
        faults = tuple(Fault(column, cells.get(column, ""), said, _("Mend this cell.")) for column, said in wrong)
        return Became(row.line, name, service is None, (), faults)
    except Problem as problem:
        fault = Fault(ID, cells.get(ID, ""), problem.say, problem.next_step or _("Leave the id as it was."))
        return Became(row.line, name, service is None, (), (fault,))
    return Became(row.line, name or was.facts.name, service is None, changes)


def _refused(row: SourceRow, say: str, remedy: str) -> Became:
    fault = Fault(ID, row.cells.get(ID) or "", say, remedy)
    return Became(row.line, row.cells.get("name") or "", is_new=False, faults=(fault,))


def _read(cells: Mapping[str, str], was: Held) -> tuple[Held, tuple[tuple[str, str, str], ...], tuple[Fault, ...]]:
    """What the cells say: the whole, each change, and what cannot be read."""
    now, changes, faults = was, [], []
    for column in COLUMNS:
        said = column.said(was).strip()
        cell = cells.get(column.name, said)
        if cell == said:
            continue
        try:
            now = column.read(cell, now)
            changes.append((column.name, said, cell))
        except UnreadError as wrong:
            faults.append(Fault(column.name, cell, _("We cannot read this cell."), str(wrong)))
    return now, tuple(changes), tuple(faults)


def _write(service: ServiceView | None, was: Held, now: Held, partner: UUID, by: Actor) -> None:
    if service is None:
        _list(now, partner, by)
        return
    if now.facts.kind != was.facts.kind and ServiceKind.COURSE in {now.facts.kind, was.facts.kind}:
        raise Invalid({"kind": [_("A course stays one, and nothing else becomes one here.")]})
    if now.facts != was.facts:
        revise_service(service=service.id, facts=now.facts, by=by)
    if now.access != was.access:
        told = {"wait_days": now.facts.wait_days, "capacity": service.capacity}
        state_intake(service=service.id, access=now.access, by=by, **told)
    if service.kind == ServiceKind.COURSE:
        _write_course(service, was, now, by)
    elif now.course != was.course or now.sessions or now.places is not None:
        raise Invalid({"kind": [_("Only a course has a level, a tutor, sessions and places.")]})


def _write_course(service: ServiceView, was: Held, now: Held, by: Actor) -> None:
    course = add_course(service=service.id, by=by, **now.course)
    gone = [one for one in was.sessions if one not in now.sessions]
    if gone:
        say = _("The session on %(when)s is missing. Move it or call it off on the course's own page.")
        raise Invalid({"many": [say % {"when": sitting_said(gone[0])}]})
    new = tuple(one for one in now.sessions if one not in was.sessions)
    if new:
        add_dated_run(course=course.pk, said=RunSaid(places=now.places or 0, sessions=new), by=by)
    elif now.places != was.places:
        coming = _coming(by, service)
        if not coming or now.places is None:
            raise Invalid({"places": [_("Places belong to dates. Write the sessions too.")]})
        change_places(run=coming[-1].id, places=now.places, by=by)


def _list(now: Held, partner: UUID, by: Actor) -> None:
    at = partnerships.partner(partner).partnership_id
    if now.facts.kind != ServiceKind.COURSE:
        if now.course or now.sessions or now.places is not None:
            raise Invalid({"kind": [_("Only a course has a level, a tutor, sessions and places.")]})
        row = list_service(partnership=at, partner=partner, facts=now.facts, by=by)
    else:
        run = RunSaid(places=now.places or 0, sessions=now.sessions)
        row = list_course(partnership=at, partner=partner, facts=now.facts, course=now.course, run=run, by=by)
    if now.access:
        state_intake(service=row.pk, wait_days=now.facts.wait_days, capacity=None, access=now.access, by=by)


def _held(actor: Actor, service: ServiceView) -> Held:
    coming = _coming(actor, service)
    course = {name: getattr(service.course, name) for name in _COURSE} if service.course else {}
    met = [one for run in coming for one in run.sessions if not one.is_off]
    return Held(
        facts=read_back(service.id),
        access=tuple(one for one in Access if one in service.access),
        course=cast("CourseSaid", course),
        sessions=tuple((one.on, one.starts_at, one.ends_at) for one in met),
        places=coming[-1].places if coming else None,
    )


def _coming(actor: Actor, service: ServiceView) -> list[RunDates]:
    """The runs that are not over, soonest first."""
    return [one for one in reversed(run_dates(actor, service.id)) if one.ends_on >= clock.today()]


def _blank(partner: UUID) -> Held:
    whose = partnerships.partner(partner).organisation
    facts = ServiceFacts(name="", organisation=whose.name, sector=whose.sector, checked_on=clock.today())
    return Held(facts=replace(facts, languages=(), costs=(), contacts=(), meetings=()))


def _cells(service: ServiceView, held: Held) -> dict[str, str]:
    told = {column.name: column.said(held) for column in COLUMNS}
    return {ID: str(service.id), VERSION: str(service.version), **told}
