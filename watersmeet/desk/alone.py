"""Somebody asked on a person's behalf: the person is seen alone once, and how that went is written down."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design.fields import RadioField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.desk import words
from watersmeet.desk.presenters import ContactPresenter, ProxyPresenter
from watersmeet.desk.story import title
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Alone, Seen


class AloneForm(Form):
    """What became of it; why, or who decides, unless they decide themselves."""

    outcome = RadioField(
        label=gettext_lazy("How did it go?"),
        choices=Alone.choices,
        missing=gettext_lazy("Choose how it went"),
        hints={
            Alone.DECIDED: gettext_lazy(
                "An attorney, a deputy or a best-interests meeting. Write who, and what you saw."
            ),
            Alone.DOUBT: gettext_lazy("It pauses. Write who looks at it with them, and by when."),
        },
    )
    why = TextAreaField(
        label=gettext_lazy("Why, or who decides"),
        hint=gettext_lazy(
            "Only your own organisation reads this, and not at once. If somebody is in danger, call 999."
        ),
        required=False,
        rows=3,
        max_length=1000,
    )


@require_http_methods(["GET", "POST"])
def alone(request: Asked, referral: UUID) -> HttpResponse:
    """GET shows who asked and how the person is reached safely; POST writes down how seeing them alone went."""
    seen = referrals.get(request.actor, referral)
    proxy = referrals.proxy_of(request.actor, referral)
    if proxy is None:
        raise NotFound
    if not proxy.can_settle:
        raise words.moved_on(seen)
    _looked(request, seen)
    form = AloneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            referrals.see_alone(referral, Alone(said["outcome"]), by=request.actor, why=said["why"])
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Written down. The person's own yes is still needed before it is sent."))
            return redirect("desk:story", referral)
    page = {
        "form": form,
        "seen": seen,
        "who": title(seen),
        "proxy": ProxyPresenter(proxy),
        "contact": ContactPresenter(people.contact_rules(request.actor, seen.person, on_duty=True)),
    }
    return render(request, "desk/alone.html", page, status=400 if form.errors else 200)


def _looked(request: Asked, seen: Seen) -> None:
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why="alone")
