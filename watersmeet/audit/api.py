"""The door of audit: who did what, who looked, and whether the book still tells the truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from watersmeet.audit.check import verify
from watersmeet.audit.lines import checked_detail, checked_verb, signed
from watersmeet.audit.models import INSTALLATION, Line, Mention
from watersmeet.audit.pairs import REMOVED
from watersmeet.audit.report import Finding, Report
from watersmeet.audit.seals import seal, unsealed_since
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref

__all__ = [
    "INSTALLATION",
    "REMOVED",
    "Entry",
    "Finding",
    "Report",
    "lines_for",
    "looked",
    "seal",
    "unsealed_since",
    "verify",
    "write",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line as it is shown: what was done to what, when, and by whom in which role at which partner."""

    verb: str
    at: datetime
    subject: Ref
    actor: Ref
    role: str
    partner: UUID | None
    detail: dict[str, str | int]


def write(
    verb: str,
    *,
    by: Actor,
    subject: Ref,
    detail: Mapping[str, str | int | UUID] | None = None,
    partnership: UUID | None = None,
    version: int | None = None,
) -> None:
    """Write one line, in the action's own transaction; `version` is that of the event the action wrote.

    Raises TransactionManagementError outside a transaction, WordsRefusedError when verb or detail hold words.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{verb}: a deed and its line stand or fall together")
    _line(verb, by, subject, partnership, detail=checked_detail(detail), version=version).save(force_insert=True)


def looked(*, by: Actor, subjects: Sequence[Ref], why: str, partnership: UUID | None = None) -> None:
    """Write one line for one page of sensitive data; `why` is a code, such as "worklist". No subjects, no line."""
    if not subjects:
        return
    first, *others = dict.fromkeys(subjects)
    with transaction.atomic():
        line = _line("look.page", by, first, partnership, detail=checked_detail({"why": why}), others=map(str, others))
        line.save(force_insert=True)
        Mention.objects.bulk_create(Mention(line=line, kind=other.kind, subject=other.id) for other in others)


def lines_for(*about: Ref) -> list[Entry]:
    """Every line about any of these, newest first: all deeds, and every page on which they were seen."""
    wanted, mentioned = Q(pk__in=()), Q(pk__in=())
    for ref in about:
        wanted |= Q(subject_kind=ref.kind, subject_id=ref.id)
        mentioned |= Q(kind=ref.kind, subject=ref.id)
    seen = Mention.objects.filter(mentioned).values("line_id")
    return [
        Entry(
            verb=line.verb,
            at=line.at,
            subject=Ref(line.subject_kind, line.subject_id),
            actor=Ref(line.actor_kind, line.actor_id),
            role=line.actor_role,
            partner=line.actor_partner,
            detail=line.detail,
        )
        for line in Line.objects.filter(wanted | Q(pk__in=seen)).order_by("-at", "-id")
    ]


def _line(verb: str, by: Actor, subject: Ref, partnership: UUID | None, **more: object) -> Line:
    more["others"] = list(more.get("others", ()))  # type: ignore[call-overload]
    return signed(
        Line(
            verb=checked_verb(verb),
            lane=partnership or by.partnership or INSTALLATION,
            subject_kind=subject.kind,
            subject_id=subject.id,
            actor_kind=str(by.kind),
            actor_id=by.id,
            actor_role=str(by.role or ""),
            actor_partner=by.partner,
            at=clock.now(),
            **more,
        )
    )
