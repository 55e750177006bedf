"""After an answer: another service is asked instead; where somebody waits is said."""

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
from watersmeet.desk.forms import AnewForm, WhereForm
from watersmeet.desk.story import title
from watersmeet.records.directory import api as directory
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Seen, State


@require_http_methods(["GET", "POST"])
def re_offer(request: Asked, referral: UUID) -> HttpResponse:
    """Ask another service instead: one press when the receiver named it, else chosen from the list."""
    seen = referrals.get(request.actor, referral)
    if not referrals.may_re_offer(request.actor, referral):
        raise NotFound
    _looked(request, seen, "re_offer")
    others = [one for one in directory.choices(request.actor) if one.id != seen.service]
    form = AnewForm(request.POST if request.method == "POST" else None, services=others)
    if request.method == "POST" and form.is_valid():
        try:
            new = referrals.re_offer(referral, service=UUID(form.cleaned_data["service"]), by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _became(referrals.get(request.actor, new)))
            return redirect("desk:story", new)
    page = {"form": form, "seen": seen, "who": title(seen)}
    return render(request, "desk/re_offer.html", page, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def where(request: Asked, referral: UUID) -> HttpResponse:
    """Say where somebody waits."""
    seen = referrals.get(request.actor, referral)
    if not referrals.may_say_where(request.actor, referral):
        raise NotFound
    _looked(request, seen, "where")
    known = {"queue_place": seen.queue_place, "expected_on": seen.expected_on, "seen_version": seen.version}
    form = WhereForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            referrals.say_where(referral, by=request.actor, **form.cleaned_data)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Saved. They can see it on their page."))
            return redirect("desk:story", referral)
    page = {"form": form, "seen": seen, "who": title(seen)}
    return render(request, "desk/where.html", page, status=400 if form.errors else 200)


def _looked(request: Asked, seen: Seen, why: str) -> None:
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why=why)


def _became(new: Seen) -> str:
    if new.state is State.DRAFT:
        return _("It waits with you: the person has not said yes to this service yet. Ask them, then send it.")
    return _("Sent. They have been told.")
