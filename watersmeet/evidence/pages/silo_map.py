"""How joined up we are: partners, what went between them, and where a join may be missing. Counts, no person."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.evidence.network.ties import MESSAGE, network
from watersmeet.evidence.pages.silo_missing import Around, gaps
from watersmeet.evidence.pages.silo_presenters import SiloSheet
from watersmeet.evidence.pages.silo_words import PARTNERS, Level
from watersmeet.evidence.pages.silo_years import YearsSheet, years
from watersmeet.evidence.showings import api as showings
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Partner, Sector
from watersmeet.records.plans.api import Domain

COUNTED = timedelta(days=365)


@require_GET
@never_cache
def silo(request: Asked) -> HttpResponse:
    """The map of the actor's place, of all kinds of ties or of one, for those who may know exact figures."""
    actor = request.actor
    kind, place = kind_asked(request), Ref("partnership", _place(actor))
    audit.looked(by=actor, subjects=[place], why="silo", partnership=actor.partnership)
    sheet, over_years = _sheets(actor, kind)
    page = {
        "sheet": sheet,
        "years": over_years,
        "kinds": kinds_beside(kind, request.path),
        "stands": showings.stands(actor),
        "key": uuid4(),
    }
    return render(request, "evidence/silo.html", page)


def kind_asked(request: Asked, level: Level = PARTNERS) -> str | None:
    """Which kind of ties the address asks for; None for all. Raises NotFound."""
    kind = request.GET.get("kind", "")
    if kind and kind not in level.kinds:
        raise NotFound
    return kind or None


def kinds_beside(kind: str | None, path: str, level: Level = PARTNERS) -> list[tuple[str, str, bool]]:
    """The kinds to choose from: address, words, whether it is this one."""
    every = [(path, _("All kinds but messages") if MESSAGE in level.kinds else _("All kinds"), kind is None)]
    return every + [(f"{path}?kind={code}", str(label), code == kind) for code, label in level.kinds.items()]


def years_back(many: int) -> date:
    """The first day of this month, so many years ago."""
    first = clock.today().replace(day=1)
    return first.replace(year=first.year - many)


def _sheets(actor: Actor, kind: str | None) -> tuple[SiloSheet, YearsSheet]:
    from watersmeet.evidence.extracts import sources  # noqa: PLC0415 - Arrow loads when ties are counted

    there, counts = partnerships.partners(_place(actor)), sources.between(actor)
    names, groups = {str(one.pk): str(one) for one in there}, _groups(there)
    year = years_back(1)
    now, before = (network(groups, counts, *months, kind) for months in ((year, date.max), (years_back(2), year)))
    past = years(counts, lambda day: _groups(partnerships.partners(_place(actor), on=day)), years_back(0), kind)
    since = clock.now() - COUNTED
    lacking, serving = _words(sources.lacking(actor, since)), _words(sources.serving(actor, since))
    points = {str(partner): places for partner, places in directory.points(_place(actor)).items()}
    around = Around(points, gaps(lacking, serving))
    return SiloSheet(names, now, before, kind, around=around), YearsSheet(past)


def _words(found: Mapping[UUID, set[Domain]]) -> dict[str, set[str]]:
    return {str(partner): {str(domain.label) for domain in domains} for partner, domains in found.items()}


def _groups(there: Iterable[Partner]) -> dict[str, str]:
    return {str(one.pk): str(Sector(one.organisation.sector).label) for one in there}


def _place(actor: Actor) -> UUID:
    if actor.partnership is None:
        raise NotFound
    return actor.partnership
