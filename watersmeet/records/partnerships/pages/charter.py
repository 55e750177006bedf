"""Who does what here: the charter, for everybody to read."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import NotFound
from watersmeet.design import dates
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Charter, Partnership, StepSheet


class StepWords:
    """One step: who does it, and whether somebody is missing or more than one does the same."""

    def __init__(self, step: StepSheet, ratified: datetime | None) -> None:
        self.ratified = dates.date(ratified) if ratified else ""
        self.key, self.title, self.rows = step.key, step.title, step.rows
        self.doing = [(one.partner, one.does) for one in step.doing if one.here]
        self.gone = [one.partner for one in step.doing if not one.here]
        self.gap, self.overlap, self.together = step.gap, step.overlap, step.together and len(self.doing) > 1


class CharterSheet:
    """The charter of a place."""

    def __init__(self, place: Partnership, found: Charter) -> None:
        self.place, self.number, self.since = place.name, found.number, dates.date(found.since)
        self.steps = [StepWords(one, found.ratified.get(one.key)) for one in found.steps]
        self.gaps = sum(one.gap for one in self.steps)
        self.overlaps = sum(one.overlap for one in self.steps)
        self.voted_on = sum(bool(one.ratified) for one in self.steps)
        self.last = dates.date(found.last_vote[0]) if found.last_vote else ""
        self.last_yes = bool(found.last_vote and found.last_vote[1])


@require_GET
def ours(request: Asked) -> HttpResponse:
    """The charter of the actor's place, or of the only one; else the places to choose from."""
    every = partnerships.partnerships()
    here = [one for one in every if one.pk == request.actor.partnership] or every
    if len(here) == 1:
        return redirect("partnerships:charter_of", here[0].slug)
    return render(request, "partnerships/charters.html", {"places": here})


@require_GET
def of_place(request: Asked, slug: str) -> HttpResponse:
    """Step by step: who does what, and what the rules say of it."""
    place = next((one for one in partnerships.partnerships() if one.slug == slug), None)
    if place is None:
        raise NotFound(_("We could not find that place."))
    sheet = CharterSheet(place, partnerships.charter(place.pk))
    return render(request, "partnerships/charter.html", {"sheet": sheet})
