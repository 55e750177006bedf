"""This place beside bodies outside it: what was promised each way, what became of it, and what was said to it."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.evidence.network import Network
from watersmeet.evidence.pages.silo_presenters import SiloSheet
from watersmeet.evidence.pages.silo_words import PLACES
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Body, Promises
from watersmeet.records.partnerships import api as partnerships

HERE = ""


@require_GET
@never_cache
def outside(request: Asked) -> HttpResponse:
    """Promises each way between the actor's place and bodies that are no partners of it."""
    actor = request.actor
    if actor.partnership is None:
        raise NotFound
    bodies = memory.outside(actor)
    place = Ref("partnership", actor.partnership)
    audit.looked(by=actor, subjects=[place], why="silo", partnership=actor.partnership)
    name = partnerships.partnership(actor.partnership).name
    both = sum(bool(one.theirs and one.ours) for one in bodies)
    page = {
        "place": name,
        "sheet": _sheet(name, bodies),
        "heads": [_("Body"), _("Promised"), _("Kept"), _("Not kept"), _("Late"), _("With a reply")],
        "theirs": [_row(one.name, one.theirs) for one in bodies if one.theirs],
        "ours": [_row(one.name, one.ours) for one in bodies if one.ours],
        "many": len(bodies),
        "both": both,
    }
    return render(request, "evidence/outside.html", page)


def _sheet(place: str, bodies: Iterable[Body]) -> SiloSheet:
    names, ties = {HERE: place}, dict[tuple[str, str], float | None]()
    for one in bodies:
        names[one.name] = one.name
        ties |= {(one.name, HERE): one.theirs.made} if one.theirs else {}
        ties |= {(HERE, one.name): one.ours.made} if one.ours else {}
    return SiloSheet(names, Network(dict.fromkeys(names, ""), ties), kind="commitment", level=PLACES)


def _row(name: str, of: Promises) -> tuple[str, ...]:
    return (name, *(str(many) for many in (of.made, of.kept, of.not_kept, of.late, of.replied)))
