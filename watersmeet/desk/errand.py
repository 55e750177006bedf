"""One errand: what to tell somebody by hand, how the rules let us, and what came of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refusal
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.design.fields import RadioField
from watersmeet.design.forms import Form
from watersmeet.desk.presenters import ContactPresenter
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Attempt, Channel, SafeContact
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import OUTCOMES, TO_THE_PERSON, ErrandOutcome, ErrandSeen

_TITLES = {
    Channel.PHONE: gettext_lazy("Ring them"),
    Channel.POST: gettext_lazy("Print and post a letter"),
    Channel.SMS: gettext_lazy("Text them yourself"),
    None: gettext_lazy("No safe way is left"),
}
_HOW = {
    Channel.PHONE: gettext_lazy("No message could reach them, and the rules below allow a call."),
    Channel.POST: gettext_lazy("No message could reach them, and the rules below allow a letter."),
    Channel.SMS: gettext_lazy("We cannot send texts here, and a text is safe. Say no more than that there is news."),
    None: gettext_lazy("Do not look for another way. When they come back, ask how to reach them."),
}


class ErrandForm(Form):
    """What came of it."""

    def __init__(self, *args: Any, outcomes: list[ErrandOutcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = RadioField(
            label=_("What happened?"),
            choices=[(one.value, one.label) for one in outcomes],
            missing=_("Choose what happened"),
        )


@transaction.atomic
def errand(request: Asked, referral: UUID, errand: UUID) -> HttpResponse:
    """GET shows what to say and how; POST notes what came of it."""
    one = referrals.errand(request.actor, errand)
    if one.referral != referral:
        raise NotFound
    if one.done_at:
        return redirect("desk:story", referral)
    seen = referrals.get(request.actor, referral)
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why="errand")
    contact = people.contact_rules(request.actor, seen.person, on_duty=True)
    form = ErrandForm(request.POST if request.method == "POST" else None, outcomes=_outcomes(one, contact))
    if request.method == "POST" and form.is_valid():
        try:
            referrals.do_errand(errand, ErrandOutcome(form.cleaned_data["outcome"]), by=request.actor)
        except (Invalid, Conflict) as problem:
            form.add_error(None, problem.say)
        else:
            messages.success(request, _("Noted. Thank you for reaching them."))
            return redirect("desk:story", referral)
    page = {
        "form": form,
        "seen": seen,
        "who": seen.card.name if seen.card else _("Referral %(reference)s") % {"reference": seen.reference},
        "title": _TITLES[one.way],
        "how": _HOW[one.way],
        "news": TO_THE_PERSON[seen.state],
        "no": _not_now(request, one),
        "tries": one.tries,
        "by_post": one.way is Channel.POST,
        "contact": ContactPresenter(contact),
    }
    return render(request, "desk/errand.html", page, status=400 if form.errors else 200)


def _outcomes(one: ErrandSeen, contact: SafeContact) -> list[ErrandOutcome]:
    """What can be said of this way; leaving a message only where the person allows it."""
    every = OUTCOMES[one.way or ""]
    silent = one.way is Channel.PHONE and not contact.leave_message
    return [outcome for outcome in every if not (silent and outcome is ErrandOutcome.MESSAGE)]


def _not_now(request: Asked, one: ErrandSeen) -> str:
    """Why not now, by the person's rules as they stand today and for this very worker; "" when it is right."""
    if one.way is None:
        return ""
    attempt = Attempt(one.way, at=clock.now(), partner=request.actor.partner, worker=request.actor.id)
    answer, _contact = people.safe_contact(one.person, attempt)
    if not isinstance(answer, Refusal):
        return ""
    if answer.try_again_at:
        return _("Not now. The next time that is safe begins %(when)s.") % {"when": dates.moment(answer.try_again_at)}
    return _("Do not: %(why)s") % {"why": answer.say}
