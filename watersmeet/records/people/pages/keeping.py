"""What leaves by rule, what stays and why, what left: for those who answer for a partner's privacy."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design import dates
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Leaving
from watersmeet.records.people.pages.register_forms import HoldForm

KINDS: dict[str, Promise] = {
    "asked_never_contacted": gettext_lazy("A request from which nothing began"),
    "referral": gettext_lazy("Referrals"),
    "need": gettext_lazy("Needs and goals"),
    "measure": gettext_lazy("Answers about how they are"),
    "matter": gettext_lazy("Entries in the privacy registers"),
    "override": gettext_lazy("Overrides"),
    "concern": gettext_lazy("Safeguarding concerns"),
}
STOPS: dict[str, Promise] = {
    "open_referral": gettext_lazy("A referral is open."),
    "open_errand": gettext_lazy("Somebody is still to be told something by hand."),
    "open_paper": gettext_lazy("Nobody has said yet what happened to a paper form."),
    "open_call": gettext_lazy("Somebody asked to be rung, and is still to be rung."),
    "open_measure": gettext_lazy("Questions wait for an answer."),
    "open_alert": gettext_lazy("Somebody is still to be rung."),
    "locked": gettext_lazy("They asked that it is kept, and not used"),
    "open_matter": gettext_lazy("Something is open in the privacy registers."),
    "held_by_law": gettext_lazy("It is held by law."),
}


class LeavingSheet:
    """One entry, by reference: what is kept, when it leaves, what stops it; how it ended."""

    def __init__(self, one: Leaving) -> None:
        self.id, self.reference, self.hold, self.hold_words = one.id, one.reference, one.hold, one.hold_words
        self.kinds = [str(KINDS[kind]) for kind in one.kinds] or [_("The person's own record")]
        self.stops = [str(STOPS[code]) for code in one.stopped_by]
        self.day = dates.date(one.due_at) if one.due_at else ""
        self.ended = dates.date(one.settled_at) if one.settled_at else ""
        self.outcome = str(one.outcome.label) if one.outcome else ""


@require_GET
def home(request: Asked) -> HttpResponse:
    """What leaves, the soonest first; what was kept and why; what left."""
    most = people.LEAVING_SHOWN
    sheets = [LeavingSheet(one) for one in people.leaving(request.actor)]
    gone = [LeavingSheet(one) for one in people.left(request.actor)]
    if request.actor.partner is None or request.actor.partnership is None:
        raise NotFound
    rules = partnerships.model_at(request.actor.partnership).model.retention
    periods = rules.of(str(partnerships.partner(request.actor.partner)))
    context = {
        "more_soon": len(sheets) > most,
        "more_left": len(gone) > most,
        "soon": [one for one in sheets[:most] if not one.stops],
        "stopped": [one for one in sheets[:most] if one.stops],
        "left": [(one.ended, one.reference, one.outcome) for one in gone[:most]],
        "periods": [(str(words), str(getattr(periods, kind))) for kind, words in KINDS.items()],
        "notice_days": rules.notice_days,
    }
    return render(request, "people/keeping.html", context)


@require_http_methods(["GET", "POST"])
def hold(request: Asked, matter: UUID) -> HttpResponse:
    """Why it must be kept: POST keeps it until somebody ends that."""
    one = next((each for each in people.leaving(request.actor) if each.id == matter), None)
    if one is None:
        raise NotFound
    form = HoldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            people.hold(matter=matter, words=form.cleaned_data["words"], by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("It is kept until you end that."))
            return redirect("people:keeping")
    context = {"form": form, "sheet": LeavingSheet(one)}
    return render(request, "people/keeping_hold.html", context, status=400 if form.errors else 200)


@post_only
def end_hold(request: Asked, matter: UUID) -> HttpResponse:
    """It need not be kept any more."""
    people.end_hold(matter=matter, by=request.actor)
    messages.success(request, _("It is not held any more, and leaves on its day."))
    return redirect("people:keeping")
