"""What can be done with an inquiry: begin it, change its questions until they are frozen, open a wave, close it."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.outbox.inbox import once
from watersmeet.records.voices.inquiry_document import Questions, digest, read, written
from watersmeet.records.voices.inquiry_models import AskedGroup, Inquiry, InquiryEvent, Wave

LARGEST = 100_000


@transaction.atomic
def begin_inquiry(document: Questions, *, by: Actor, key: str | None = None) -> UUID:
    """A new one for the actor's place; nobody is asked yet. Raises NotFound, Refused, KeyReused."""
    here = by.partnership
    if here is None:
        raise NotFound
    insist(by, "inquiry.keep", relations(by, here=here))
    held = written(document)

    def do() -> str:
        row = Inquiry(partnership_id=here, title=document.title, document=held, made_at=clock.now())
        happened(InquiryEvent, "inquiry.begin", subject=row, by=by, key_owner=row.partnership_id)
        return str(row.pk)

    return UUID(str(once(f"inquiry.begin:{here}", key, held, do)))


@transaction.atomic
def change_inquiry(inquiry: UUID, document: Questions, *, by: Actor) -> None:
    """Other questions, until the first wave opens. Raises NotFound, Refused, Conflict."""
    row = _kept(inquiry, by)
    if row.frozen_at:
        raise Conflict(
            _("The questions are frozen: a wave was opened with them."), _("Begin a new inquiry for other questions.")
        )
    row.title, row.document = document.title, written(document)
    happened(InquiryEvent, "inquiry.change", subject=row, by=by, key_owner=row.partnership_id)


@transaction.atomic
def open_wave(inquiry: UUID, rosters: Mapping[str, int], *, by: Actor, key: str | None = None) -> UUID:
    """Ask it now: the questions are frozen, and every group gets an address. `rosters`: how many people a group has.

    Raises NotFound, Refused, Conflict while a wave is open, Invalid, KeyReused.
    """
    row = _kept(inquiry, by)
    document = read(row.document)
    _insist_rosters(document, rosters)

    def do() -> str:
        last = row.waves.order_by("-number").first()
        if last and last.closed_at is None:
            raise Conflict(_("A wave is open already."), _("Close it before you open another."))
        insist_frozen(row)
        if not row.frozen_at:
            row.frozen_at, row.digest = clock.now(), digest(row.document)
        wave = Wave.objects.create(
            partnership_id=row.partnership_id,
            inquiry=row,
            number=last.number + 1 if last else 1,
            opened_at=clock.now(),
        )
        AskedGroup.objects.bulk_create(
            AskedGroup(
                partnership_id=row.partnership_id,
                wave=wave,
                group=group.id,
                code=ids.code(),
                roster=rosters.get(group.id),
            )
            for group in document.groups
        )
        # the digest stands with the event: whoever changed the questions would have to change it there too
        happened(InquiryEvent, "inquiry.open_wave", subject=row, by=by, key_owner=row.partnership_id, words=row.digest)
        return str(wave.pk)

    return UUID(str(once(f"inquiry.open_wave:{inquiry}", key, {"rosters": dict(rosters)}, do)))


@transaction.atomic
def close_wave(wave: UUID, *, by: Actor) -> None:
    """Nobody answers it from now on, and it can be read. Closed twice is closed. Raises NotFound, Refused."""
    held = Wave.objects.filter(pk=wave).first()
    if held is None:
        raise NotFound
    row = _kept(held.inquiry_id, by)
    if Wave.objects.filter(pk=wave, closed_at=None).update(closed_at=clock.now()):
        happened(InquiryEvent, "inquiry.close_wave", subject=row, by=by, key_owner=row.partnership_id)


def insist_frozen(row: Inquiry) -> None:
    """Raise Conflict where the questions are not those that were frozen."""
    if row.frozen_at and row.digest != digest(row.document):
        raise Conflict(
            _("The questions are not those that were asked."), _("Tell whoever looks after this installation.")
        )


def _kept(inquiry: UUID, by: Actor) -> Inquiry:
    """The locked row. Absent, and of another place, look the same."""
    row = Inquiry.objects.select_for_update().filter(pk=inquiry, partnership=by.partnership).first()
    if row is None:
        raise NotFound
    insist(by, "inquiry.keep", relations(by, here=row.partnership_id))
    return row


def _insist_rosters(document: Questions, rosters: Mapping[str, int]) -> None:
    wrong = {
        group: [_("Enter a number of people from 1 to %(most)d.") % {"most": LARGEST}]
        for group, many in rosters.items()
        if document.group(group) is None or not 1 <= many <= LARGEST
    }
    if wrong:
        raise Invalid(wrong)
