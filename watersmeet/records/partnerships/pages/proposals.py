"""Proposals for new rules: the list, one of them read against today's, what is said of it, and each step of its way."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only, whole_number
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Model
from watersmeet.records.partnerships.pages.proposal_forms import NOW, BeginForm, CommentForm
from watersmeet.records.partnerships.pages.proposal_words import ProposalItem, ProposalSheet


@require_GET
def listed(request: Asked) -> HttpResponse:
    """Every proposal of the place."""
    items = [ProposalItem(one) for one in partnerships.proposals(request.actor)]
    actor = request.actor
    can_make = policy.may(actor, "proposal.make", policy.relations(actor, here=actor.partnership))
    return render(request, "partnerships/proposals.html", {"items": items, "can_make": can_make})


@require_http_methods(["GET", "POST"])
def begin(request: Asked) -> HttpResponse:
    """A new one; POST leads to it."""
    actor = request.actor
    policy.insist(actor, "proposal.make", policy.relations(actor, here=actor.partnership))
    form = BeginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            model = _begins_with(request, told["begin"])
            made = partnerships.propose(
                model=model, why=told["why"], from_on=told["from_on"], by=actor, key=told["key"]
            )
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Your proposal is here. Change what you wish for; then talk about it."))
            return redirect("partnerships:proposal", made)
    return render(request, "partnerships/proposal_new.html", {"form": form}, status=400 if form.errors else 200)


@require_GET
def one(request: Asked, proposal: UUID) -> HttpResponse:
    """One proposal, read against the rules that it would replace."""
    sheet = ProposalSheet(partnerships.proposal(request.actor, proposal))
    return render(request, "partnerships/proposal.html", {"sheet": sheet})


@require_GET
def file(request: Asked, proposal: UUID) -> HttpResponse:
    """Its rules as a file: to change there and bring back, or for another place."""
    model = partnerships.proposal(request.actor, proposal).model
    answer = HttpResponse(partnerships.as_toml(model), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="proposal.toml"'
    return answer


@require_http_methods(["GET", "POST"])
def say(request: Asked, proposal: UUID) -> HttpResponse:
    """What somebody thinks of it."""
    sheet = ProposalSheet(partnerships.proposal(request.actor, proposal))
    form = CommentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            partnerships.comment(proposal, by=request.actor, **form.cleaned_data)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Everybody here can read it now."))
            return redirect("partnerships:proposal", proposal)
    page = {"form": form, "sheet": sheet}
    return render(request, "partnerships/proposal_say.html", page, status=400 if form.errors else 200)


@post_only
def take_on(request: Asked, proposal: UUID, edition: int) -> HttpResponse:
    """The actor's partner takes on what this wording gives it to do."""
    partnerships.take_on(proposal, edition=edition, by=request.actor)
    messages.success(request, _("Your organisation takes this on."))
    return redirect("partnerships:proposal", proposal)


@post_only
def withdraw(request: Asked, proposal: UUID) -> HttpResponse:
    """It is taken back."""
    partnerships.withdraw_proposal(proposal, by=request.actor)
    messages.success(request, _("It is taken back. It can still be read."))
    return redirect("partnerships:proposals")


@post_only
def reopen(request: Asked, proposal: UUID) -> HttpResponse:
    """It is talked about once more."""
    partnerships.reopen_proposal(proposal, by=request.actor)
    messages.success(request, _("It is open again: change it, talk about it."))
    return redirect("partnerships:proposal", proposal)


@post_only
def bring_in(request: Asked, proposal: UUID) -> HttpResponse:
    """What touches no step, or what was ratified and could not come in by itself."""
    partnerships.bring_in(proposal, edition=whole_number(request, "edition"), by=request.actor)
    messages.success(request, _("These are our rules now, or from their day."))
    return redirect("partnerships:rules")


def _begins_with(request: Asked, begin: str) -> Model:
    if request.actor.partnership is None:
        raise NotFound
    now = partnerships.newest_rules(request.actor.partnership)
    if begin == NOW:
        return now
    worked = partnerships.read_toml(partnerships.worked()[begin])
    lines = {step.key: step.lines for step in now.steps}
    steps = tuple(step.model_copy(update={"lines": lines.get(step.key, ())}) for step in worked.steps)
    ours = {"front_door": now.front_door, "phone": now.phone, "hours": now.hours, "steps": steps}
    return worked.model_copy(update=ours)
