"""Deliberations for who works here: the list, asking something, looking at what people say."""

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design import dates, qr
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.api import Said, Shown, Talk
from watersmeet.records.voices.pages.talk_forms import OpenForm, OutForm

FEWEST = 8


class TalkSheet:
    """One deliberation in words."""

    def __init__(self, one: Talk) -> None:
        self.id, self.question, self.partner, self.is_open = one.id, one.question, one.partner, one.is_open
        self.code, self.waiting = one.code.lower(), one.waiting
        self.participants = _so_many(one.participants, exact=not one.is_open)
        self.until, self.may_moderate = dates.date(one.closes_at), one.may_moderate
        self.address = settings.WATERSMEET_ADDRESS + reverse("voices:take_part", args=[self.code])


class SaidRow:
    """One statement, for who looks at it."""

    def __init__(self, one: Said) -> None:
        self.number, self.words = one.number, one.words
        self.waits, self.out = one.shown is Shown.WAITING, one.shown is Shown.TAKEN_OUT
        self.state = str(one.shown.label)
        self.why = str(one.why_out.label) if one.why_out else ""


def _so_many(people: int, *, exact: bool) -> str:
    """How many took part; while it goes on in steps of ten, so that nobody sees somebody come."""
    if exact and people >= FEWEST:
        return _("%(many)s people have taken part.") % {"many": people}
    if people < 10:
        return _("Fewer than ten people have taken part.")
    return _("More than %(many)s people have taken part.") % {"many": people // 10 * 10}


@require_GET
def listed(request: Asked) -> HttpResponse:
    """Every deliberation of the place."""
    page = {
        "talks": [TalkSheet(one) for one in voices.talks(request.actor)],
        "can_open": _may(request, "deliberation.open"),
    }
    return render(request, "voices/talks.html", page)


@require_http_methods(["GET", "POST"])
def open_one(request: Asked) -> HttpResponse:
    """Ask something; POST leads to it."""
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = voices.open_deliberation(
                question=told["question"],
                begin_with=told["begin_with"].splitlines(),
                days=told["days"],
                by=request.actor,
                key=told["key"],
            )
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("It is open. Hand out its address, or its picture."))
            return redirect("voices:talk", made)
    return render(request, "voices/talk_open.html", {"form": form}, status=400 if form.errors else 200)


@require_GET
def one(request: Asked, deliberation: UUID) -> HttpResponse:
    """One: its address to hand out, how many took part, and for who moderates every statement."""
    sheet = TalkSheet(voices.talk(request.actor, deliberation))
    said = voices.statements(request.actor, deliberation) if sheet.may_moderate else []
    page = {
        "sheet": sheet,
        "said": [SaidRow(each) for each in said],
        "picture": qr.svg(sheet.address, name=_("A picture that a phone reads. The address beside it says the same.")),
        "can_end": sheet.is_open and _may(request, "deliberation.open"),
        "can_propose": _may(request, "proposal.make"),
        "key": uuid4(),
    }
    return render(request, "voices/talk.html", page)


@post_only
def show(request: Asked, deliberation: UUID, statement: int) -> HttpResponse:
    """Others see it from now on."""
    voices.look_at(deliberation, statement, by=request.actor)
    messages.success(request, _("Others see it now."))
    return redirect("voices:talk", deliberation)


@require_http_methods(["GET", "POST"])
def take_out(request: Asked, deliberation: UUID, statement: int) -> HttpResponse:
    """It is taken out, and why."""
    said = voices.statements(request.actor, deliberation)
    rows = [SaidRow(each) for each in said if each.number == statement]
    if not rows:
        raise NotFound
    form = OutForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        voices.look_at(deliberation, statement, why_out=form.cleaned_data["why_out"], by=request.actor)
        messages.success(request, _("It is taken out. Whoever said it can say something else."))
        return redirect("voices:talk", deliberation)
    page = {"form": form, "rows": rows, "deliberation": deliberation}
    return render(request, "voices/talk_out.html", page, status=400 if form.errors else 200)


@post_only
def end(request: Asked, deliberation: UUID) -> HttpResponse:
    """It ends now."""
    voices.end_deliberation(deliberation, by=request.actor)
    messages.success(request, _("It has ended. Now everybody can read what people said."))
    return redirect("voices:talk", deliberation)


@post_only
def propose(request: Asked, deliberation: UUID, statement: int) -> HttpResponse:
    """A proposal for new rules that begins with this statement."""
    made = voices.propose_from(deliberation, statement, by=request.actor, key=request.POST.get("key") or None)
    messages.success(request, _("Your proposal is here. Say now who would do it: change who does what."))
    return redirect("partnerships:proposal", made)


def _may(request: Asked, verb: str) -> bool:
    return policy.may(request.actor, verb, policy.relations(request.actor, here=request.actor.partnership))
