"""How the teams of one organisation work together: for its managers, small teams never by themselves."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.evidence.network.ties import network
from watersmeet.evidence.pages.silo_map import kind_asked, kinds_beside, years_back
from watersmeet.evidence.pages.silo_presenters import SiloSheet
from watersmeet.evidence.pages.silo_words import TEAMS
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import REST, Teams


@require_GET
@never_cache
def ours(request: Asked) -> HttpResponse:
    """The map of the teams of the actor's own partner, of all kinds of ties or of one."""
    actor, kind = request.actor, kind_asked(request, TEAMS)
    found = partnerships.teams(actor)
    if actor.partner:
        about = [Ref("partner", actor.partner)]
        audit.looked(by=actor, subjects=about, why="silo", partnership=actor.partnership)
    sheet = _sheet(actor, found, kind)
    page = {
        "sheet": sheet,
        "kinds": kinds_beside(kind, request.path, TEAMS),
        "sizes": [(sheet.names[team], str(found.sizes[team])) for team in sheet.order],
    }
    return render(request, "evidence/teams.html", page)


def _sheet(actor: Actor, found: Teams, kind: str | None) -> SiloSheet:
    from watersmeet.evidence.extracts.sources import inside  # noqa: PLC0415 - Arrow loads when ties are counted

    names = {team: team if team != REST else _("Small teams, and no team") for team in found.sizes}
    groups = dict.fromkeys(names, "")
    counts, year = inside(actor, found.of), years_back(1)
    now, before = (network(groups, counts, *months, kind) for months in ((year, date.max), (years_back(2), year)))
    return SiloSheet(names, now, before, kind, TEAMS)
