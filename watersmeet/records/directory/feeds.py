"""Keep feeds of other directories: add one, harvest it alone, take what it says service by service.

A service is one transaction: what is killed in the middle goes on where it stood. A feed never writes over what
somebody here said since, and what it does not hold any more is told, not deleted.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist
from watersmeet.audit import api as audit
from watersmeet.base import clock, crash
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.directory import history
from watersmeet.records.directory.actions import list_service, revise_service
from watersmeet.records.directory.facts import Provenance, ServiceFacts
from watersmeet.records.directory.feed_models import Became, Feed, Fetched, Harvest
from watersmeet.records.directory.models import Service
from watersmeet.records.partnerships import api as partnerships

NIGHT_BEGINS = 2
"""The hour of the wall clock from which the worker harvests; a feed that was added since waits for the next night."""
OLDEST = timedelta(hours=20)
"""A harvest that was broken off is gone on with for so long; then pages have moved, and it begins anew."""
_NEVER_THEIRS = frozenset({"kind", "takes_referrals", "wait_days"})
_TOGETHER = frozenset({"place", "also_at", "meetings"})
_NOT_COMPARED = frozenset({"organisation", "sector", "about_organisation", "organisation_website", "checked_on"})


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a service of a feed: where (a JSON pointer), which rule it breaks, what would mend it."""

    where: str
    rule: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """One service as it was met: its id there, where, and by what one tells whether it changed.

    `facts` None: it cannot be taken, for the reasons in `flaws`.
    """

    original: str
    name: str
    page: int
    place: int
    listed_digest: str = ""
    digest: str = ""
    modified: str = ""
    etag: str = ""
    facts: ServiceFacts | None = None
    flaws: tuple[Flaw, ...] = ()


@transaction.atomic
def add_feed(*, partnership: UUID, name: str, url: str, licence: str, private: bool, by: Actor) -> tuple[Feed, bool]:
    """Read another directory from now on; returns the feed, and whether it is new.

    The same address again changes only the licence, where one is said. Raises Refused, Invalid; Conflict where another
    feed has that name.
    """
    insist(by, "feed.add")
    too_long = {"name": (name, 60), "licence": (licence, 120), "url": (url, 500)}
    faults = {
        field: [_("Write at most %(most)d letters.") % {"most": most}]
        for field, (said, most) in too_long.items()
        if len(said) > most
    }
    if faults:
        raise Invalid(faults)
    there = Feed.objects.select_for_update().filter(partnership=partnership, url=url).first()
    if there is None:
        if Feed.objects.filter(partnership=partnership, name=name).exists():
            raise Conflict(
                _("Another feed is called %(name)s.") % {"name": name}, _("Give this one another name by --name.")
            )
        feed = Feed.objects.create(
            partnership_id=partnership, name=name, url=url, licence=licence, private=private, added_at=clock.now()
        )
        _tell("feed.add", feed, by)
        return feed, True
    if licence and licence != there.licence:
        there.licence = licence
        there.save(update_fields=["licence"])
        Fetched.objects.filter(feed=there).update(listed_digest="", digest="", etag="")  # each service is to bear it
        _tell("feed.add", there, by)
    return there, False


def feeds(partnership: UUID | None = None) -> list[Feed]:
    """The feeds of a place, or of all, by name."""
    held = Feed.objects.filter(partnership=partnership) if partnership else Feed.objects.all()
    return list(held.order_by("name", "pk"))


def feed_named(partnership: UUID, name: str) -> Feed:
    """The feed of that name. Raises NotFound."""
    found = Feed.objects.filter(partnership=partnership, name=name).first()
    if found is None:
        names = ", ".join(one.name for one in feeds(partnership)) or _("none")
        raise NotFound(_("No feed is called %(name)s. Those here: %(names)s.") % {"name": name, "names": names})
    return found


def last_harvest(feed: Feed) -> Harvest | None:
    """The last harvest that began."""
    return Harvest.objects.filter(feed=feed).order_by("-began_at").first()


def hold(feed: Feed) -> UUID:
    """Keep others from this feed for as long as `renew` is called. Raises Conflict while another harvests it."""
    mine, now = uuid4(), clock.now()
    free = Q(held_until=None) | Q(held_until__lte=now)
    if not Feed.objects.filter(free, pk=feed.pk).update(held_by=mine, held_until=now + _lease()):
        raise Conflict(
            _("%(name)s is being harvested at this moment.") % {"name": feed.name},
            _("Wait until that is over, a minute after it was stopped at the latest."),
        )
    return mine


def renew(feed: Feed, mine: UUID) -> None:
    """Keep holding. Raises Conflict when it was lost to another."""
    if not Feed.objects.filter(pk=feed.pk, held_by=mine).update(held_until=clock.now() + _lease()):
        raise Conflict(_("%(name)s is being harvested by another process now.") % {"name": feed.name})


def let_go(feed: Feed, mine: UUID) -> None:
    """Hold it no more."""
    Feed.objects.filter(pk=feed.pk, held_by=mine).update(held_by=None, held_until=None)


