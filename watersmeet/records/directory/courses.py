"""What can be done in the directory with courses: give a service its course, its runs and their sessions; places."""

from datetime import date, time
from typing import Unpack
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid
from watersmeet.outbox.inbox import once
from watersmeet.records.directory import rules
from watersmeet.records.directory.actions import list_service
from watersmeet.records.directory.changing import (
    changed,
    insist_changes,
    locked,
    locked_of_run,
    locked_of_session,
    tell,
)
from watersmeet.records.directory.facts import CourseSaid, RunSaid, ServiceFacts
from watersmeet.records.directory.history import Was
from watersmeet.records.directory.models import Course, Run, Service, ServiceKind, Session


@transaction.atomic
def add_course(*, service: UUID, by: Actor, **said: Unpack[CourseSaid]) -> Course:
    """A service becomes a course. Asked again with the same words it answers the same; with others it revises them."""
    row = locked(service)
    insist_changes(by, row)
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
        changed(row, was, "directory.add_course", by)
    return course


@transaction.atomic
def add_run(*, course: UUID, starts_on: date, ends_on: date, places: int, by: Actor, key: str | None = None) -> Run:
    """A course gets a run with so many places. Raises Refused, NotFound, Invalid, KeyReused."""
    rules.insist_run(starts_on, ends_on, places)
    row = locked(Course.objects.filter(pk=course).values_list("service_id", flat=True).first())
    insist_changes(by, row)

    def do() -> str:
        run = Run.objects.create(
            partnership_id=row.partnership_id, course_id=course, starts_on=starts_on, ends_on=ends_on, places=places
        )
        row.changed_at = clock.now()
        tell(row, "directory.add_run", by)
        return str(run.pk)

    body = {"starts_on": starts_on, "ends_on": ends_on, "places": places}
    return Run.objects.get(pk=str(once(f"directory.add_run:{course}", key, body, do)))


@transaction.atomic
def add_session(*, run: UUID, on: date, starts_at: time, ends_at: time, by: Actor) -> Session:
    """A run gets a session; the same day and hour again answers the same. Raises Refused, NotFound, Invalid."""
    row = locked_of_run(run)
    insist_changes(by, row)
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
        tell(row, "directory.add_session", by)
    return session


@transaction.atomic
def add_dated_run(*, course: UUID, said: RunSaid, by: Actor, key: str | None = None) -> Run:
    """A course gets a run with all its sessions at once. Raises Refused, NotFound, Invalid, KeyReused."""
    rules.insist_dated(said)
    days = [on for on, _starts, _ends in said.sessions]
    run = add_run(course=course, starts_on=min(days), ends_on=max(days), places=said.places, by=by, key=key)
    for on, starts_at, ends_at in said.sessions:
        add_session(run=run.pk, on=on, starts_at=starts_at, ends_at=ends_at, by=by)
    return run


@transaction.atomic
def list_course(
    *,
    partnership: UUID,
    partner: UUID,
    facts: ServiceFacts,
    course: CourseSaid,
    run: RunSaid,
    by: Actor,
    key: str | None = None,
) -> Service:
    """A course enters the directory whole, with its first run. `key`: the same key, the same course.

    Raises Refused, Invalid, KeyReused.
    """
    row = list_service(partnership=partnership, partner=partner, facts=facts, by=by, key=key)
    given = add_course(service=row.pk, by=by, **course)
    if not given.runs.exists():
        add_dated_run(course=given.pk, said=run, by=by)
    return Service.objects.get(pk=row.pk)


@transaction.atomic
def change_places(*, run: UUID, places: int, by: Actor) -> None:
    """A run has more or fewer places. Raises Refused, NotFound, Invalid for fewer than are taken."""
    row = locked_of_run(run)
    insist_changes(by, row)
    whole = Run.objects.select_for_update().get(pk=run)
    rules.insist_run(whole.starts_on, whole.ends_on, places)
    if places < whole.taken:
        raise Invalid(
            {"places": [_("%(many)d places are taken already. Say at least so many.") % {"many": whole.taken}]}
        )
    was = Was(row)
    was.keep()
    whole.places = places
    whole.save(update_fields=["places"])
    changed(row, was, "directory.change_places", by)


