"""A warm handover: planned with the person by either side, and how it went."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.desk import words
from watersmeet.desk.forms import OutcomeForm, PlanForm
from watersmeet.desk.presenters import MeetingPresenter
from watersmeet.desk.story import title
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import How, Meeting, Plan, Seen


@require_http_methods(["GET", "POST"])
def plan(request: Asked, referral: UUID) -> HttpResponse:
    """Plan a joint first contact."""
    seen = referrals.get(request.actor, referral)
    if not referrals.may_hand_over(request.actor, referral):
        raise words.moved_on(seen)
    _looked(request, seen)
    form = PlanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            referrals.hand_over(referral, _plan(form), by=request.actor)
        except Invalid as problem:
            form.refuse(_beside_day(problem))
        else:
            messages.success(request, _("Planned. The person and the other side are told that there is news."))
            return redirect("desk:story", referral)
    page = {"form": form, "seen": seen, "who": title(seen)}
    return render(request, "desk/hand_over.html", page, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def settle(request: Asked, referral: UUID, meeting: UUID) -> HttpResponse:
    """Say how it went, or move it."""
    seen = referrals.get(request.actor, referral)
    found = next((one for one in referrals.handovers(request.actor, referral) if one.id == meeting), None)
    if found is None:
        raise NotFound
    if found.outcome is not Meeting.PLANNED:
        raise words.moved_on(seen)
    _looked(request, seen)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            referrals.settle_handover(
                meeting, Meeting(said["outcome"]), by=request.actor, words=said["words"], starts_at=form.when()
            )
        except Invalid as problem:
            form.refuse(_beside_day(problem))
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:story", referral)
    page: dict[str, Any] = {"form": form, "seen": seen, "who": title(seen), "meeting": MeetingPresenter(found)}
    return render(request, "desk/settle_handover.html", page, status=400 if form.errors else 200)


def _plan(form: PlanForm) -> Plan:
    said, when = form.cleaned_data, form.when()
    if when is None:
        raise Invalid({"day": [_("Enter the day")]})
    words = {name: said[name] for name in ("who", "where", "agreed", "fallback")}
    return Plan(starts_at=when, how=How(said["how"]), **words)


def _beside_day(problem: Invalid) -> Invalid:
    """What is wrong with the time stands beside the day."""
    return Invalid({"day" if name == "starts_at" else name: said for name, said in problem.fields.items()})


def _looked(request: Asked, seen: Seen) -> None:
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why="handover")
