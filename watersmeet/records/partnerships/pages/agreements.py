"""What partners agreed: the list, where they cannot share, grounds in law; signing, going on, ending."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Agreed, Category, Purpose
from watersmeet.records.partnerships.pages.forms import (
    TOGETHER,
    BasisForm,
    SignForm,
    StandsOnForm,
    UntilForm,
    day_of,
)
from watersmeet.records.partnerships.pages.presenters import AgreedSheet, basis_rows, pairs_of


@require_GET
def listed(request: Asked) -> HttpResponse:
    """Every agreement, every gap, every lawful basis of the place."""
    sheets = [AgreedSheet(one) for one in partnerships.agreed_here(request.actor)]
    counted = partnerships.messages_counted(_here(request))
    context = {
        "sheets": [one for one in sheets if one.in_force],
        "earlier": [one for one in sheets if not one.in_force],
        "pairs": pairs_of(partnerships.gaps_here(request.actor)),
        "bases": basis_rows(partnerships.bases_here(request.actor)),
        "can_sign": _may(request, "partnership.change"),
        "can_record": _may(request, "basis.record"),
        "counted": [str(one) for one in partnerships.partners(_here(request)) if one.pk in counted],
        "ours_counted": request.actor.partner in counted,
        "can_count": partnerships.may_count_messages(request.actor),
    }
    return render(request, "partnerships/agreements.html", context)


@post_only
def count_messages(request: Asked) -> HttpResponse:
    """The actor's own partner says whether its messages with others that said yes too are counted."""
    yes = request.POST.get("count") == "yes"
    partnerships.count_messages(yes=yes, by=request.actor)
    messages.success(request, _("They count from today.") if yes else _("They do not count any more."))
    return redirect("partnerships:agreements")


@require_http_methods(["GET", "POST"])
def sign(request: Asked) -> HttpResponse:
    """Write down what partners signed."""
    _insist(request, "partnership.change")
    place = partnerships.partnership(_here(request))
    there = partnerships.partners(place.pk)
    form = SignForm(there, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            partnerships.sign_agreement(
                partnership=place,
                title=told["title"],
                partners=[one for one in there if str(one.pk) in told["partners"]],
                purposes=[Purpose(one) for one in told["purposes"]],
                categories=[Category(one) for one in told["categories"]],
                joint=told["joint"] == TOGETHER,
                until=day_of(form),
                stands_on=form.stands_on,
                by=request.actor,
            )
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Signed. It counts from today."))
            return redirect("partnerships:agreements")
    return render(request, "partnerships/sign.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def agreement(request: Asked, agreement: UUID) -> HttpResponse:
    """One agreement; POST lets it go on until a later day."""
    one = partnerships.agreed_one(request.actor, agreement)
    form = UntilForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            partnerships.renew_agreement(agreement=agreement, until=day_of(form), by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("It goes on."))
            return redirect("partnerships:agreements")
    return _sheet(request, one, form, StandsOnForm(initial=_days(one)))


@post_only
def stands_on(request: Asked, agreement: UUID) -> HttpResponse:
    """What it stands on is written down."""
    _insist(request, "partnership.change")
    one = partnerships.agreed_one(request.actor, agreement)
    form = StandsOnForm(request.POST, initial=_days(one))
    if form.is_valid():
        try:
            partnerships.say_stands_on(agreement, form.stands_on, by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Written down."))
            return redirect("partnerships:agreements")
    return _sheet(request, one, UntilForm(), form)


def _sheet(request: Asked, one: Agreed, form: UntilForm, stands: StandsOnForm) -> HttpResponse:
    sheet, can_sign = AgreedSheet(one), _may(request, "partnership.change")
    context = {
        "sheet": sheet,
        "form": form,
        "stands": stands,
        "can_sign": can_sign,
        "touches": partnerships.open_between(request.actor, one.id) if can_sign and sheet.in_force else 0,
    }
    status = 400 if form.errors or stands.errors else 200
    return render(request, "partnerships/agreement.html", context, status=status)


def _days(one: Agreed) -> dict[str, date | None]:
    return {name: getattr(one, name) for name in StandsOnForm.base_fields}


@post_only
def end(request: Asked, agreement: UUID) -> HttpResponse:
    """It ends today."""
    partnerships.end_agreement(agreement=agreement, by=request.actor)
    messages.success(request, _("It has ended. Nothing new is shared under it."))
    return redirect("partnerships:agreements")


@require_http_methods(["GET", "POST"])
def basis(request: Asked) -> HttpResponse:
    """The actor's own partner records its ground in law for a purpose."""
    _insist(request, "basis.record")
    if request.actor.partner is None:
        raise NotFound
    partner = partnerships.partner(request.actor.partner)
    form = BasisForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        partnerships.record_basis(
            partner=partner,
            purposes=[Purpose(told["purpose"])],
            basis=told["basis"],
            condition=told["condition"],
            by=request.actor,
        )
        messages.success(request, _("Recorded."))
        return redirect("partnerships:agreements")
    context = {"form": form, "partner": partner}
    return render(request, "partnerships/basis.html", context, status=400 if form.errors else 200)


def _may(request: Asked, verb: str) -> bool:
    actor = request.actor
    return policy.may(actor, verb, policy.relations(actor, keeper=actor.partner, here=actor.partnership))


def _insist(request: Asked, verb: str) -> None:
    actor = request.actor
    policy.insist(actor, verb, policy.relations(actor, keeper=actor.partner, here=actor.partnership))


def _here(request: Asked) -> UUID:
    if request.actor.partnership is None:
        raise NotFound
    return request.actor.partnership