@transaction.atomic
def move_session(*, session: UUID, on: date, starts_at: time, ends_at: time, by: Actor) -> None:
    """A session is on another day or at another hour; its run's first and last day follow.

    Raises Refused, NotFound, Invalid, and Conflict for one that was called off.
    """
    row = locked_of_session(session)
    insist_changes(by, row)
    one = Session.objects.get(pk=session)
    if one.called_off_on is not None:
        raise Conflict(_("This session was called off."), _("Put it back first. Then you can move it."))
    if ends_at <= starts_at:
        raise Invalid({"ends_at": [_("A session ends after it starts.")]})
    if Session.objects.filter(run=one.run_id, on=on, starts_at=starts_at).exclude(pk=session).exists():
        raise Invalid({"on": [_("Another session of this course is on that day at that time.")]})
    was = Was(row)
    was.keep()
    one.on, one.starts_at, one.ends_at = on, starts_at, ends_at
    one.save(update_fields=["on", "starts_at", "ends_at"])
    _follow(one.run)
    changed(row, was, "directory.move_session", by)


@transaction.atomic
def call_off_session(*, session: UUID, by: Actor) -> None:
    """A session does not take place; it stays in the list and says so. Raises Refused, NotFound."""
    _call_off(session, clock.today(), "directory.call_off_session", by)


@transaction.atomic
def put_session_back(*, session: UUID, by: Actor) -> None:
    """A session that was called off takes place after all. Raises Refused, NotFound."""
    _call_off(session, None, "directory.put_session_back", by)


@transaction.atomic
def take_place(run: UUID, *, by: Actor) -> int:
    """Take a place on a run under a row lock; returns how many are left. Raises NotFound, Conflict when it is full."""
    insist(by, "service.place")
    row = locked_of_run(run)
    whole = Run.objects.select_for_update().get(pk=run)
    if whole.taken >= whole.places:
        raise Conflict(
            _("This course is full."),
            _("Offer another run, or ask to hear when a place comes free."),
        )
    whole.taken += 1
    whole.save(update_fields=["taken"])
    row.changed_at = clock.now()
    tell(row, "directory.take_place", by)
    return whole.places - whole.taken


@transaction.atomic
def give_back_place(run: UUID, *, by: Actor) -> int:
    """Give a place back; returns how many are left. Raises NotFound, Conflict when none was taken."""
    insist(by, "service.place")
    row = locked_of_run(run)
    whole = Run.objects.select_for_update().get(pk=run)
    if not whole.taken:
        raise Conflict(_("No place on this course is taken, so none can be given back."))
    whole.taken -= 1
    whole.save(update_fields=["taken"])
    row.changed_at = clock.now()
    tell(row, "directory.give_back_place", by)
    return whole.places - whole.taken


def _call_off(session: UUID, on: date | None, verb: str, by: Actor) -> None:
    row = locked_of_session(session)
    insist_changes(by, row)
    one = Session.objects.get(pk=session)
    if (one.called_off_on is None) == (on is None):
        return
    was = Was(row)
    was.keep()
    one.called_off_on = on
    one.save(update_fields=["called_off_on"])
    _follow(one.run)
    changed(row, was, verb, by)


def _follow(run: Run) -> None:
    """A run's first and last day are those of its sessions that take place; of none, they stay."""
    held = run.sessions.filter(called_off_on=None).order_by("on").values_list("on", flat=True)
    days = list(held)
    if days and (run.starts_on, run.ends_on) != (days[0], days[-1]):
        run.starts_on, run.ends_on = days[0], days[-1]
        run.save(update_fields=["starts_on", "ends_on"])
