"""Which listings are one service: pairs are found by likeness, and a person of the place says whether they are.

Of a merged pair one is shown, found and published; the other leads to it, is harvested further, and can be parted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.accounts import policy
from watersmeet.accounts.policy import insist, relations
from watersmeet.audit import api as audit
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.problems import Conflict, NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.directory.alike_models import Alike, SameService
from watersmeet.records.directory.facts import ServiceView
from watersmeet.records.directory.likeness import Likened, pairs
from watersmeet.records.directory.models import DirectoryEvent, LocationType, Service, Status
from watersmeet.records.directory.queries import views

MOST_SHOWN = 20
SOON = timedelta(days=30)
"""So long somebody may take to look at a pair before it is late."""


@dataclass(frozen=True, slots=True)
class Twins:
    """A pair that may be one service: both listings as they are shown, how likely, and the codes of what they share."""

    id: UUID
    one: ServiceView
    other: ServiceView
    likely: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """A pair that is merged: which is shown, and which leads to it since when."""

    kept: ServiceView
    other: ServiceView
    at: datetime


def compare(partnership: UUID, *, by: Actor) -> tuple[int, int]:
    """Look for pairs among all that is listed; returns how many there are to decide, and how many of them are new."""
    insist(by, "service.compare")
    found = {(UUID(one.one), UUID(one.other)): one for one in pairs(_likened(partnership))}
    with transaction.atomic():
        held = {(row.one_id, row.other_id): row for row in Alike.objects.filter(partnership=partnership)}
        stale = [row.pk for key, row in held.items() if key not in found and row.apart_at is None]
        Alike.objects.filter(pk__in=stale).delete()
        new = found.keys() - held.keys()
        now = clock.now()
        for key in sorted(new):
            pair = found[key]
            Alike.objects.get_or_create(
                one_id=key[0],
                other_id=key[1],
                defaults={
                    "partnership_id": partnership, "likely": pair.likely, "why": list(pair.why), "found_at": now,
                },
            )  # fmt: skip
        for key in found.keys() & held.keys():
            Alike.objects.filter(pk=held[key].pk).update(likely=found[key].likely, why=list(found[key].why))
        if new or stale:
            told = {name: many for name, many in (("new", len(new)), ("gone", len(stale))) if many}
            place = Ref("partnership", partnership)
            audit.write("service.compare", by=by, subject=place, partnership=partnership, detail=told)
    return _open(partnership).count(), len(new)


def alike_for(actor: Actor) -> tuple[list[Twins], int]:
    """The pairs of the actor's place to decide, the likeliest first, MOST_SHOWN at most; and how many there are."""
    place = _place_of(actor)
    rows = list(_open(place).order_by("-likely", "pk")[:MOST_SHOWN])
    shown = views({one for row in rows for one in (row.one_id, row.other_id)})
    told = [Twins(row.pk, shown[row.one_id], shown[row.other_id], row.likely, tuple(row.why)) for row in rows]
    return told, _open(place).count()


def merged_for(actor: Actor) -> list[Merged]:
    """The pairs of the actor's place that are merged, the latest first."""
    rows = list(SameService.objects.filter(partnership=_place_of(actor), undone_at=None).order_by("-merged_at", "pk"))
    shown = views({one for row in rows for one in (row.kept_id, row.other_id)})
    return [Merged(shown[row.kept_id], shown[row.other_id], row.merged_at) for row in rows]


@transaction.atomic
def merge_services(*, kept: UUID, other: UUID, by: Actor) -> None:
    """Two listings are one service: `kept` is shown from now on. Raises NotFound, Refused, Conflict."""
    rows = _both(kept, other, by)
    if any(row.merged_into_id for row in rows.values()):
        raise Conflict(_("One of the two is merged already. Look again at which listings are alike."))
    if rows[other].partner_id is not None:
        raise Conflict(
            _("%(name)s is the listing of a partner, who answers for it.") % {"name": rows[other].name},
            _("Keep that one, and let the other lead to it."),
        )
    now = clock.now()
    SameService.objects.create(
        partnership_id=rows[kept].partnership_id, kept=rows[kept], other=rows[other], merged_at=now, merged_by=by.id
    )
    rows[other].merged_into = rows[kept]
    _tell(rows[other], "directory.merge", by)
    _tell(rows[kept], "directory.stand_for", by)


