"""Each event of a room has its line in the book, each line with a version its event: deleting either is seen."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat

from watersmeet.audit.models import Line
from watersmeet.audit.report import Finding
from watersmeet.base.db.events import Event

REMOVED = "record.removed"  # the line that retention writes when it takes a record and its events out
SHOWN = 20


def tables() -> dict[str, list[type[Any]]]:
    """Every table of events in the house, by the kind of its subjects."""
    found: dict[str, list[type[Any]]] = defaultdict(list)
    for model in apps.get_models():
        if issubclass(model, Event):
            found[_subject(model)].append(model)
    return dict(found)


def _subject(table: type[Any]) -> str:
    """The kind of what its events are about: each table of events sets its own `subject`."""
    kind: str = table._meta.get_field("subject").related_model._meta.model_name
    return kind


def broken(lane: UUID | None) -> Iterator[Finding]:
    """What is missing its other half; at most SHOWN of each kind."""
    for kind, models in tables().items():
        for model in models:
            yield from _events_alone(kind, model, lane)
        yield from _lines_alone(kind, models, lane)


def _events_alone(kind: str, model: type[Any], lane: UUID | None) -> Iterator[Finding]:
    line = Line.objects.filter(
        subject_kind=kind,
        subject_id=OuterRef("subject_id"),
        version=OuterRef("version"),
        lane=OuterRef("partnership_id"),
        actor_kind=OuterRef("actor_kind"),
        actor_id=OuterRef("actor_id"),
        verb__endswith=Concat(Value("."), OuterRef("what")),
    )
    alone = model._default_manager.filter(~Exists(line))
    if lane is not None:
        alone = alone.filter(partnership_id=lane)
    for subject, version in alone.order_by().values_list("subject_id", "version")[:SHOWN]:
        say = "this event has no line in the book that says the same"
        yield Finding("event_without_line", f"{kind} {subject} version {version}", say)


def _lines_alone(kind: str, models: list[type[Any]], lane: UUID | None) -> Iterator[Finding]:
    held = Q()
    for model in models:
        events = model._default_manager.filter(subject_id=OuterRef("subject_id"), version=OuterRef("version"))
        held |= Q(Exists(events))
    removed = Line.objects.filter(subject_kind=kind, subject_id=OuterRef("subject_id"), verb=REMOVED)
    alone = Line.objects.filter(subject_kind=kind, version__isnull=False).exclude(held).exclude(Exists(removed))
    if lane is not None:
        alone = alone.filter(lane=lane)
    for number, subject, version in alone.order_by().values_list("id", "subject_id", "version")[:SHOWN]:
        say = f"the event that line {number} tells of is gone"
        yield Finding("line_without_event", f"{kind} {subject} version {version}", say)
