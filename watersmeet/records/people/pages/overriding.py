"""Showing something without a yes: to keep somebody safe, with a reason, a scope and an end."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design.fields import CheckboxesField, RadioField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category
from watersmeet.records.people import api as people
from watersmeet.records.people.api import OverrideKind

HOURS = ((4, _("4 hours")), (24, _("A day")), (72, _("3 days")), (168, _("A week")), (720, _("30 days")))


class OverrideForm(Form):
    """Why, to whom, what and for how long: nothing is chosen beforehand."""

    kind = RadioField(label=_("Why?"), missing=_("Choose why"), choices=OverrideKind.choices)
    reason = TextAreaField(
        label=_("Why can it not wait for the person's yes?"),
        hint=_("Your privacy officer reads this."),
        missing=_("Say why this cannot wait"),
        rows=4,
        max_length=3000,
    )
    receiver = RadioField(label=_("Who needs to see it?"), missing=_("Choose who needs to see it"), choices=[])
    categories = CheckboxesField(
        label=_("What do they need to see?"),
        hint=_("No more than is needed."),
        missing=_("Choose what they need to see"),
        choices=Category.choices,
    )
    hours = RadioField(label=_("For how long?"), missing=_("Choose for how long"), choices=HOURS)

    def __init__(self, others: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["receiver"].choices = others  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def override(request: Asked, person: UUID) -> HttpResponse:
    """What it takes; POST shows it from now until its end."""
    mine = request.actor.partner
    if mine is None or people.keeper(request.actor, person) != mine:
        raise NotFound
    policy.insist(request.actor, "person.override", policy.relations(request.actor, keeper=mine))
    there = partnerships.partners(partnerships.partner(mine).partnership_id)
    others = [(str(one.pk), str(one)) for one in there if one.pk != mine]
    form = OverrideForm(others, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            people.override(
                person=person,
                giver=mine,
                receiver=UUID(told["receiver"]),
                categories=[Category(one) for one in told["categories"]],
                kind=OverrideKind(told["kind"]),
                reason=told["reason"],
                until=clock.now() + timedelta(hours=int(told["hours"])),
                by=request.actor,
            )
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _now("It is shown now. Your privacy officer has been told."))
            return redirect("desk:home")
    audit.looked(by=request.actor, subjects=[Ref("person", person)], why="override")
    who = people.cards(request.actor, [person]).get(person)
    return render(request, "people/override.html", {"form": form, "who": who}, status=400 if form.errors else 200)
