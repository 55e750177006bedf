"""Whether messages between partners are counted on the map of who works with whom: only where both said yes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from watersmeet.accounts.policy import insist, may, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.partnerships.models import Partner, Partnership, PartnershipEvent


@transaction.atomic
def count_messages(*, yes: bool, by: Actor) -> None:
    """The actor's partner says yes, from now on; or takes its yes back, and then nothing of before counts either.

    Said twice is said once. Raises Refused, NotFound.
    """
    if by.partner is None or by.partnership is None:
        raise NotFound
    insist(by, "partner.count_messages", relations(by, keeper=by.partner))
    place = Partnership.objects.select_for_update().get(pk=by.partnership)
    row = Partner.objects.get(pk=by.partner)
    if (row.messages_counted_from is not None) == yes:
        return
    row.messages_counted_from = clock.now() if yes else None
    row.save(update_fields=["messages_counted_from"])
    verb = "partnership.count_messages" if yes else "partnership.count_no_messages"
    happened(PartnershipEvent, verb, subject=place, by=by, key_owner=place.pk)


def messages_counted(partnership: UUID) -> dict[UUID, datetime]:
    """The partners of a place that said yes, and from when on."""
    rows = Partner.objects.filter(partnership=partnership, left_on=None, messages_counted_from__isnull=False)
    return {pk: since for pk, since in rows.values_list("pk", "messages_counted_from") if since}


def may_count_messages(actor: Actor) -> bool:
    """Whether the actor says it for their partner."""
    return may(actor, "partner.count_messages", relations(actor, keeper=actor.partner))
