"""How joined up we are: partners, what went between them, and where a join may be missing. Counts, no person."""

from datetime import date
from uuid import uuid4

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
from watersmeet.evidence.network.ties import network
from watersmeet.evidence.pages.silo_presenters import SiloSheet
from watersmeet.evidence.pages.silo_words import PARTNERS, Level
from watersmeet.evidence.showings import api as showings
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Sector


@require_GET
@never_cache
def silo(request: Asked) -> HttpResponse:
    """The map of the actor's place, of all kinds of ties or of one, for those who may know exact figures."""
    actor = request.actor
    if actor.partnership is None:
        raise NotFound
    kind = kind_asked(request)
    place = Ref("partnership", actor.partnership)
    audit.looked(by=actor, subjects=[place], why="silo", partnership=actor.partnership)
    page = {
        "sheet": _sheet(actor, kind),
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
    every = [(path, _("All kinds"), kind is None)]
    return every + [(f"{path}?kind={code}", str(label), code == kind) for code, label in level.kinds.items()]


def _sheet(actor: Actor, kind: str | None) -> SiloSheet:
    from watersmeet.evidence.extracts.sources import between  # noqa: PLC0415 - Arrow loads when ties are counted

    there = partnerships.partners(actor.partnership) if actor.partnership else []
    names = {str(one.pk): str(one) for one in there}
    groups = {str(one.pk): str(Sector(one.organisation.sector).label) for one in there}
    year, two = years_back(1), years_back(2)
    counts = between(actor)
    now = network(groups, counts, year, date.max, kind)
    return SiloSheet(names, now, network(groups, counts, two, year, kind), kind)


def years_back(many: int) -> date:
    """The first day of this month, so many years ago."""
    return _years_ago(clock.today().replace(day=1), many)


def _years_ago(day: date, years: int) -> date:
    return day.replace(year=day.year - years)
