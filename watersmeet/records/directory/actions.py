"""What can be done in the directory with a service: list and revise it, say what it can take, make sure of it."""

import dataclasses
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict
from watersmeet.outbox.inbox import once
from watersmeet.records.directory import history, particulars, rules
from watersmeet.records.directory.changing import changed, insist_lists, locked, tell
from watersmeet.records.directory.facts import Provenance, ServiceFacts
from watersmeet.records.directory.history import Was
from watersmeet.records.directory.models import (
    Access,
    Course,
    Service,
)
from watersmeet.records.partnerships import api as partnerships

HERE = Provenance("here", "", "")
_LISTS = ("languages", "access")
_APART = {
    *_LISTS,
    *("place", "also_at", "meetings", "costs", "contacts", "terms"),
    *("organisation", "sector", "about_organisation", "organisation_website"),
}  # facts that lie in tables of their own, or stay when nothing is said


@transaction.atomic
def list_service(
    *,
    partnership: UUID,
    facts: ServiceFacts,
    by: Actor,
    partner: UUID | None = None,
    provenance: Provenance = HERE,
    key: str | None = None,
    at: datetime | None = None,
) -> Service:
    """A service enters the directory. `key`: the same key, the same service. Raises Refused, Invalid, KeyReused."""
    insist_lists(by, facts.kind, partner=partner, partnership=partnership)
    rules.insist_sound(facts, partner)

    def do() -> str:
        return str(_new(partnership, facts, partner, provenance, by, at).pk)

    body = dataclasses.asdict(facts) | {"partner": partner, "provenance": provenance}
    return Service.objects.get(pk=str(once(f"directory.list_service:{partnership}", key, body, do)))


@transaction.atomic
def revise_service(
    *,
    service: UUID,
    facts: ServiceFacts,
    by: Actor,
    provenance: Provenance | None = None,
    organisation: UUID | None = None,
    at: datetime | None = None,
) -> bool:
    """What is said of a service changes; returns whether anything did. Raises Refused, NotFound, Invalid.

    `organisation` runs it from now on; None: who ran it still does.
    """
    row = locked(service)
    insist_lists(by, row.kind, facts.kind, partner=row.partner_id, partnership=row.partnership_id)
    rules.insist_sound(facts, row.partner_id)
    wanted = _plain(facts)
    if provenance is not None:
        wanted |= {
            "source": provenance.source,
            "source_key": provenance.key,
            "licence": provenance.licence,
        }
    if organisation is not None:
        wanted["organisation_id"] = organisation
    was = Was(row)
    if not _become(row, facts, wanted, was):
        return False
    changed(row, was, "directory.revise_service", by, at)
    return True


@transaction.atomic
def state_intake(
    *, service: UUID, wait_days: int | None, capacity: int | None, access: Collection[Access], by: Actor
) -> None:
    """A partner says of its service how long people wait, how many new people it can take in a month, and for whom.

    None: it does not say. Raises NotFound, Refused.
    """
    row = locked(service)
    insist(by, "service.state_intake", relations(by, keeper=row.partner_id))
    was = Was(row)
    was.keep()
    row.wait_days, row.capacity = wait_days, capacity
    row.access = [one.value for one in Access if one in access]
    row.checked_on = clock.today()
    changed(row, was, "directory.state_intake", by)


@transaction.atomic
def confirm_service(*, service: UUID, by: Actor) -> None:
    """Who answers for a service, or runs the place, made sure that all that is said of it is right.

    Raises NotFound, Refused.
    """
    row = locked(service)
    insist(by, "service.confirm", relations(by, keeper=row.partner_id, here=row.partnership_id))
    made_sure(row, "directory.confirm", by)


def made_sure(row: Service, verb: str, by: Actor) -> None:
    """A listing was looked at today, and is right. The caller holds its row, and asked the policy."""
    was = Was(row)
    was.keep()
    row.checked_on = clock.today()
    changed(row, was, verb, by)


@transaction.atomic
def undo_change(*, service: UUID, event: UUID, by: Actor) -> None:
    """The last change of what is said of a service is put back; that can be undone in turn.

    Raises NotFound, Refused, and Conflict when it is not the last any more.
    """
    row = locked(service)
    insist(by, "service.undo", relations(by, keeper=row.partner_id))
    last = history.last_change(row)
    if last is None or last.pk != event:
        raise Conflict(_("Something else changed meanwhile. Look again at what changed, and undo that first."))
    said, was = last.before.facts, Was(row)
    was.keep()
    facts = history.facts_of(said, row)
    rules.insist_sound(facts, row.partner_id)
    _become(row, facts, _plain(facts) | {"capacity": said["capacity"], "access": said["access"]}, was)
    if said["course"] is not None:
        Course.objects.filter(service=row).update(**said["course"])
    history.put_back_runs(said)
    changed(row, was, "directory.undo_change", by)


def _new(
    partnership: UUID, facts: ServiceFacts, partner: UUID | None, came_from: Provenance, by: Actor, at: datetime | None
) -> Service:
    body = partnerships.know_organisation(
        name=facts.organisation,
        sector=partnerships.Sector(facts.sector),
        description=facts.description if facts.about_organisation is None else facts.about_organisation,
        website=facts.website if facts.organisation_website is None else facts.organisation_website,
    )
    service = Service(
        partnership_id=partnership,
        organisation=body,
        partner_id=partner,
        source=came_from.source,
        source_key=came_from.key,
        licence=came_from.licence,
        changed_at=clock.now(),
        **_plain(facts),
    )
    service.save()
    particulars.put(service, facts, Was(service).keep)
    tell(service, "directory.list_service", by, at)
    return service


def _become(row: Service, facts: ServiceFacts, wanted: dict[str, Any], was: Was) -> bool:
    """Let a service be as is wanted; returns whether anything is new."""
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if changed:
        was.keep()
    for name in changed:
        setattr(row, name, wanted[name])
    return particulars.put(row, facts, was.keep) or bool(changed)


def _plain(facts: ServiceFacts) -> dict[str, Any]:
    names = (field.name for field in dataclasses.fields(facts))
    said = {name: getattr(facts, name) for name in names if name not in _APART}
    lists = {name: getattr(facts, name) for name in _LISTS}
    return said | {name: list(map(str, value)) for name, value in lists.items() if value is not None}
