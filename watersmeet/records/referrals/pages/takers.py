"""Urgent referrals to somebody by name: who takes them here, and saying that one has it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.pages.refer_forms import NO, YES, TakerForm


@post_only
def acknowledge(request: Asked, referral: UUID) -> HttpResponse:
    """I have it; an answer follows."""
    referrals.acknowledge(referral, by=request.actor)
    messages.success(request, _("They have been told that you have it. Answer them next."))
    return redirect("desk:story", referral)


@require_http_methods(["GET", "POST"])
def takers(request: Asked, user: UUID | None = None) -> HttpResponse:
    """Everybody who works here, one form each; POST names one of them, or ends it."""
    partner = request.actor.partner
    if partner is None:
        raise NotFound
    there = list(partnerships.may_take(partner).items())
    named = {one.user: one for one in partnerships.takers(partner)}
    rows = []
    for worker, name in there:
        others = [(str(one), other) for one, other in there if one != worker]
        taker = named.get(worker)
        deputy = next((one for one, other in others if taker and other == taker.deputy), "")
        form = TakerForm(
            others,
            request.POST if request.method == "POST" and worker == user else None,
            initial={"takes": YES if taker else NO, "deputy": deputy},
            prefix=str(worker),
        )
        if form.is_bound and form.is_valid() and _kept(request, partner, worker, form):
            messages.success(request, _("Saved. Tutors and volunteers see it the next time they send somebody on."))
            return redirect("referrals:takers")
        rows.append((worker, name, form))
    wrong = next((form for _worker, _name, form in rows if form.errors), None)
    page = {"rows": rows, "form": wrong or TakerForm(())}
    return render(request, "referrals/refer/takers.html", page, status=400 if wrong else 200)


def _kept(request: Asked, partner: UUID, worker: UUID, form: TakerForm) -> bool:
    told = form.cleaned_data
    try:
        if told["takes"] == YES:
            deputy = UUID(told["deputy"]) if told["deputy"] else None
            partnerships.name_taker(partner=partner, user=worker, deputy=deputy, by=request.actor)
        else:
            partnerships.end_taker(partner=partner, user=worker, by=request.actor)
    except Invalid as problem:
        form.refuse(problem)
        return False
    return True
