"""What can be done in the directory: list and revise a service, give it a course and its runs, take a place."""

import dataclasses
from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.outbox.inbox import once
from watersmeet.records.directory import history, particulars, rules
from watersmeet.records.directory.facts import CourseSaid, Provenance, ServiceFacts
from watersmeet.records.directory.history import Was
from watersmeet.records.directory.models import (
    Access,
    Before,
    Course,
    DirectoryEvent,
    Run,
    Service,
    ServiceKind,
    Session,
)
from watersmeet.records.partnerships import api as partnerships

HERE = Provenance("here", "", "")
_LISTS = ("languages", "access")
_APART = {
    *_LISTS,
    *("place", "also_at", "meetings", "costs", "contacts", "terms"),
    *("organisation", "sector", "about_organisation", "organisation_website"),
}  # facts that lie in tables of their own, or stay when nothing is said


@transaction.atomic
def list_service(
    *,
    partnership: UUID,
    facts: ServiceFacts,
    by: Actor,
    partner: UUID | None = None,
    provenance: Provenance = HERE,
    key: str | None = None,
    at: datetime | None = None,
) -> Service:
    """A service enters the directory. `key`: the same key, the same service. Raises Refused, Invalid, KeyReused."""
    insist(by, "service.list")
    rules.insist_sound(facts, partner)

    def do() -> str:
        return str(_new(partnership, facts, partner, provenance, by, at).pk)

    body = dataclasses.asdict(facts) | {"partner": partner, "provenance": provenance}
    return Service.objects.get(pk=str(once(f"directory.list_service:{partnership}", key, body, do)))


@transaction.atomic
def revise_service(
    *,
    service: UUID,
    facts: ServiceFacts,
    by: Actor,
    provenance: Provenance | None = None,
    organisation: UUID | None = None,
    at: datetime | None = None,
) -> bool:
    """What is said of a service changes; returns whether anything did. Raises Refused, NotFound, Invalid.

    `organisation` runs it from now on; None: who ran it still does.
    """
    insist(by, "service.list")
    row = _locked(service)
    rules.insist_sound(facts, row.partner_id)
    wanted = _plain(facts)
    if provenance is not None:
        wanted |= {
            "source": provenance.source,
            "source_key": provenance.key,
            "licence": provenance.licence,
        }
    if organisation is not None:
        wanted["organisation_id"] = organisation
    was = Was(row)
    if not _become(row, facts, wanted, was):
        return False
    _changed(row, was, "directory.revise_service", by, at)
    return True


@transaction.atomic
def state_intake(
    *, service: UUID, wait_days: int | None, capacity: int | None, access: Collection[Access], by: Actor
) -> None:
    """A partner says of its service how long people wait, how many new people it can take in a month, and for whom.

    None: it does not say. Raises NotFound, Refused.
    """
    row = _locked(service)
    insist(by, "service.state_intake", relations(by, keeper=row.partner_id))
    was = Was(row)
    was.keep()
    row.wait_days, row.capacity = wait_days, capacity
    row.access = [one.value for one in Access if one in access]
    row.checked_on = clock.today()
    _changed(row, was, "directory.state_intake", by)


@transaction.atomic
def confirm_service(*, service: UUID, by: Actor) -> None:
    """Who answers for a service made sure that all that is said of it is still right. Raises NotFound, Refused."""
    row = _locked(service)
    insist(by, "service.confirm", relations(by, keeper=row.partner_id))
    was = Was(row)
    was.keep()
    row.checked_on = clock.today()
    _changed(row, was, "directory.confirm", by)


@transaction.atomic
def undo_change(*, service: UUID, event: UUID, by: Actor) -> None:
    """The last change of what is said of a service is put back; that can be undone in turn.

    Raises NotFound, Refused, and Conflict when it is not the last any more.
    """
    row = _locked(service)
    insist(by, "service.undo", relations(by, keeper=row.partner_id))
    last = history.last_change(row)
    if last is None or last.pk != event:
        raise Conflict(_("Something else changed meanwhile. Look again at what changed, and undo that first."))
    said, was = last.before.facts, Was(row)
    was.keep()
    facts = history.facts_of(said, row)
    rules.insist_sound(facts, row.partner_id)
    _become(row, facts, _plain(facts) | {"capacity": said["capacity"], "access": said["access"]}, was)
    if said["course"] is not None:
        Course.objects.filter(service=row).update(**said["course"])
    _changed(row, was, "directory.undo_change", by)


@transaction.atomic
def add_course(*, service: UUID, by: Actor, **said: Unpack[CourseSaid]) -> Course:
    """A service becomes a course. Asked again with the same words it answers the same; with others it revises them."""
    insist(by, "service.list")
    row = _locked(service)
    told = CourseSaid(level="", bring="", tutor="", funding="", entry="", creche=None, attending="") | said
    rules.insist_course(told)
    was = Was(row)
    was.keep()
    course, new = Course.objects.get_or_create(service=row, defaults={"partnership_id": row.partnership_id, **told})
    if new or any(getattr(course, name) != value for name, value in told.items()):
        for name, value in told.items():
            setattr(course, name, value)
        course.save()
        row.kind = ServiceKind.COURSE
        _changed(row, was, "directory.add_course", by)
    return course


