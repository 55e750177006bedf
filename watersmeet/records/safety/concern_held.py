"""Safeguarding concerns where people are exported or erased, users and partners leave, and a day has come."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from watersmeet.accounts.policy import insist
from watersmeet.audit.happened import happened, removed
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.months import months_later
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Kept
from watersmeet.records.safety.concern_deeds import give_up
from watersmeet.records.safety.concern_queries import named_in, officers
from watersmeet.records.safety.concern_states import State
from watersmeet.records.safety.models import Concern, ConcernEvent, Someone


def pass_on(user: UUID, by: Actor) -> None:
    """Each open one that somebody has who leaves goes to whoever is next. Raises Conflict where there is nobody."""
    for row in Concern.objects.select_for_update().filter(holder=user).exclude(state=State.CLOSED):
        give_up(row, by)


def exported(person: UUID) -> list[dict[str, Any]]:
    """Those that a safeguarding lead read and let into the person's copy; of the rest not even that there are any."""
    rows = Concern.objects.filter(person=person, copied_at__isnull=False).order_by("written_at")
    return [
        {
            "controller": str(row.controller_id),
            "alone": True,
            "somebody was worried": row.written_at.isoformat(),
            "what was written down": (row.said or {}).get("seen", ""),
            "what you wanted": (row.said or {}).get("wants", ""),
            "state": str(State(row.state).label),
            "done": [
                {"at": event.happened_at.isoformat(), "what": event.what, "words": event.words}
                for event in row.events.order_by("version")
            ],
        }
        for row in rows
        if not officers(row) & named_in(row)
    ]


def erased(person: UUID) -> None:
    """Of a closed one the words go. An open one is a duty: its words are sealed by the place's key from now on."""
    for row in Concern.objects.select_for_update().filter(person=person):
        if row.state == State.CLOSED:
            Concern.objects.filter(pk=row.pk).update(said=None, council=None, copied_at=None)
            ConcernEvent.objects.filter(subject=row).update(words=None)
        elif row.key_owner == person:
            _seal_anew(row)


def _seal_anew(row: Concern) -> None:
    events = list(row.events.filter(key_owner=row.key_owner))
    opened = [row.said, row.council, *(one.words for one in events)]
    row.key_owner = row.partnership_id
    row.said, row.council, *words = opened
    row.copied_at = None
    row.save()
    for event, said in zip(events, words, strict=True):
        event.key_owner, event.words = row.partnership_id, said
        event.save(update_fields=["key_owner", "words"])


def open_at(partner: UUID) -> Sequence[Ref]:
    """Concerns that a partner has, and so cannot leave before they are closed or gone on."""
    found = Concern.objects.filter(controller=partner).exclude(state=State.CLOSED)
    return [Ref("concern", pk) for pk in found.values_list("pk", flat=True)]


def kept(persons: Collection[UUID]) -> Iterator[Kept]:
    """Each concern, without a kind: it keeps the person's key, leaves by its own day, and no officer reads of it."""
    rows = Concern.objects.filter(person__in=persons).annotate(last=Max("events__recorded_at"))
    for person, controller, last in rows.values_list("person_id", "controller_id", "last"):
        yield Kept(person, controller, "", last)


def let_concerns_go() -> int:
    """Closed concerns whose day has come leave, whole: run by the worker. Returns how many."""
    closed = Concern.objects.filter(state=State.CLOSED).values_list("pk", flat=True)
    return sum(_let_go(pk) for pk in list(closed))


@transaction.atomic
def _let_go(pk: UUID) -> bool:
    row = Concern.objects.select_for_update().filter(pk=pk, state=State.CLOSED).first()
    if row is None or row.ended_at is None:
        return False
    months = (
        partnerships.model_at(row.partnership_id)
        .model.retention.of(str(partnerships.partner(row.controller_id)))
        .concern
    )
    if months_later(row.ended_at, months) > clock.now():
        return False
    by = Actor(Kind.PROCESS, partnership=row.partnership_id, name="clock", reason="a day came on which records leave")
    insist(by, "record.let_go")
    happened(ConcernEvent, "concern.leave", subject=row, by=by, key_owner=row.key_owner)
    Someone.objects.filter(concern=row).delete()
    removed(ConcernEvent, [row], by=by, reason_code="retention")
    return True
