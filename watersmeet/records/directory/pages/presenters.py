"""What a page says of a service, in words: how far, when, how fresh."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.base import clock, geography
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.design.distances import miles
from watersmeet.records.directory import saying as particulars
from watersmeet.records.directory.facts import Particulars, ServiceView
from watersmeet.records.directory.find import Hit
from watersmeet.records.directory.models import Access, ServiceKind, Status
from watersmeet.records.directory.when_where import ages, days_off, times, where
from watersmeet.records.directory.whom import whom

WALKABLE_KM = 2.5
_DAYS, _WEEKS = 14, 63
_KIND_COLOURS = {ServiceKind.COURSE: "leaf"}


@dataclass(frozen=True, slots=True)
class Chip:
    """A word or two, and its colour."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A service among results."""

    hit: Hit

    @property
    def href(self) -> str:
        """The service's own page."""
        return reverse("directory:service", args=[self.hit.service.id])

    @property
    def chips(self) -> list[Chip]:
        """What it is, and the places left where that is known."""
        return chips(self.hit.service)

    @property
    def facts(self) -> list[str]:
        """When, how far, what it costs, for whom."""
        service = self.hit.service
        return [*times(service), *filter(None, (_distance(self.hit.km), service.cost, ages(service)))]

    @property
    def paused(self) -> str:
        """What to say when nobody new is taken for now; empty when they are."""
        return paused(self.hit.service)

    @property
    def why(self) -> str:
        """The reason it stands here."""
        return _("Why this: %(why)s.") % {"why": self.hit.why}

    @property
    def freshness(self) -> str:
        """How long ago somebody made sure of it."""
        return freshness(self.hit.service.checked_on, stale=self.hit.service.stale)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A service on its own page."""

    service: ServiceView
    more: Particulars = field(default_factory=Particulars)

    @property
    def about(self) -> list[Ref]:
        """What other rooms may show something beside."""
        return [Ref("service", self.service.id)]

    @property
    def chips(self) -> list[Chip]:
        """What it is, and the places left where that is known."""
        return chips(self.service)

    @property
    def closed(self) -> str:
        """What to say when it is not open; empty when it is."""
        return closed(self.service)

    @property
    def paused(self) -> str:
        """What to say when nobody new is taken for now; empty when they are."""
        return paused(self.service)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Plain facts as (name, words), those that are known."""
        body = self.service.organisation.name
        known = [
            (_("Run by"), "" if body == self.service.name else body),
            (_("When"), "; ".join(times(self.service))),
            (_("No session on"), ", ".join(days_off(self.service))),
            (_("Where"), "; ".join(self.where)),
            (_("Cost"), particulars.prices(self.service, self.more.costs)),
            (_("Age"), ages(self.service)),
            (_("Whom it is for"), " ".join(filter(None, (self.service.eligibility, *whom(self.service))))),
            (_("Languages"), particulars.spoken(self.service)),
            *particulars.of_course(self.service.course),
            (_("How long people wait"), _wait(self.service.wait_days)),
            (_("So that you can come"), particulars.arranged(self.service)),
            (_("Who to ask"), particulars.people(self.more.contacts)),
            (_("Paid for by"), self.service.funding),
        ]
        return [(name, words) for name, words in known if words]

    @property
    def where(self) -> list[str]:
        """Each place with its address, or how else it is reached."""
        return where(self.service)

    @property
    def website_name(self) -> str:
        """The website without what nobody reads."""
        return urlsplit(self.service.website).netloc.removeprefix("www.")

    @property
    def freshness(self) -> str:
        """How long ago somebody made sure of it."""
        return freshness(self.service.checked_on, stale=self.service.stale)

    @property
    def ask(self) -> str:
        """Where one asks for help with it; empty while there is no such page."""
        return ask_address(self.service)


