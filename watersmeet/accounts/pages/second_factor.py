"""Setting up a phone at the first sign-in, and one's own sign-in afterwards. GET shows; POST shows codes, once."""

from typing import cast

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts import second_factor
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.models import User
from watersmeet.accounts.pages.forms import PhoneCodeForm
from watersmeet.base.problems import Invalid
from watersmeet.design import qr


@login_required(login_url="account_login")
@require_http_methods(["GET", "POST"])
def set_up(request: Asked) -> HttpResponse:
    """A key for the phone, as a picture and in words; it is taken when a code shows that it arrived."""
    user = cast("User", request.user)
    if second_factor.given(request):
        return redirect("account_mine")
    if user.second_factor_at is not None:  # set up elsewhere since this session began: it comes in by the front
        get_adapter().logout(request)
        return redirect("account_login")
    key = second_factor.new_key(request)
    form = PhoneCodeForm(request.POST or None)
    if form.is_valid():
        try:
            codes = second_factor.set_up(user, key, form.cleaned_data["code"], by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        else:
            second_factor.note(request, user)
            request.session.cycle_key()
            return _codes(request, codes)
    address = second_factor.Adapter().build_totp_url(user, key)
    picture = qr.svg(address, name=_("A picture for your app to read. The key below says the same."))
    groups = [key[start : start + 4] for start in range(0, len(key), 4)]
    return render(request, "account/second_factor/set_up.jinja", {"form": form, "picture": picture, "groups": groups})


@require_http_methods(["GET", "POST"])
def mine(request: Asked) -> HttpResponse:
    """How one signs in, and new codes for paper for who has the phone at hand."""
    user = cast("User", request.user)
    form = PhoneCodeForm(request.POST or None)
    if form.is_valid():
        try:
            return _codes(request, second_factor.renew_codes(user, form.cleaned_data["code"], by=request.actor))
        except Invalid as problem:
            form.refuse(problem)
    told = {"form": form, "user": user, "left": second_factor.codes_left(user)}
    return render(request, "account/second_factor/mine.jinja", told)


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    spaced = [f"{code[:4]} {code[4:]}" for code in codes]
    return render(request, "account/second_factor/codes.jinja", {"codes": spaced})
