"""My own phone for texts while I am on call: give a number, type the code that came, take it away."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base.problems import Conflict, Invalid
from watersmeet.design.fields import CharField, PhoneField
from watersmeet.design.forms import Form
from watersmeet.records.safety import api as safety


class NumberForm(Form):
    """A number of one's own."""

    mobile = PhoneField(
        texts=True,
        label=gettext_lazy("Your number"),
        hint=gettext_lazy("A mobile that is with you while you are on call. Nobody else here reads it."),
        missing=gettext_lazy("Enter your number"),
    )


class CodeForm(Form):
    """The code that was sent there."""

    code = CharField(
        label=gettext_lazy("The code that came by text"),
        hint=gettext_lazy("6 figures. It can take a minute."),
        missing=gettext_lazy("Type the code that came"),
        max_length=12,
        width=5,
        autocomplete="one-time-code",
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def phone(request: Asked) -> HttpResponse:
    """Where it stands; POST gives a number, or the code for it."""
    given = safety.own_phone(request.actor)
    waits = given is not None and given.new_number is not None and "another" not in request.GET
    kind = CodeForm if waits else NumberForm
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if waits:
                safety.prove_phone(form.cleaned_data["code"], by=request.actor)
                messages.success(request, _("Texts reach you there from now on."))
                return redirect("safety:cover")
            safety.give_phone(form.cleaned_data["mobile"], by=request.actor)
            return redirect("safety:phone")
        except Invalid as problem:
            form.refuse(problem)
        except Conflict as problem:
            form.add_error("code", f"{problem.say} {problem.next_step}")
    proven = given is not None and given.proven_at is not None
    page = {
        "form": form,
        "waits": waits,
        "proven": proven,
        "ends": (given.number or "")[-3:] if given else "",
        "new_ends": (given.new_number or "")[-3:] if given else "",
        "can_text": settings.WATERSMEET_TEXTS != "none",
    }
    return render(request, "safety/phone.html", page, status=400 if form.errors else 200)


@post_only
def forget(request: Asked) -> HttpResponse:
    """No texts any more."""
    safety.forget_phone(by=request.actor)
    messages.success(request, _("The number is gone. You are told by email."))
    return redirect("safety:cover")
