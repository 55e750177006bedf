"""What a person allowed and stopped, as a part of their story."""

from uuid import UUID

from watersmeet.accounts.policy import may, relations
from watersmeet.base.actor import Actor
from watersmeet.base.happening import Happening
from watersmeet.records.people.models import Permission, Person
from watersmeet.records.people.one_person import read_by


def story_for(actor: Actor, person: UUID) -> list[Happening]:
    """Each yes and each stop, for those who may see with whom the person shares."""
    keeper = Person.objects.filter(pk=person).values_list("controller", flat=True).first()
    if not may(actor, "sharing.see", relations(actor, person=person, keeper=keeper)):
        return []
    rows = Permission.objects.filter(person__in=read_by(actor, person))
    told: dict[tuple[str, UUID, object], Happening] = {}
    for row in rows.select_related("receiver__organisation"):
        name = row.receiver.organisation.name
        told[("give", row.receiver_id, row.given_at)] = Happening("share.give", row.given_at, name=name)
        if row.withdrawn_at:
            told[("stop", row.receiver_id, row.withdrawn_at)] = Happening("share.stop", row.withdrawn_at, name=name)
    return list(told.values())
