"""Who works at one's own partner, a lost phone, an account that is closed: a manager's pages, and two of the lead's."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import Conflict, Invalid
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.pages.forms import NONE, CloseForm, TeamForm

_HELD: dict[str, Promise] = {
    "referral": gettext_lazy("Open referrals they look after"),
    "handover": gettext_lazy("Joint first contacts they planned"),
    "absence": gettext_lazy("Colleagues they cover for"),
    "entry": gettext_lazy("What they answer for in the memory"),
}


@require_GET
def everybody(request: Asked) -> HttpResponse:
    """Everybody there, by name."""
    return render(request, "partnerships/colleagues.html", {"colleagues": partnerships.colleagues(request.actor)})


@require_http_methods(["GET", "POST"])
def reset_second(request: Asked, membership: UUID) -> HttpResponse:
    """GET asks whether it is really them; POST resets."""
    colleague = partnerships.colleague(request.actor, membership)
    if request.method == "GET":
        back = reverse("partnerships:colleagues"), _("Who works here")
        return render(request, "partnerships/reset_second.html", {"colleague": colleague, "back": back})
    partnerships.reset_second(membership=membership, by=request.actor)
    return redirect("partnerships:colleagues")


@require_http_methods(["GET", "POST"])
def name_team(request: Asked, membership: UUID) -> HttpResponse:
    """Of which team a colleague is."""
    colleague = partnerships.colleague(request.actor, membership)
    there = partnerships.team_names(request.actor.partner) if request.actor.partner else []
    form = TeamForm(there, request.POST if request.method == "POST" else None, initial={"team": colleague.team or NONE})
    if request.method == "POST" and form.is_valid():
        try:
            partnerships.name_team(membership, form.named, by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("It is kept."))
            return redirect("partnerships:colleagues")
    context = {"colleague": colleague, "form": form}
    return render(request, "partnerships/name_team.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def close_account(request: Asked, membership: UUID) -> HttpResponse:
    """GET shows what a colleague holds; POST hands it over and closes their account."""
    colleague = partnerships.colleague(request.actor, membership)
    held = partnerships.held_by(request.actor, membership)
    heirs = partnerships.heirs(request.actor, membership) if held else []
    form = CloseForm(heirs, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            partnerships.close_account(membership=membership, hand_to=form.heir, by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        except Conflict as problem:
            form.add_error(None, f"{problem.say} {problem.next_step}")
        else:
            messages.success(request, _("The account is closed. What they held is with your colleague now."))
            return redirect("partnerships:colleagues")
    rows = [(str(_HELD.get(kind, kind)), str(count)) for kind, count in sorted(held.items())]
    context = {"colleague": colleague, "form": form, "rows": rows, "nobody": bool(held) and not heirs}
    return render(request, "partnerships/close_account.html", context, status=400 if form.errors else 200)


@require_GET
def managers(request: Asked) -> HttpResponse:
    """For the lead: managers who manage alone."""
    return render(request, "partnerships/managers.html", {"managers": partnerships.sole_managers(request.actor)})


@require_http_methods(["GET", "POST"])
def reset_manager(request: Asked, membership: UUID) -> HttpResponse:
    """GET asks whether it is really them; POST resets."""
    manager = partnerships.sole_manager(request.actor, membership)
    if request.method == "GET":
        back = reverse("partnerships:managers"), _("Managers who work alone")
        return render(request, "partnerships/reset_second.html", {"colleague": manager, "back": back})
    partnerships.reset_sole_manager(membership=membership, by=request.actor)
    messages.success(request, _("They can set up another phone now. You both get an email."))
    return redirect("partnerships:managers")