@transaction.atomic
def add_run(*, course: UUID, starts_on: date, ends_on: date, places: int, by: Actor, key: str | None = None) -> Run:
    """A course gets a run with so many places. Raises Refused, NotFound, Invalid, KeyReused."""
    insist(by, "service.list")
    rules.insist_run(starts_on, ends_on, places)
    row = _locked_of(Course.objects.filter(pk=course).values_list("service_id", flat=True).first())

    def do() -> str:
        run = Run.objects.create(
            partnership_id=row.partnership_id, course_id=course, starts_on=starts_on, ends_on=ends_on, places=places
        )
        row.changed_at = clock.now()
        _tell(row, "directory.add_run", by)
        return str(run.pk)

    body = {"starts_on": starts_on, "ends_on": ends_on, "places": places}
    return Run.objects.get(pk=str(once(f"directory.add_run:{course}", key, body, do)))


@transaction.atomic
def add_session(*, run: UUID, on: date, starts_at: time, ends_at: time, by: Actor) -> Session:
    """A run gets a session; the same day and hour again answers the same. Raises Refused, NotFound, Invalid."""
    insist(by, "service.list")
    row = _service_of_run(run)
    whole = Run.objects.get(pk=run)
    if not whole.starts_on <= on <= whole.ends_on:
        days = {
            "first": date_format(whole.starts_on),
            "last": date_format(whole.ends_on),
        }
        raise Invalid({"on": [_("The run is from %(first)s to %(last)s.") % days]})
    if ends_at <= starts_at:
        raise Invalid({"ends_at": [_("A session ends after it starts.")]})
    session, new = Session.objects.get_or_create(
        run=whole,
        on=on,
        starts_at=starts_at,
        defaults={"partnership_id": row.partnership_id, "ends_at": ends_at},
    )
    if new:
        row.changed_at = clock.now()
        _tell(row, "directory.add_session", by)
    return session


@transaction.atomic
def take_place(run: UUID, *, by: Actor) -> int:
    """Take a place on a run under a row lock; returns how many are left. Raises NotFound, Conflict when it is full."""
    insist(by, "service.place")
    row = _service_of_run(run)
    whole = Run.objects.select_for_update().get(pk=run)
    if whole.taken >= whole.places:
        raise Conflict(
            _("This course is full."),
            _("Offer another run, or ask to hear when a place comes free."),
        )
    whole.taken += 1
    whole.save(update_fields=["taken"])
    _tell(row, "directory.take_place", by)
    return whole.places - whole.taken


@transaction.atomic
def give_back_place(run: UUID, *, by: Actor) -> int:
    """Give a place back; returns how many are left. Raises NotFound, Conflict when none was taken."""
    insist(by, "service.place")
    row = _service_of_run(run)
    whole = Run.objects.select_for_update().get(pk=run)
    if not whole.taken:
        raise Conflict(_("No place on this course is taken, so none can be given back."))
    whole.taken -= 1
    whole.save(update_fields=["taken"])
    _tell(row, "directory.give_back_place", by)
    return whole.places - whole.taken


def _new(
    partnership: UUID, facts: ServiceFacts, partner: UUID | None, came_from: Provenance, by: Actor, at: datetime | None
) -> Service:
    body = partnerships.know_organisation(
        name=facts.organisation,
        sector=partnerships.Sector(facts.sector),
        description=facts.description if facts.about_organisation is None else facts.about_organisation,
        website=facts.website if facts.organisation_website is None else facts.organisation_website,
    )
    service = Service(
        partnership_id=partnership,
        organisation=body,
        partner_id=partner,
        source=came_from.source,
        source_key=came_from.key,
        licence=came_from.licence,
        changed_at=clock.now(),
        **_plain(facts),
    )
    service.save()
    particulars.put(service, facts, Was(service).keep)
    _tell(service, "directory.list_service", by, at)
    return service


def _become(row: Service, facts: ServiceFacts, wanted: dict[str, Any], was: Was) -> bool:
    """Let a service be as is wanted; returns whether anything is new."""
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if changed:
        was.keep()
    for name in changed:
        setattr(row, name, wanted[name])
    return particulars.put(row, facts, was.keep) or bool(changed)


def _plain(facts: ServiceFacts) -> dict[str, Any]:
    names = (field.name for field in dataclasses.fields(facts))
    said = {name: getattr(facts, name) for name in names if name not in _APART}
    lists = {name: getattr(facts, name) for name in _LISTS}
    return said | {name: list(map(str, value)) for name, value in lists.items() if value is not None}


def _locked_of(service: UUID | None) -> Service:
    if service is None:
        raise NotFound(_("There is no such course."))
    return _locked(service)


def _locked(service: UUID) -> Service:
    row = Service.objects.select_for_update().filter(pk=service).first()
    if row is None:
        raise NotFound(_("There is no such service."))
    return row


def _service_of_run(run: UUID) -> Service:
    return _locked_of(Run.objects.filter(pk=run).values_list("course__service_id", flat=True).first())


def _changed(service: Service, was: Was, verb: str, by: Actor, at: datetime | None = None) -> None:
    """What is said of a service changed: what was said before is kept with it."""
    service.changed_at = clock.now()
    event = _tell(service, verb, by, at)
    if was.said is not None:
        Before.objects.create(partnership_id=service.partnership_id, event=event, facts=was.said)


def _tell(service: Service, verb: str, by: Actor, at: datetime | None = None) -> DirectoryEvent:
    return happened(
        DirectoryEvent,
        verb,
        subject=service,
        by=by,
        key_owner=service.partnership_id,
        at=at,
    )
