"""The queue itself: putting, cancelling. Every change of a posting's state is one guarded UPDATE."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Min, PositiveIntegerField, Subquery
from django.db.models.functions import Coalesce

from watersmeet.base import clock, crash
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.outbox.models import Posting
from watersmeet.outbox.states import State


def put(
    kind: str,
    *,
    subject: Ref,
    to: Ref,
    key: str,
    ordered_by: Actor,
    person: UUID | None = None,
    partnership: UUID | None = None,
    due: datetime | None = None,
    stream: UUID | None = None,
) -> None:
    """Put one posting, in the caller's transaction; the same kind and key again changes nothing (see `posting`)."""
    put_all(
        [
            posting(
                kind,
                subject=subject,
                to=to,
                key=key,
                ordered_by=ordered_by,
                person=person,
                partnership=partnership,
                due=due,
                stream=stream,
            )
        ]
    )


def put_all(postings: Iterable[Posting]) -> None:
    """Put several by one statement, in the caller's transaction; of those there already none is changed.

    No two may have the same kind and key. Raises TransactionManagementError outside a transaction.
    """
    made = list(postings)
    if not transaction.get_connection().in_atomic_block:
        kinds = ", ".join(one.kind for one in made)
        raise transaction.TransactionManagementError(f"{kinds}: a change and what it tells stand or fall together")
    # One statement that leaves an equal posting as it is; IGNORE would also swallow a broken CHECK.
    Posting.objects.bulk_create(made, update_conflicts=True, unique_fields=("kind", "key"), update_fields=("kind",))
    crash.here("outbox.put")


def posting(
    kind: str,
    *,
    subject: Ref,
    to: Ref,
    key: str,
    ordered_by: Actor,
    person: UUID | None = None,
    partnership: UUID | None = None,
    due: datetime | None = None,
    stream: UUID | None = None,
) -> Posting:
    """A posting to be put.

    `partnership` is that of `ordered_by` when not said. Postings of one `stream` leave in the order in which they were
    put; the caller holds the lock on the row that the stream is about, and puts one of them at a time. Raises
    ValueError without a partnership.
    """
    lane = partnership or ordered_by.partnership
    if lane is None:
        raise ValueError(f"{kind}: say in which partnership")
    now = clock.now()
    return Posting(
        kind=kind,
        key=key,
        subject_kind=subject.kind,
        subject_id=subject.id,
        to_kind=to.kind,
        to_id=to.id,
        person=person,
        partnership=lane,
        ordered_by_kind=ordered_by.kind,
        ordered_by_id=ordered_by.id,
        partner=ordered_by.partner,
        stream=stream,
        turn=_turn(stream),
        put_at=now,
        due_at=max(due or now, now),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who was ever sent something, and what it was about."""

    to: Ref
    about: Ref


def cancel(*, person: UUID, to: Ref | None = None) -> list[Told]:
    """Cancel all that waits about a person (or only what goes to `to`), and return whoever was ever sent to.

    Call it holding the lock on the person's gate row, as a sender's `prepare` does: nothing can be made ready between.
    What is on its way this moment counts as sent to; it is never tried again.
    """
    about = Posting.objects.filter(person=person)
    if to is not None:
        about = about.filter(to_kind=to.kind, to_id=to.id)
    about.exclude(receipt="").update(receipt="", ask_at=None)  # first: what comes back now is told no other way
    about.filter(state__in=(State.WAITING, State.DEAD, State.REFUSED)).update(
        state=State.CANCELLED, why="cancelled", ended_at=clock.now(), body=None
    )
    sent = about.exclude(made_at=None).order_by()  # asked last: a sender that was first has written it by now
    told = list(sent.values_list("to_kind", "to_id", "subject_kind", "subject_id").distinct())
    return [Told(Ref(to, who), Ref(subject, what)) for to, who, subject, what in told]


def is_unconfirmed(*, person: UUID, to: Ref) -> bool:
    """Whether something was on its way there when it was cancelled, and no answer has come back."""
    stopped = Posting.objects.filter(person=person, to_kind=to.kind, to_id=to.id, state=State.CANCELLED)
    return stopped.exclude(made_at=None).exists()


def about(subject: Ref) -> list[Posting]:
    """Every posting about something, the oldest first: states and codes, whose bytes stay sealed."""
    return list(Posting.objects.filter(subject_kind=subject.kind, subject_id=subject.id).order_by("put_at", "pk"))


def stuck(kind: str, *, since: datetime) -> list[Posting]:
    """Postings of a kind that were refused, or could not be sent, since then: somebody must do it another way."""
    ended = Posting.objects.filter(kind=kind, state__in=(State.REFUSED, State.DEAD), ended_at__gte=since)
    return list(ended.order_by("ended_at", "pk"))


class _Next(Subquery):
    """The turn after the last of a stream, found by the very statement that puts."""

    contains_column_references = False  # to columns of the row that is put

    def __init__(self, stream: UUID) -> None:
        last = Posting.objects.filter(stream=stream).order_by("-turn").values(next=F("turn") + 1)[:1]
        super().__init__(last, output_field=PositiveIntegerField())


def _turn(stream: UUID | None) -> int | Coalesce:
    return 0 if stream is None else Coalesce(_Next(stream), 1)


def waiting_for_later() -> tuple[int, datetime | None]:
    """How many postings wait for a time that is still to come, and when the first of them is due."""
    later = Posting.objects.filter(state=State.WAITING, due_at__gt=clock.now())
    told = later.aggregate(many=Count("pk"), first=Min("due_at"))
    return told["many"], told["first"]


def oldest_due() -> datetime | None:
    """Since when the oldest posting is due that still waits; None when none does."""
    due = Posting.objects.filter(state=State.WAITING, due_at__lte=clock.now())
    first: datetime | None = due.aggregate(first=Min("due_at"))["first"]
    return first
