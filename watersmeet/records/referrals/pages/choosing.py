"""Who is to be asked: for a request that waits, such as one at the front door, and after a no."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.audit import api as audit
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.directory import api as directory
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Picked, Seen, State, Taken
from watersmeet.records.referrals.pages import open_list
from watersmeet.records.referrals.pages.refer_forms import ChooseForm, WhereForm, taken
from watersmeet.records.referrals.pages.refer_presenters import OpenListPresenter


@require_http_methods(["GET", "POST"])
def choose(request: Asked, referral: UUID) -> HttpResponse:
    """The services that could help, in order; POST narrows the list."""
    seen = _seen(request, referral)
    posted = request.POST if request.method == "POST" else None
    form = WhereForm(posted, initial=open_list.beginning(request, seen.person))
    drawer = Drawer.of(request)
    shown = open_list.shown(request, seen.person, form, drawer, **_asked(request, seen))
    sheet = OpenListPresenter(shown, lambda service: reverse("referrals:choose_one", args=[referral, service]))
    page = {"form": form, "seen": seen, "list": sheet}
    answer = render(request, "referrals/refer/choose.html", page, status=400 if form.errors else 200)
    drawer.hand_to(answer)
    return answer


@require_http_methods(["GET", "POST"])
def choose_one(request: Asked, referral: UUID, service: UUID) -> HttpResponse:
    """How this one was chosen; POST has it asked, or keeps it for when the person has said yes."""
    seen = _seen(request, referral)
    offered = directory.service(request.actor, service)
    asked = _asked(request, seen)
    shown = open_list.held(request, seen.person, **asked)
    initial = {"who_chose": Taken.PERSON} if asked["choice"] == service else {}
    form = ChooseForm(
        request.POST if request.method == "POST" else None, first=shown.is_first(service), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _chosen(request, seen, service, Picked(shown, *taken(form)))
        except Invalid as problem:
            form.refuse(problem)
    closed = referrals.closed_to(request.actor, referral, [offered]).get(service)
    page = {"form": form, "seen": seen, "service": offered, "closed": closed}
    return render(request, "referrals/refer/choose_one.html", page, status=400 if form.errors else 200)


def _seen(request: Asked, referral: UUID) -> Seen:
    """A referral for which somebody may be chosen now. Raises NotFound."""
    seen = referrals.get(request.actor, referral)
    if not (referrals.may_aim(request.actor, referral) or referrals.may_re_offer(request.actor, referral)):
        raise NotFound
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why="choose")
    return seen


def _asked(request: Asked, seen: Seen) -> dict[str, Any]:
    """What the list leaves out, and what the person chose before: a service that said no is not asked again."""
    if seen.state is State.DRAFT:
        return {"choice": referrals.own_choice(request.actor, seen.id), "own": True}
    return {"choice": None, "but": seen.service, "own": True}


def _chosen(request: Asked, seen: Seen, service: UUID, picked: Picked) -> HttpResponse:
    if seen.state is State.DRAFT:
        referrals.aim(seen.id, service=service, by=request.actor, picked=picked)
        reads = referrals.awaits_yes(request.actor, seen.id)
        messages.success(request, _("Chosen. Nothing is sent before the person has said yes to it."))
        return redirect("referrals:read" if reads else "desk:story", seen.id)
    new = referrals.re_offer(seen.id, service=service, by=request.actor, picked=picked)
    if referrals.get(request.actor, new).state is State.DRAFT:
        say = _("It waits with you: the person has not said yes to this service yet. Ask them, then send it.")
    else:
        say = _("Sent. They have been told.")
    messages.success(request, say)
    return redirect("desk:story", new)