def chips(service: ServiceView) -> list[Chip]:
    """What a service is; for a course also the places left on its next run."""
    found = [Chip(service.kind_label, _KIND_COLOURS.get(ServiceKind(service.kind), ""))]
    if service.runs:
        found.append(Chip(_left(service.runs[0].left), "sand"))
    return found


def closed(service: ServiceView) -> str:
    """That it is not open, since when and until when as far as that is said; empty when it is."""
    if service.status == Status.ACTIVE:
        return ""
    said = [_("%(state)s.") % {"state": service.status_label}]
    if service.closed_on:
        said.append(_("Since %(day)s.") % {"day": dates.date(service.closed_on)})
    if service.reopens_on:
        said.append(_("It opens again on %(day)s.") % {"day": dates.date(service.reopens_on)})
    return " ".join(said) if len(said) > 1 else service.status_label


def paused(service: ServiceView) -> str:
    """When nobody new is taken for now: until which day; else empty."""
    if service.paused_until is None:
        return ""
    return _("Taking nobody new until after %(day)s. You can still ask.") % {"day": dates.day(service.paused_until)}


def freshness(checked_on: date | None, *, stale: bool) -> str:
    """ "Checked today", "Checked 3 weeks ago"; what is old says so."""
    if checked_on is None:
        return _("Nobody has checked this yet. Ring first.")
    days = (clock.today() - checked_on).days
    if days < 2:
        return _("Checked today.") if days < 1 else _("Checked yesterday.")
    if stale:
        return _("Last checked in %(month)s. Ring first.") % {"month": dates.date(checked_on).split(" ", 1)[1]}
    if days < _DAYS:
        return _("Checked %(days)d days ago.") % {"days": days}
    if days < _WEEKS:
        return _("Checked %(weeks)d weeks ago.") % {"weeks": days // 7}
    return _("Checked %(months)d months ago.") % {"months": days // 30}


def ask_address(service: ServiceView | None = None) -> str:
    """Where one asks for help, with a service or in general; empty while there is no such page."""
    try:
        there = reverse("referrals:ask")
    except NoReverseMatch:
        return ""
    return f"{there}?service={service.id}" if service else there


def cards(hits: Iterable[Hit]) -> list[Card]:
    """The results, ready to print."""
    return [Card(hit) for hit in hits]


def _distance(km: float | None) -> str:
    if km is None:
        return ""
    if km > WALKABLE_KM:
        return miles(km)
    minutes = max(1, geography.walking_minutes(km))
    return ngettext(
        "%(miles)s, about %(minutes)d minute on foot", "%(miles)s, about %(minutes)d minutes on foot", minutes
    ) % {"miles": miles(km), "minutes": minutes}


def _left(places: int) -> str:
    if not places:
        return _("Full")
    return ngettext("%(left)d place left", "%(left)d places left", places) % {"left": places}


def intake_rows(service: ServiceView) -> list[tuple[str, str]]:
    """What its partner says that it can take, as (name, words); what it does not say is said too."""
    month = ngettext("%(people)d new person", "%(people)d new people", service.capacity or 0)
    capacity = month % {"people": service.capacity} if service.capacity is not None else _("not said")
    return [
        (_("In a month"), capacity),
        (_("How long people wait"), _wait(service.wait_days) or _("not said")),
        (_("So that people can come"), ", ".join(access(service)) or _("not said")),
    ]


def access(service: ServiceView) -> list[str]:
    """What it says it can do so that somebody can come."""
    return [str(one.label) for one in Access if one in service.access]


def _wait(days: int | None) -> str:
    if days is None:
        return ""
    return ngettext("About %(days)d day", "About %(days)d days", days) % {"days": days} if days else _("No wait")


def silent_page(days: tuple[date, date] | None) -> str:
    """That a web page did not answer on two days; "" where it does."""
    if days is None:
        return ""
    first, last = (dates.date(day) for day in days)
    return _("Its web page did not answer on %(first)s and on %(last)s.") % {"first": first, "last": last}
