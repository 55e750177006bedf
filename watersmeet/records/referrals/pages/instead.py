"""A person's own choice after a no: another service is asked, once they have read what it would see."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design.forms import Form
from watersmeet.records.directory import api as directory
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Picked, Seen, Taken
from watersmeet.records.referrals.pages.presenters import InsteadPresenter


@require_http_methods(["GET", "POST"])
def instead(request: Asked, referral: UUID, service: UUID) -> HttpResponse:
    """What they would see, and until when; POST is the person's yes, and asks."""
    seen = referrals.get(request.actor, referral)
    if not referrals.may_re_offer(request.actor, referral):
        raise NotFound
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why="instead")
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            picked = _picked(request, seen, service)
            new = referrals.re_offer(referral, service=service, by=request.actor, yes=True, picked=picked)
        except Invalid as problem:
            form.refuse(problem)
        else:
            return redirect("referrals:status", new)
    sheet = InsteadPresenter(seen, directory.service(request.actor, service))
    page = {"form": form, "seen": seen, "personal": True, **sheet.context}
    return render(request, "referrals/status/instead.html", page, status=400 if form.errors else 200)


def _picked(request: Asked, seen: Seen, service: UUID) -> Picked:
    """The person chose it, from what the one that said no had named: no more was shown to them."""
    named = {one.id for one in referrals.instead(request.actor, seen.id)}
    shown = referrals.allocate(request.actor, seen.person, choice=service, but=seen.service, own=True)
    return Picked(
        replace(shown, places=tuple(one for one in shown.places if one.service in named), left_out=()), Taken.PERSON
    )
