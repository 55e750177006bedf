"""Who is on call: the rota, offering a shift, saying yes or no, passing on, practising. GET shows, POST acts."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design.forms import Form
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Model
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.pages.forms import OfferForm, WhoForm, Whoms
from watersmeet.records.safety.pages.presenters import ShiftPresenter, gap, practised_row
from watersmeet.records.safety.states import Rank


@require_GET
def cover(request: Asked) -> HttpResponse:
    """The rota of the actor's partner, and where nobody is on call."""
    return _page(request)


@post_only
def offer(request: Asked) -> HttpResponse:
    """Two people are asked to be on call for a while."""
    form = OfferForm(safety.people_on_call(request.actor), request.POST)
    if not form.is_valid() or request.actor.partner is None:
        return _page(request, form)
    try:
        told = form.told(_model(request).zone)
        safety.offer_shift(partner=request.actor.partner, by=request.actor, **told)
    except Invalid as problem:
        named = {"begins_at": "begins", "ends_at": "ends"}
        for field, said in problem.fields.items():
            form.add_error(named.get(field, field), said)
        return _page(request, form)
    messages.success(request, _("Both are asked. It counts once both have said yes."))
    return redirect("safety:cover")


@post_only
def answer(request: Asked, seat: UUID) -> HttpResponse:
    """Yes or no."""
    said = request.POST.get("answer")
    if said not in {"yes", "no"}:
        raise Invalid({"answer": [_("Say yes or no.")]})
    safety.answer_seat(seat=seat, yes=said == "yes", by=request.actor)
    words = _("You are on call then. Thank you.") if said == "yes" else _("Written down. Somebody else is needed.")
    messages.success(request, words)
    return redirect("safety:cover")


@post_only
def pass_on(request: Asked, seat: UUID) -> HttpResponse:
    """Ask somebody else to take my place."""
    form = WhoForm(safety.people_on_call(request.actor), request.POST, called=f"pass-{seat}")
    if form.is_valid():
        try:
            safety.pass_on_seat(seat=seat, to=UUID(form.cleaned_data["user"]), by=request.actor)
        except Invalid as problem:
            form.add_error("user", [words for said in problem.fields.values() for words in said])
        else:
            messages.success(request, _("They are asked. Until they say yes, it is still you."))
            return redirect("safety:cover")
    return _page(request, wrong=form)


@post_only
def ask(request: Asked, shift: UUID, rank: str) -> HttpResponse:
    """Ask somebody to take a place that nobody holds."""
    if rank not in Rank.values:
        raise NotFound
    form = WhoForm(safety.people_on_call(request.actor), request.POST, called=f"{rank}-{shift}")
    if form.is_valid():
        try:
            user = UUID(form.cleaned_data["user"])
            safety.ask_for_seat(shift=shift, rank=Rank(rank), user=user, by=request.actor)
        except Invalid as problem:
            form.add_error("user", problem.fields["user"])
        else:
            messages.success(request, _("They are asked. It counts once they have said yes."))
            return redirect("safety:cover")
    return _page(request, wrong=form)


@post_only
def take_back(request: Asked, shift: UUID) -> HttpResponse:
    """The shift is not needed."""
    safety.take_back_shift(shift=shift, by=request.actor)
    messages.success(request, _("The shift is taken back."))
    return redirect("safety:cover")


@post_only
def practise(request: Asked) -> HttpResponse:
    """A practice alert to whoever is on call now."""
    call = safety.practise(by=request.actor, key=request.POST.get("key") or None)
    messages.success(
        request, _("The practice has begun. Who is first on call is told now; the deputy once it is handed on.")
    )
    return redirect("safety:alert", call)


def _page(request: Asked, form: OfferForm | None = None, wrong: WhoForm | None = None) -> HttpResponse:
    actor, model = request.actor, _model(request)
    refused = wrong or form
    page = {
        "shifts": [ShiftPresenter(one) for one in safety.rota(actor)],
        "gaps": [gap(*one) for one in safety.gaps(actor, model)],
        "hours": partnerships.watched_hours(model),
        "owner": model.watch.owner,
        "watch": model.watch,
        "enough": len(safety.people_on_call(actor)) > 1,
        "keeps": policy.may(actor, "cover.offer", policy.relations(actor, keeper=actor.partner)),
        "form": form or OfferForm(safety.people_on_call(actor)),
        "who": Whoms(safety.people_on_call(actor), wrong),
        "practised": [practised_row(one) for one in safety.practised(actor)],
        "wrong": refused or Form(),
    }
    return render(request, "safety/cover.html", page, status=HTTPStatus.BAD_REQUEST if refused else HTTPStatus.OK)


def _model(request: Asked) -> Model:
    if request.actor.partnership is None:
        raise NotFound
    return partnerships.model_at(request.actor.partnership).model
