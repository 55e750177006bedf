"""Signposts: somebody was pointed to a place, without a referral and without a name; what was noted is counted."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, may, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.outbox.inbox import once
from watersmeet.records.directory import api as directory
from watersmeet.records.plans.models import Domain, Elsewhere, Signpost, SignpostEvent, WhyPointed

UNDO_WITHIN = timedelta(hours=1)
COUNTED = timedelta(days=365)
SMALL = 5
"""A count below it is people who could be told apart."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """One signpost, for who noted it."""

    id: UUID
    domain: Domain
    to: str
    undone: bool
    may_undo: bool


@dataclass(frozen=True, slots=True)
class Few:
    """A count as the actor may know it: exact, to the nearest five, or fewer than five."""

    count: int
    exact: bool

    @property
    def small(self) -> bool:
        """Whether no more is said of it than that it is small."""
        return not self.exact and self.count < SMALL


@dataclass(frozen=True, slots=True)
class Signposted:
    """What the partners of a place noted since a moment: by part of life how often (pointed, found nothing)."""

    since: datetime
    any: bool
    domains: dict[Domain, tuple[Few, Few]]
    reasons: dict[WhyPointed, Few]
    places: list[tuple[str, Few]]


@transaction.atomic
def point(
    *,
    domain: str,
    by: Actor,
    service: UUID | None = None,
    elsewhere: str = "",
    reason: str = "",
    key: str | None = None,
    at: datetime | None = None,
) -> UUID:
    """Note that somebody was pointed to a service of the directory, or elsewhere. Returns its id.

    Raises NotFound, Refused, Invalid, KeyReused.
    """
    partner, partnership = by.partner, by.partnership
    if partner is None or partnership is None:
        raise NotFound
    insist(by, "signpost.note", relations(by, keeper=partner))
    _insist_right(by, domain, service, elsewhere, reason)

    def do() -> str:
        row = Signpost(
            partnership_id=partnership,
            partner_id=partner,
            writer=by.id,
            domain=domain,
            service_id=service,
            elsewhere=elsewhere,
            reason=reason,
            made_at=at or clock.now(),
        )
        happened(SignpostEvent, "signpost.note", subject=row, by=by, key_owner=partnership, at=at)
        return str(row.pk)

    content = {"domain": domain, "service": str(service), "elsewhere": elsewhere, "reason": reason}
    return UUID(str(once(f"signpost.note:{by.id}", key, content, do)))


@transaction.atomic
def undo_signpost(signpost: UUID, *, by: Actor) -> None:
    """It was a slip: it is not counted. Undone twice is undone. Raises NotFound, Refused, Conflict after an hour."""
    row = _own(by).select_for_update().filter(pk=signpost).first()
    if row is None:
        raise NotFound
    insist(by, "signpost.undo", relations(by, writer=row.writer))
    if row.undone_at:
        return
    if not _fresh(row):
        raise Conflict(_("This was noted more than an hour ago."), _("Leave it: one more does not change the picture."))
    row.undone_at = clock.now()
    happened(SignpostEvent, "signpost.undo", subject=row, by=by, key_owner=row.partnership_id)


def pointed(actor: Actor, signpost: UUID) -> Pointed:
    """One that the actor noted. Raises NotFound."""
    row = _own(actor).select_related("service").filter(pk=signpost).first()
    if row is None:
        raise NotFound
    fresh = row.undone_at is None and _fresh(row)
    return Pointed(row.pk, Domain(row.domain), _place(row), row.undone_at is not None, fresh)


def signposted(actor: Actor) -> Signposted:
    """What was noted in the actor's place in the last year; small counts exact only for those who may know them.

    For everybody else the counts stand still for a day: whoever notes one and undoes it learns nothing from the bands.
    Raises Refused.
    """
    insist(actor, "signpost.see", relations(actor, here=actor.partnership))
    exact = may(actor, "evidence.exact")
    until = clock.now() if exact else _settled()
    since = until - COUNTED
    rows = list(
        Signpost.objects.filter(partnership=actor.partnership, undone_at=None, made_at__gte=since, made_at__lte=until)
        .select_related("service")
        .only("domain", "elsewhere", "reason", "service__name")
    )
    lost = Counter(row.domain for row in rows if row.elsewhere == Elsewhere.NOWHERE)
    found = Counter(row.domain for row in rows if row.elsewhere != Elsewhere.NOWHERE)
    reasons = Counter(row.reason for row in rows)
    places = Counter(_place(row) for row in rows if row.elsewhere != Elsewhere.NOWHERE)
    return Signposted(
        since=since,
        any=bool(rows),
        domains={one: (Few(found[one], exact), Few(lost[one], exact)) for one in Domain if found[one] or lost[one]},
        reasons={one: Few(reasons[one], exact) for one in WhyPointed if reasons[one]},
        places=[(name, Few(count, exact)) for name, count in sorted(places.items(), key=lambda one: (-one[1], one[0]))],
    )


def _insist_right(by: Actor, domain: str, service: UUID | None, elsewhere: str, reason: str) -> None:
    wrong: dict[str, list[str]] = {}
    if domain not in Domain.values:
        wrong["domain"] = [_("Choose what it was about")]
    if (service is None) == (elsewhere not in Elsewhere.values):
        wrong["to"] = [_("Choose where you pointed them")]
    if reason and reason not in WhyPointed.values:
        wrong["reason"] = [_("Choose from the answers offered")]
    if wrong:
        raise Invalid(wrong)
    if service and directory.service(by, service).partnership_id != by.partnership:
        raise NotFound


def _own(actor: Actor) -> QuerySet[Signpost]:
    return Signpost.objects.filter(writer=actor.id, partner=actor.partner)


def _fresh(row: Signpost) -> bool:
    return clock.now() - row.made_at < UNDO_WITHIN


def _settled() -> datetime:
    """The last moment of which nothing can be undone today."""
    return timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0) - UNDO_WITHIN


def _place(row: Signpost) -> str:
    return row.service.name if row.service else str(Elsewhere(row.elsewhere).label)
