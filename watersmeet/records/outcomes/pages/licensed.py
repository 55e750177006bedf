"""Words of licensed instruments: which a place may ask, and under which licence."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked as WebRequest
from watersmeet.accounts.posting import post_only
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design.fields import TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.outcomes import licensed
from watersmeet.records.partnerships import api as partnerships


class WordsForm(Form):
    """The document, whole."""

    document = TextAreaField(
        label=gettext_lazy("The licence and the words"),
        hint=gettext_lazy("Type the words exactly as their owner prints them. Nothing may be left out or changed."),
        missing=gettext_lazy("Write down the licence and the words"),
        rows=24,
        max_length=20000,
    )


@require_GET
def listed(request: WebRequest) -> HttpResponse:
    """Every licensed instrument, and whether the place may ask it."""
    found = licensed.licensed_here(request.actor)
    owner = partnerships.clinical_owner(request.actor.partnership) if request.actor.partnership else None
    return render(request, "outcomes/licensed.html", {"found": found, "owner": owner})


@require_http_methods(["GET", "POST"])
def words(request: WebRequest, code: str) -> HttpResponse:
    """Write them down, or other ones."""
    one = next((one for one in licensed.licensed_here(request.actor) if one.instrument.code == code), None)
    if one is None:
        raise NotFound
    form = WordsForm(request.POST if request.method == "POST" else None, initial={"document": one.document})
    if request.method == "POST" and form.is_valid():
        try:
            licensed.write_words(code=code, document=form.cleaned_data["document"], by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        else:
            told = _("Kept. Once the clinical owner has agreed, it can be asked as long as the licence lasts.")
            messages.success(request, told)
            return redirect("outcomes:licensed")
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "outcomes/words.html", {"form": form, "one": one}, status=status)


@post_only
def end(request: WebRequest, code: str) -> HttpResponse:
    """Asked no more."""
    licensed.end_words(code=code, by=request.actor)
    messages.success(request, _("It is asked no more. What was answered stays."))
    return redirect("outcomes:licensed")
