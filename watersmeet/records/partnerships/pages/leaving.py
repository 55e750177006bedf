"""A partner leaves the place: the lead's pages. What is open is named by reference alone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.base import ids
from watersmeet.base.problems import Conflict, NotFound
from watersmeet.design.forms import Form
from watersmeet.records.partnerships import api as partnerships

_OPEN: dict[str, Promise] = {
    "referral": gettext_lazy("Referral %(reference)s"),
    "handover": gettext_lazy("A joint first contact they planned, %(reference)s"),
    "callback": gettext_lazy("A call that somebody asked for, %(reference)s"),
    "entry": gettext_lazy("Something they promised, %(reference)s"),
    "request": gettext_lazy("Questions they asked that nobody answered yet, %(reference)s"),
}


@require_GET
def partners(request: Asked) -> HttpResponse:
    """Every partner of the place, and how much is open with each."""
    if request.actor.partnership is None:
        raise NotFound
    there = partnerships.partners(request.actor.partnership)
    rows = [(one, len(partnerships.still_open(request.actor, one.pk))) for one in there]
    return render(request, "partnerships/partners.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def leave(request: Asked, partner: UUID) -> HttpResponse:
    """GET shows what is open and what ends; POST lets them leave, unless something is open."""
    open_now = partnerships.still_open(request.actor, partner)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            partnerships.leave(partner=partner, by=request.actor)
        except Conflict as problem:
            form.add_error(None, f"{problem.say} {problem.next_step}")
        else:
            messages.success(request, _("They have left. They are told, and nothing more is shared with them."))
            return redirect("partnerships:partners")
    signed = [one.title for one in partnerships.agreed_here(request.actor) if one.in_force and _signed(one, partner)]
    context = {
        "form": form,
        "partner": partnerships.partner(partner),
        "open": [str(_OPEN[ref.kind]) % {"reference": ids.reference(ref.id)} for ref in open_now],
        "signed": signed,
        "people": len(partnerships.members(partner)),
    }
    return render(request, "partnerships/leave.html", context, status=409 if form.errors else 200)


def _signed(one: partnerships.Agreed, partner: UUID) -> bool:
    return partner in {known for known, _name in one.partners}
