"""Somebody asked to be rung: who, by which rules, whether now, and what came of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.problems import Refusal
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.design.fields import RadioField
from watersmeet.design.forms import Form
from watersmeet.desk import home
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Attempt, Channel, SafeContact
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Called, CallSeen


class CallForm(Form):
    """What came of it."""

    outcome = RadioField(
        label=gettext_lazy("What happened?"),
        choices=Called.choices,
        missing=gettext_lazy("Choose what happened"),
        hints={Called.REACHED: gettext_lazy("The next page helps you to refer them, if they want that.")},
    )


@require_http_methods(["GET", "POST"])
def call(request: Asked, call: UUID) -> HttpResponse:
    """GET shows the number when it is safe to ring now; POST notes what came of it."""
    one = referrals.call_of(request.actor, call)
    if one.outcome:
        return (
            redirect("referrals:refer_person", one.person) if one.outcome is Called.REACHED else redirect("desk:home")
        )
    audit.looked(by=request.actor, subjects=[Ref("person", one.person), Ref("callback", one.id)], why="call")
    form = CallForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        outcome = Called(form.cleaned_data["outcome"])
        referrals.note_call(call, outcome, by=request.actor)
        if outcome is Called.REACHED:
            return redirect("referrals:refer_person", one.person)
        rang = outcome is not Called.RANG_US
        messages.success(request, _("Noted. Thank you for ringing.") if rang else _("Noted. Nobody rings them now."))
        return redirect(home.address(request))
    attempt = Attempt(Channel.PHONE, at=clock.now(), partner=request.actor.partner, worker=request.actor.id)
    answer, contact = people.safe_contact(one.person, attempt)
    no = _not_now(answer) if isinstance(answer, Refusal) else ""
    page = {"form": form, "call": one, "no": no, "rows": _rows(one, contact, shows_number=not no)}
    return render(request, "desk/call.html", page, status=400 if form.errors else 200)


def _not_now(answer: Refusal) -> str:
    if answer.try_again_at:
        return _("Not now. The next time that is safe begins %(when)s.") % {"when": dates.moment(answer.try_again_at)}
    return _("Do not: %(why)s") % {"why": answer.say}


def _rows(one: CallSeen, contact: SafeContact, *, shows_number: bool) -> list[tuple[str, str]]:
    """The rules of this call; the number only while it may be rung."""
    rows = [
        (_("Number"), contact.phone if shows_number else _("Shown when it is safe to ring")),
        (_("Leave a message?"), _("Yes") if contact.leave_message else _("No")),
        (_("If somebody else answers"), _who_answers(contact)),
        (_("Say this first"), contact.code_word),
        (_("Asked"), dates.moment(one.made_at)),
        (_("Tried before"), str(one.tries) if one.tries else ""),
    ]
    return [(name, said) for name, said in rows if said]


def _who_answers(contact: SafeContact) -> str:
    return _("You may say who we are") if contact.say_who else _("Do not say who we are")