@transaction.atomic
def begin(feed: Feed, *, full: bool, since: datetime | None, by: Actor) -> Harvest:
    """A new harvest. One that was broken off long ago is ended as it stands."""
    insist(by, "feed.harvest")
    Harvest.objects.filter(feed=feed, ended_at=None).update(ended_at=clock.now(), fault="left_off")
    harvest = Harvest.objects.create(
        partnership_id=feed.partnership_id, feed=feed, began_at=clock.now(), full=full, since=since
    )
    _tell("feed.harvest", feed, by)
    return harvest


def trial(feed: Feed, *, full: bool, since: datetime | None, by: Actor) -> Harvest:
    """A harvest that is only tried: no row yet."""
    insist(by, "feed.harvest")
    return Harvest(partnership_id=feed.partnership_id, feed=feed, began_at=clock.now(), full=full, since=since)


def try_out(harvest: Harvest, *, by: Actor) -> None:
    """Give a trial its row, in a transaction that the caller undoes."""
    harvest.pk = begin(harvest.feed, full=harvest.full, since=harvest.since, by=by).pk
    harvest.save(force_update=True)


def insist_may_ask(feed: Feed) -> None:
    """The feed may be asked again. Raises Conflict while it wants to be left alone."""
    if feed.not_before and feed.not_before > clock.now():
        when = date_format(timezone.localtime(feed.not_before), "j F Y H:i")
        raise Conflict(
            _("%(name)s is to be left alone until %(when)s.") % {"name": feed.name, "when": when},
            _("Harvest it then; the worker does so by itself."),
        )


def due() -> list[Feed]:
    """The feeds that the night asks for: those whose harvest was broken off, then those not read since two o'clock."""
    now = timezone.localtime(clock.now())
    night = now.replace(hour=NIGHT_BEGINS, minute=0, second=0, microsecond=0)
    night -= timedelta(days=1) if night > now else timedelta()
    free = (Q(held_until=None) | Q(held_until__lte=now)) & (Q(not_before=None) | Q(not_before__lte=now))
    begun = Harvest.objects.filter(began_at__gte=night).exclude(ended_at=None).values("feed")
    going = set(Harvest.objects.filter(ended_at=None).values_list("feed", flat=True))
    rows = Feed.objects.filter(free, added_at__lt=night).exclude(pk__in=begun)
    return sorted(rows, key=lambda one: (one.pk not in going, one.name))


def broken_off(feed: Feed, *, full: bool) -> Harvest | None:
    """The harvest to go on with, where one was broken off that was to read as much."""
    since = clock.now() - OLDEST
    last = Harvest.objects.filter(feed=feed, ended_at=None, began_at__gt=since).first()
    return last if last is not None and last.full >= full and last.dialect else None


def met_before(harvest: Harvest) -> dict[str, tuple[int, int]]:
    """Where in this harvest each service was met already: key to page and place."""
    rows = Fetched.objects.filter(harvest=harvest).values_list("key", "page", "place")
    return {key: (page, place) for key, page, place in rows}


def fetched(feed: Feed, original: str) -> Fetched | None:
    """What is known of a service of a feed by its id there."""
    return Fetched.objects.filter(feed=feed, key=key_of(original)).first()


