"""What the person tells us about us: that something went wrong, that they object; or asks: who looked, a copy."""

from uuid import UUID, uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design.fields import TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.people import api as people
from watersmeet.records.people.api import ASKED, BY_HAND, Kind
from watersmeet.records.people.pages.where import Where

TITLES: dict[Kind, Promise] = {
    Kind.COMPLAINT: _("Tell us what went wrong"),
    Kind.OBJECTION: _("Ask us not to use something"),
    Kind.NAMES: _("Ask who looked, by name"),
    Kind.ACCESS: _("Ask for a copy"),
    Kind.FORGET: _("Ask to be forgotten"),
    Kind.RESTRICT: _("Ask us to keep it, and not use it for now"),
}
LEADS: dict[Kind, Promise] = {
    Kind.COMPLAINT: _("Somebody who looks after privacy reads it. You hear within 30 days that we look at it."),
    Kind.OBJECTION: _("Say what we should not use, or what for. You hear within a month. You still get help."),
    Kind.NAMES: _(
        "We ask first if telling you could put anybody at risk. You hear within a month. Some names may stay unsaid."
    ),
    Kind.ACCESS: _(
        "You get everything that is kept about you here. Somebody reads it first, to keep you and others safe. "
        "You have it within a month."
    ),
    Kind.FORGET: _(
        "We take out your name, your words and how to reach you, here and at everybody who helped you through us. "
        "What you asked for ends. This cannot be taken back. Somebody reads it first. "
        "You hear within a month if we must keep something. When it is done, your page is gone."
    ),
    Kind.RESTRICT: _(
        "We ask everybody who keeps something about you to lock it. Until they answer, nothing changes. "
        "What is locked is kept, and not used. Help that is going on now goes on. "
        "Those you said yes to can still read what you let them: you can stop that too. "
        "You hear within a month. You can let them use it again on any day."
    ),
}


class TellForm(Form):
    """Words, and a key that makes a second click the same telling."""

    words = TextAreaField(
        label=_("What would you like to say?"),
        hint=_("Nobody reads this at once. If you are in danger, ring 999."),
        missing=_("Write what it is about, in your own words"),
        rows=5,
        max_length=3000,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=36)


class AskForm(TellForm):
    """Words are welcome, and not needed."""

    words = TextAreaField(
        label=_("Anything we should know?"),
        hint=_("Nobody reads this at once. If you are in danger, ring 999. You can leave it empty."),
        required=False,
        rows=3,
        max_length=3000,
    )


@require_http_methods(["GET", "POST"])
def tell(request: Asked, kind: str, person: UUID | None = None) -> HttpResponse:
    """What happens when they say it; POST says it."""
    here = Where(request, person)
    if kind not in ASKED:
        raise NotFound
    what = Kind(kind)
    shape = TellForm if what in BY_HAND else AskForm
    form = shape(request.POST if request.method == "POST" else None, initial={"key": str(uuid4())})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            people.tell(person=here.person, kind=what, words=told["words"], key=told["key"], by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        else:
            return redirect(here.url("sharing") + "#asked")
    context = {"form": form, "here": here, "title": TITLES[what], "lead": LEADS[what], "personal": True}
    return render(request, "people/tell.html", context, status=400 if form.errors else 200)
