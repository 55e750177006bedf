"""After an answer: another service is asked instead; where somebody waits is said."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base.problems import Invalid
from watersmeet.base.ref import Ref
from watersmeet.desk import words
from watersmeet.desk.forms import WhereForm
from watersmeet.desk.story import title
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import NotFirst, Picked, Seen, State, Taken


@require_http_methods(["GET", "POST"])
def re_offer(request: Asked, referral: UUID) -> HttpResponse:
    """Ask another service instead: one press when the receiver named it, else chosen from the open list."""
    seen = referrals.get(request.actor, referral)
    if not referrals.may_re_offer(request.actor, referral):
        raise words.moved_on(seen, ours=seen.referrer == request.actor.partner)
    if request.method == "GET":
        return redirect("referrals:choose", referral)
    _looked(request, seen, "re_offer")
    named = {str(one.id): one.id for one in referrals.instead(request.actor, referral)}
    service = named.get(request.POST.get("service", ""))
    if service is None:
        return redirect("referrals:choose", referral)
    try:
        new = referrals.re_offer(referral, service=service, by=request.actor, picked=_picked(request, seen, service))
    except Invalid as problem:
        for sentences in problem.fields.values():
            messages.error(request, sentences[0])
        return redirect("desk:story", referral)
    messages.success(request, _became(referrals.get(request.actor, new)))
    return redirect("desk:story", new)


def _picked(request: Asked, seen: Seen, service: UUID) -> Picked:
    """The receiver named it: that is why, unless it is the first in the list anyway."""
    shown = referrals.allocate(request.actor, seen.person, but=seen.service, own=True)
    first = shown.is_first(service)
    return Picked(shown, Taken.FIRST if first else Taken.OTHER, "" if first else NotFirst.SUGGESTED)


@require_http_methods(["GET", "POST"])
def where(request: Asked, referral: UUID) -> HttpResponse:
    """Say where somebody waits."""
    seen = referrals.get(request.actor, referral)
    if not referrals.may_say_where(request.actor, referral):
        raise words.moved_on(seen, ours=seen.receiver == request.actor.partner)
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
