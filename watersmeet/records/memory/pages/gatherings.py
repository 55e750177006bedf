"""Gatherings for everybody: what, when, where, who asks; a calendar file of each; and the lead's button."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base import clock
from watersmeet.base.calendar_file import CalendarEvent, written
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design import dates
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Announced, Shows


class GatheringSheet:
    """One gathering as everybody reads it."""

    def __init__(self, one: Announced) -> None:
        self.id, self.title, self.agenda, self.learned = one.id, one.title, one.agenda, one.learned
        self.to_come = one.to_come
        self.rows = [(_("Who asks"), one.by), (_("When"), _when(one))]
        self.rows += [(_("Where"), one.where)] if one.where else []


@require_GET
def everybody(request: Asked) -> HttpResponse:
    """Every gathering that is announced, and what was learned at those that are over."""
    found = [GatheringSheet(one) for one in memory.gatherings(request.actor.partnership)]
    page = {"coming": [one for one in found if one.to_come], "past": [one for one in found if not one.to_come]}
    return render(request, "memory/gatherings.html", page)


@require_GET
def file(_request: Asked, gathering: UUID) -> HttpResponse:
    """One as a calendar file."""
    one = memory.gathering(gathering)
    asks = _("%(partner)s asks you to come.") % {"partner": one.by}
    event = CalendarEvent(
        ident=one.ident,
        edition=one.version,
        title=one.title,
        day=one.day,
        zone=one.zone,
        begins=one.begins,
        ends=one.ends,
        where=one.where,
        words="\n\n".join(filter(None, (asks, one.agenda))),
        address=settings.WATERSMEET_ADDRESS + reverse("memory:gatherings"),
    )
    answer = HttpResponse(written(event, clock.now()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="gathering.ics"'
    return answer


@post_only
def announce(request: Asked, entry: UUID) -> HttpResponse:
    """The lead lets everybody read it, what was learned there too, or no more."""
    try:
        shows = Shows(request.POST.get("shows", ""))
    except ValueError:
        raise NotFound from None
    try:
        memory.announce(entry, shows, by=request.actor)
    except Invalid as problem:
        messages.warning(request, " ".join(sentence for said in problem.fields.values() for sentence in said))
    else:
        shown = _("Everybody can read it now.")
        messages.success(request, _("It is not shown any more.") if shows is Shows.NOTHING else shown)
    return redirect("memory:entry", entry)


def _when(one: Announced) -> str:
    day = dates.day(one.day) + f" {one.day:%Y}"
    if one.begins is None:
        return day
    words = {"day": day, "begins": dates.clock(one.begins), "ends": dates.clock(one.ends) if one.ends else ""}
    return (_("%(day)s, %(begins)s to %(ends)s") if one.ends else _("%(day)s, %(begins)s")) % words
