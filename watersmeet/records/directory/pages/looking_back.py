"""What changed in a listing, when and by whom, for who answers for it; and the last change undone."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base.actor import NOBODY
from watersmeet.design import dates
from watersmeet.records.directory import api as directory

LONGEST = 80


@dataclass(frozen=True, slots=True)
class Look:
    """A change as people read it."""

    change: directory.Changed

    @property
    def title(self) -> str:
        """What was done."""
        return _what().get(self.change.what, _("Something changed"))

    @property
    def when(self) -> str:
        """The day, and by whom where that is somebody."""
        day = dates.date(self.change.at)
        return _("%(day)s, by %(who)s") % {"day": day, "who": self.change.who} if self.change.who else day

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Each fact that changed: what it was, and what it became where that can be said in a few words."""
        return [(_names().get(name, name), _became(was, now)) for name, was, now in self.change.facts]


@require_GET
def history(request: Asked, identifier: UUID) -> HttpResponse:
    """What changed in one listing."""
    looks = [Look(one) for one in directory.history(request.actor, identifier)]
    service = directory.service(request.actor, identifier)
    may_undo = policy.may(request.actor, "service.undo", policy.relations(request.actor, keeper=service.partner_id))
    page = {"service": service, "looks": looks, "may_undo": may_undo}
    return render(request, "directory/history.html", page)


@post_only
def undo(request: Asked, identifier: UUID) -> HttpResponse:
    """The last change is put back."""
    directory.undo_change(service=identifier, event=_event(request), by=request.actor)
    messages.success(request, _("Undone. The listing says again what it said before."))
    return redirect("directory:history", identifier)


def _event(request: Asked) -> UUID:
    try:
        return UUID(request.POST.get("event", ""))
    except ValueError:
        return NOBODY


def _became(was: Any, now: Any) -> str:
    if isinstance(was, list | dict) or isinstance(now, list | dict):
        return _("changed")
    return _("from %(was)s to %(now)s") % {"was": _said(was), "now": _said(now)}


def _said(value: Any) -> str:
    if value is None or value == "":
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = str(value)
    return _("\u201c%(words)s\u201d") % {"words": text if len(text) <= LONGEST else f"{text[:LONGEST]}\u2026"}


def _what() -> dict[str, str]:
    return {
        "list_service": _("Listed"),
        "revise_service": _("The listing changed"),
        "state_intake": _("What it can take was said"),
        "confirm": _("Said to be still right"),
        "confirm_by_link": _("Said to be still right, by a link"),
        "add_course": _("What is said of the course changed"),
        "add_run": _("A run was added"),
        "add_session": _("A session was added"),
        "move_session": _("A session was moved"),
        "call_off_session": _("A session was called off"),
        "put_session_back": _("A session was put back"),
        "change_places": _("The number of places changed"),
        "take_place": _("A place was taken"),
        "give_back_place": _("A place was given back"),
        "undo_change": _("A change was undone"),
        "merge": _("It leads to another listing of the same service"),
        "stand_for": _("It stands for another listing of the same service"),
        "part": _("It stands by itself again"),
    }


def _names() -> dict[str, str]:
    return {
        "name": _("Name"),
        "kind": _("What it is"),
        "status": _("Whether it is open"),
        "description": _("Description"),
        "website": _("Website"),
        "email": _("Email"),
        "phone": _("Telephone"),
        "cost": _("Cost"),
        "costs": _("Prices"),
        "min_age": _("Lowest age"),
        "max_age": _("Highest age"),
        "takes_referrals": _("Takes referrals"),
        "wait_days": _("Days people wait"),
        "capacity": _("New people in a month"),
        "checked_on": _("Last checked"),
        "eligibility": _("Whom it is for"),
        "funding": _("Paid for by"),
        "closed_on": _("Closed since"),
        "reopens_on": _("Opens again"),
        "languages": _("Languages"),
        "place": _("Where"),
        "also_at": _("Other places"),
        "meetings": _("When"),
        "contacts": _("Who to ask"),
        "terms": _("Terms of its source"),
        "access": _("So that people can come"),
        "course": _("The course"),
        "runs": _("Dates and places"),
    }
