"""Single answers are forgotten some time after their wave was closed; counts by group, which evidence made, stay."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.months import months_later
from watersmeet.base.problems import Conflict
from watersmeet.outbox import inbox
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.voices.inquiry_models import Answer, Answered, InquiryEvent, Wave
from watersmeet.records.voices.inquiry_queries import WaveView, heard_of, view_of

Rows = Sequence[Mapping[str, Any]]


def waves_to_forget() -> list[WaveView]:
    """Those that were closed so long ago as their place's rules say, and whose answers are still there."""
    now = clock.now()
    rows = Wave.objects.filter(closed_at__isnull=False, forgotten_on=None).order_by("closed_at")
    return [view_of(row) for row in rows.select_related("inquiry") if _is_over(row, now)]


@transaction.atomic
def forget_answers(wave: UUID, tallies: Rows) -> None:
    """Every answer of a wave goes, with its words, who answered for themself, and what told a second click apart.

    `tallies` are what reports are made from now on: sealed, and about nobody. Raises Conflict before the time is over.
    """
    row = Wave.objects.select_for_update(of=("self",)).select_related("inquiry").get(pk=wave)
    if row.forgotten_on is not None:
        return
    if not _is_over(row, clock.now()):
        raise Conflict("The answers of this wave are still to be kept.")
    row.kept = {"heard": heard_of(row), "tallies": [dict(one) for one in tallies]}
    row.forgotten_on = clock.today()
    row.save(update_fields=["kept", "forgotten_on"])
    Answer.objects.filter(wave=row).delete()
    Answered.objects.filter(wave=row).delete()
    inbox.forget(f"inquiry.answer:{row.pk}")
    by = Actor(Kind.PROCESS, partnership=row.partnership_id, name="clock", reason="its time was over")
    happened(InquiryEvent, "inquiry.forget_answers", subject=row.inquiry, by=by, key_owner=row.partnership_id)


def _is_over(row: Wave, now: Any) -> bool:
    months = partnerships.model_at(row.partnership_id).model.retention.inquiry
    return row.closed_at is not None and months_later(row.closed_at, months) <= now
