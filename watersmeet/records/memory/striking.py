"""Words taken out for good, where somebody is in them all the same: what no rule could see. That it was done stays."""

from uuid import UUID

from django.db import transaction

from watersmeet.accounts.policy import insist
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.records.memory import rules
from watersmeet.records.memory.actions import found
from watersmeet.records.memory.models import Entry, EntryEvent, FromOutside, Remark


@transaction.atomic
def strike(entry: UUID, *, by: Actor) -> None:
    """Every word of an entry goes: how it reads, how it read before, what was said to it. It cannot be taken back.

    Its days go too, and nobody is shown it who does not work here. Raises Refused, NotFound, Conflict.
    """
    insist(by, "memory.strike", rules.relations(by, found(by, entry)))
    row = Entry.objects.select_for_update().get(pk=entry)
    row.title, row.parts, row.body_name, row.promised_to = "", {}, None, None
    row.day = row.review_on = row.public_at = row.agreed_public_at = None
    row.shows_learned = False
    row.struck_at = clock.now()
    Remark.objects.filter(entry=row).update(words=None)
    FromOutside.objects.filter(entry=row).update(words=None, who=None, shown_at=None)
    EntryEvent.objects.filter(subject=row).update(words=None)
    happened(EntryEvent, "memory.strike", subject=row, by=by, key_owner=row.partnership_id)