def key_of(original: str) -> str:
    """A short key of an id, whatever it is written in."""
    return hashlib.sha256(original.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def still(harvest: Harvest, known: Fetched, met: Met) -> None:
    """A service was met that says nothing new."""
    known.harvest, known.page, known.place, known.became = harvest, met.page, met.place, Became.UNCHANGED
    known.listed_digest = met.listed_digest or known.listed_digest
    known.save()


@transaction.atomic
def take(harvest: Harvest, met: Met, *, by: Actor) -> tuple[Became, frozenset[str]]:
    """List or revise a service as a feed has it, or note why not. Raises Refused.

    Returns what became of it, and which facts stayed as somebody here said them.
    """
    feed, key = harvest.feed, key_of(met.original)
    row = Fetched.objects.select_for_update().filter(feed=feed, key=key).first()
    row = row or Fetched(partnership_id=feed.partnership_id, feed=feed, key=key)
    row.original, row.name = met.original[:500], met.name[:200]
    row.harvest, row.page, row.place, row.fetched_at = harvest, met.page, met.place, clock.now()
    row.listed_digest, row.digest, row.modified, row.etag = met.listed_digest, met.digest, met.modified, met.etag
    flaws, kept = met.flaws, frozenset[str]()
    if met.facts is not None:
        try:
            with transaction.atomic():
                row.became, kept = _listed(feed, row, met.facts, by)
        except Invalid as fault:
            mend = _("Ask whoever publishes the feed to mend it; the next harvest takes it then.")
            flaws = tuple(Flaw(f"/{name}", said[0], mend) for name, said in fault.fields.items())
    row.faults = [asdict(one) for one in flaws]
    if flaws:
        row.became, row.listed_digest, row.digest, row.etag = Became.QUARANTINED, "", "", ""
    row.save()
    crash.here("feeds.taken")
    return Became(row.became), kept


def _listed(feed: Feed, row: Fetched, facts: ServiceFacts, by: Actor) -> tuple[Became, frozenset[str]]:
    came_from = Provenance(feed.name, row.key, feed.licence)
    service = (
        row.service
        or Service.objects.filter(partnership=feed.partnership_id, source=feed.name, source_key=row.key).first()
    )
    if service is None:
        service = list_service(partnership=feed.partnership_id, facts=facts, by=by, provenance=came_from)
        row.service, row.said = service, history.said_of(service)
        return Became.LISTED, frozenset()
    theirs, kept = _without_ours(service, row.said, facts)
    body = partnerships.know_organisation(
        name=facts.organisation,
        sector=partnerships.Sector(facts.sector),
        description=facts.about_organisation or "",
        website=facts.organisation_website or "",
    )
    new = revise_service(service=service.pk, facts=theirs, by=by, provenance=came_from, organisation=body.pk)
    row.service = service
    said = history.said_of(Service.objects.get(pk=service.pk))
    row.said = said | {name: (row.said or {}).get(name) for name in kept}
    return Became.REVISED if new else Became.UNCHANGED, kept


def _without_ours(
    service: Service, said: Mapping[str, Any] | None, facts: ServiceFacts
) -> tuple[ServiceFacts, frozenset[str]]:
    """The facts, but for those that somebody here changed since, or that only a partner can say."""
    now = history.said_of(service)
    before = now if said is None else said
    ours = {name for name in now.keys() & before.keys() if now[name] != before[name]} - _NOT_COMPARED
    if ours & _TOGETHER:
        ours |= _TOGETHER
    named = {one.name for one in fields(ServiceFacts)} - _NOT_COMPARED
    stays = (ours & named) | _NEVER_THEIRS | ({"status"} if service.partner_id else set())
    here = history.facts_of(now, service)
    checked = max(filter(None, (here.checked_on, facts.checked_on)), default=None)
    said_now = {name: getattr(here, name) for name in stays}
    return replace(facts, checked_on=checked, **said_now), frozenset(ours & named)


def note_page(
    harvest: Harvest, *, findings: list[dict[str, Any]], by_then: Mapping[str, Any], keep: bool = True
) -> None:
    """A page is done: the harvest goes on after it, whatever happens to this process."""
    for name, value in by_then.items():
        setattr(harvest, name, value)
    harvest.findings = findings
    if keep:
        harvest.save()


@transaction.atomic
def end(harvest: Harvest, *, findings: list[dict[str, Any]], whole: bool, by: Actor, fault: str = "") -> Harvest:
    """A harvest is over. Where every page was read, what was not met is told as gone, and kept."""
    harvest.ended_at, harvest.findings, harvest.whole, harvest.fault = clock.now(), findings, whole, fault
    left = Fetched.objects.filter(feed=harvest.feed).exclude(harvest=harvest) if whole else Fetched.objects.none()
    left.filter(service=None).delete()
    harvest.gone = sorted(left.values_list("name", flat=True))
    left.update(became=Became.GONE)
    harvest.counts = _counts(harvest)
    harvest.save()
    feed = Feed.objects.select_for_update().get(pk=harvest.feed_id)
    if not fault and not harvest.doubtful:
        feed.known_until = harvest.began_at
    if whole:
        feed.walked_at = harvest.began_at
    feed.save(update_fields=["known_until", "walked_at"])
    _tell("feed.harvest", feed, by, **{name: many for name, many in harvest.counts.items() if many})
    return harvest


def counted(harvest: Harvest) -> dict[str, int]:
    """How many services were met, and what became of them: rows = accepted + quarantined + repeated."""
    return dict(harvest.counts or _counts(harvest))


def _counts(harvest: Harvest) -> dict[str, int]:
    many = Counter(Fetched.objects.filter(harvest=harvest).values_list("became", flat=True))
    known = {str(one): many[one] for one in (Became.LISTED, Became.REVISED, Became.UNCHANGED)}
    accepted, quarantined = sum(known.values()), many[Became.QUARANTINED]
    rows = accepted + quarantined + harvest.repeated
    return {"rows": rows, "accepted": accepted, "quarantined": quarantined, "repeated": harvest.repeated, **known}


def quarantined(harvest: Harvest) -> list[Fetched]:
    """The services of a harvest that could not be taken, in the order they were met."""
    return list(Fetched.objects.filter(harvest=harvest, became=Became.QUARANTINED).order_by("page", "place"))


def came_from(service: UUID) -> Sequence[Fetched]:
    """Where a service was harvested: feed, id there, and when it was fetched last."""
    return list(Fetched.objects.select_related("feed").filter(service=service))


def note_feed(feed: Feed, **said: Any) -> None:
    """Keep what was learnt of a feed itself."""
    Feed.objects.filter(pk=feed.pk).update(**said)
    for name, value in said.items():
        setattr(feed, name, value)


def _lease() -> timedelta:
    return timedelta(seconds=settings.WATERSMEET_LEASE)


def _tell(verb: str, feed: Feed, by: Actor, **detail: int) -> None:
    audit.write(verb, by=by, subject=Ref("feed", feed.pk), partnership=feed.partnership_id, detail=detail)
