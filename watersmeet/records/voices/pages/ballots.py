"""Votes for who works here: opening one, how many took part, papers to print, papers that came back."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import whole_number
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design import qr
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.pages.forms import PaperForm, PapersForm, VoteForm
from watersmeet.records.voices.pages.presenters import BallotSheet, WishSheet


@require_http_methods(["GET", "POST"])
def open_one(request: Asked, proposal: UUID) -> HttpResponse:
    """What would be asked, and for how long; POST opens the vote."""
    actor = request.actor
    policy.insist(actor, "ballot.open", policy.relations(actor, here=actor.partnership))
    if request.method == "POST":
        made = voices.open_ballot(proposal, edition=whole_number(request, "edition"), by=actor)
        messages.success(request, _("The vote is open. Now make papers, so that learners can vote."))
        return redirect("voices:ballot", made)
    seen = partnerships.proposal(actor, proposal)
    page = {
        "proposal": proposal,
        "why": seen.row.why,
        "wish": WishSheet(partnerships.wished(proposal)),
        "edition": seen.edition,
        "days": partnerships.model_at(_here(request)).model.ratifying.days,
    }
    return render(request, "voices/open.html", page)


@require_http_methods(["GET", "POST"])
def one(request: Asked, ballot: UUID) -> HttpResponse:
    """One vote; POST is the vote of a community member who is signed in."""
    seen = voices.ballot(request.actor, ballot)
    form = VoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        voices.vote(ballot, form.cleaned_data["choice"], by=request.actor)
        messages.success(request, _("Your vote is in. Nobody can see what you chose."))
        return redirect("voices:ballot", ballot)
    page = {"sheet": BallotSheet(seen), "form": form}
    return render(request, "voices/ballot.html", page, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def papers(request: Asked, ballot: UUID) -> HttpResponse:
    """Papers to print: the page that comes of POST is the only place where their codes stand."""
    seen = _seen(request, ballot, "ballot.papers")
    form = PapersForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = voices.make_papers(ballot, by=request.actor, **form.cleaned_data)
        except Invalid as problem:
            form.refuse(problem)
        else:
            page = {"sheet": seen, "slips": [_slip(one.code) for one in made], "personal": False}
            return render(request, "voices/slips.html", page)
    page = {"sheet": seen, "form": form}
    return render(request, "voices/papers.html", page, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def type_in(request: Asked, ballot: UUID) -> HttpResponse:
    """A paper that somebody filled in by hand."""
    seen = _seen(request, ballot, "ballot.type_in")
    form = PaperForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            voices.type_in(ballot, said["code"], said["choice"], by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("This paper is counted. Keep it until the vote has ended."))
            return redirect("voices:type_in", ballot)
    page = {"sheet": seen, "form": form}
    return render(request, "voices/type_in.html", page, status=400 if form.errors else 200)


def _slip(code: str) -> dict[str, str]:
    address = settings.WATERSMEET_ADDRESS + reverse("voices:vote_with", args=[code.lower()])
    picture = qr.svg(address, name=_("A picture that a phone reads. The code beside it says the same."))
    return {"code": code, "address": settings.WATERSMEET_ADDRESS + reverse("voices:vote"), "picture": picture}


def _seen(request: Asked, ballot: UUID, verb: str) -> BallotSheet:
    seen = voices.ballot(request.actor, ballot)
    policy.insist(request.actor, verb, policy.relations(request.actor, here=request.actor.partnership))
    return BallotSheet(seen)


def _here(request: Asked) -> UUID:
    if request.actor.partnership is None:
        raise NotFound
    return request.actor.partnership