@transaction.atomic
def part_service(*, other: UUID, by: Actor) -> None:
    """A merged listing stands by itself again. Raises NotFound, Refused, Conflict where it does already."""
    row = Service.objects.select_for_update().filter(pk=other).first()
    if row is None:
        raise NotFound(_("There is no such service."))
    insist(by, "service.match", relations(by, here=row.partnership_id))
    pair = SameService.objects.select_for_update().filter(other=row, undone_at=None).first()
    if pair is None:
        raise Conflict(_("That listing stands by itself already."))
    pair.undone_at, pair.undone_by = clock.now(), by.id
    pair.save(update_fields=["undone_at", "undone_by"])
    row.merged_into = None
    _tell(row, "directory.part", by)


@transaction.atomic
def not_the_same(*, pair: UUID, by: Actor) -> None:
    """A pair is of two services; that is remembered. Raises NotFound, Refused."""
    row = Alike.objects.select_for_update().filter(pk=pair).first()
    if row is None:
        raise NotFound(_("There is no such pair any more."))
    insist(by, "service.match", relations(by, here=row.partnership_id))
    row.apart_at, row.apart_by = clock.now(), by.id
    row.save(update_fields=["apart_at", "apart_by"])
    audit.write("service.match", by=by, subject=Ref("alike", row.pk), partnership=row.partnership_id)


def shown_instead(service: UUID) -> UUID | None:
    """The listing that is shown in the place of a merged one; None for one that stands by itself."""
    at, seen = service, {service}
    while (to := Service.objects.filter(pk=at).values_list("merged_into", flat=True).first()) and to not in seen:
        at = to
        seen.add(to)
    return None if at == service else at


def pairs_due_for(actor: Actor) -> list[Due]:
    """One task for all pairs that somebody of the place should decide."""
    if actor.partnership is None or not policy.may(actor, "service.match", _standing(actor)):
        return []
    found = list(_open(actor.partnership).order_by("found_at").values_list("found_at", flat=True))
    if not found:
        return []
    says = ngettext(
        "%(many)s pair of listings may be one service", "%(many)s pairs of listings may be one service", len(found)
    )
    return [
        Due(
            task="service.match",
            says=says % {"many": len(found)},
            href=reverse("directory:alike"),
            due_on=(found[0] + SOON).date(),
            since=found[0],
            about=Ref("partnership", actor.partnership),
        )
    ]


def _likened(partnership: UUID) -> list[Likened]:
    rows = Service.objects.filter(partnership=partnership, merged_into=None).exclude(status=Status.DEFUNCT)
    rows = rows.exclude(source="").select_related("organisation").prefetch_related("at__location")
    return [
        Likened(
            id=str(row.pk), source=row.source, name=row.name, organisation=row.organisation.name, phone=row.phone,
            website=row.website, email=row.email, postcode=_postcode(one.location for one in row.at.all()),
        )
        for row in rows
    ]  # fmt: skip


def _postcode(locations: Iterable[object]) -> str:
    found = (getattr(one, "postcode", "") for one in locations if _is_physical(one))
    return min(filter(None, found), default="")


def _is_physical(location: object) -> bool:
    return getattr(location, "location_type", "") == LocationType.PHYSICAL


def _open(partnership: UUID) -> "QuerySet[Alike]":
    alone = Q(one__merged_into=None, other__merged_into=None)
    return Alike.objects.filter(alone, partnership=partnership, apart_at=None)


def _place_of(actor: Actor) -> UUID:
    insist(actor, "service.match", _standing(actor))
    if actor.partnership is None:
        raise NotFound
    return actor.partnership


def _standing(actor: Actor) -> frozenset[str]:
    return frozenset(relations(actor, here=actor.partnership))


def _both(kept: UUID, other: UUID, by: Actor) -> dict[UUID, Service]:
    """Both rows, locked in one order. Raises NotFound, Refused."""
    rows = {row.pk: row for row in Service.objects.select_for_update().filter(pk__in={kept, other}).order_by("pk")}
    places = {row.partnership_id for row in rows.values()}
    if len(rows) < 2 or len(places) > 1:
        raise NotFound(_("There are no two such listings in one place."))
    insist(by, "service.match", relations(by, here=places.pop()))
    return rows


def _tell(row: Service, verb: str, by: Actor) -> None:
    row.changed_at = clock.now()
    happened(DirectoryEvent, verb, subject=row, by=by, key_owner=row.partnership_id)
