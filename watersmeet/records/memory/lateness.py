"""What time does to commitments: managers of who promised hear of one that is overdue, some days later the lead."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.audit.happened import happened
from watersmeet.base import clock, working_days
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Allowed, NotFound, Refusal
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.memory import states
from watersmeet.records.memory.models import Entry, EntryEvent
from watersmeet.records.memory.states import WAITS
from watersmeet.records.partnerships import api as partnerships

LEAD_AFTER = 10
"""Working days after the day on which a commitment was due: then the lead hears."""


def keep_time() -> int:
    """Tell of every commitment whose day is over, as far as it was not told of; returns how many were."""
    latest = clock.today("Etc/GMT-14")
    late = Entry.objects.filter(kind=states.Kind.COMMITMENT, status__in=WAITS, day__lt=latest, lead_told_on=None)
    return sum(_keep(entry) for entry in list(late.values_list("pk", flat=True)))


def still_late(posting: outbox.Posting) -> Allowed | Refusal:
    """Whether a commitment is still overdue, asked as the message leaves."""
    row = Entry.objects.filter(pk=posting.subject_id, status__in=WAITS, day__lt=clock.today()).first()
    return Allowed("still late") if row else Refusal("over", _("This is settled by now."))


@transaction.atomic
def _keep(entry: UUID) -> bool:
    row = Entry.objects.select_for_update().filter(pk=entry, status__in=WAITS, lead_told_on=None).first()
    if row is None or row.day is None or row.day >= clock.today():
        return False
    today, nation = clock.today(), _nation(row.partnership_id)
    managers = row.late_told_on is None and row.body_id is not None
    lead = today > working_days.add(row.day, LEAD_AFTER, nation) or row.body_id is None
    if not managers and not lead:
        return False
    _escalate(row, today, managers=managers, lead=lead)
    return True


def _escalate(row: Entry, today: date, *, managers: bool, lead: bool) -> None:
    by = Actor(Kind.PROCESS, partnership=row.partnership_id, name="clock", reason="a due date passed")
    row.late_told_on = row.late_told_on or today
    row.lead_told_on = today if lead else None
    verb = "memory.tell_lead" if lead else "memory.chase"
    happened(EntryEvent, verb, subject=row, by=by, key_owner=row.partnership_id)
    if managers and row.body_id:
        _tell("partner.promise_late", Ref("partner", row.body_id), row, by)
    if lead:
        _tell("lead.promise_late", Ref("partnership", row.partnership_id), row, by)


def _tell(kind: str, to: Ref, row: Entry, by: Actor) -> None:
    outbox.put(kind, subject=Ref("entry", row.pk), to=to, key=f"{row.pk}:{row.version}", ordered_by=by)


def _nation(partnership: UUID) -> working_days.Nation:
    try:
        return partnerships.model_at(partnership).model.nation
    except NotFound:
        return working_days.Nation.ENGLAND
