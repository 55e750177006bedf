"""Forgetting somebody who asked for it: every record is looked at, then it is done, and cannot be taken back."""

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
from watersmeet.base.problems import Conflict, Invalid
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.design.fields import CheckboxesField
from watersmeet.design.forms import Form
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Record


class ForgetForm(Form):
    """That each record was looked at."""

    records = CheckboxesField(
        label=_("Their records"),
        hint=_("Tick each one that you looked at and that is theirs. If one is somebody else's, part them first."),
        choices=[],
        missing=_("Look at each record first, then tick it"),
    )

    def __init__(self, records: list[Record], data: Any = None) -> None:
        super().__init__(data)
        self.fields["records"].choices = [(str(one.id), _called(one)) for one in records]  # type: ignore[attr-defined]

    def looked_at(self) -> set[UUID]:
        """Those that were ticked."""
        return {UUID(one) for one in self.cleaned_data["records"]}


@require_http_methods(["GET", "POST"])
def forget(request: Asked, matter: UUID) -> HttpResponse:
    """What goes and what stays; POST forgets them."""
    records = people.to_forget(request.actor, matter)
    audit.looked(
        by=request.actor, subjects=[Ref("matter", matter), *(Ref("person", one.id) for one in records)], why="register"
    )
    form = ForgetForm(records, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            people.forget_asked(matter=matter, looked_at=form.looked_at(), by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        except Conflict as problem:
            form.add_error("records", str(problem))
        else:
            messages.success(request, _now("They are forgotten. What stays is that it was done."))
            return redirect("people:registers")
    standing = policy.relations(request.actor, keeper=request.actor.partner)
    context = {
        "form": form,
        "matter": matter,
        "held_by_law": any(one.held_by_law for one in records),
        "is_officer": policy.may(request.actor, "person.erase", standing),
    }
    return render(request, "people/forget.html", context, status=400 if form.errors else 200)


def _called(one: Record) -> str:
    return _now("%(name)s, written down on %(day)s, looked after by %(partner)s") % {
        "name": one.name,
        "day": dates.date(one.made_at),
        "partner": partnerships.partner(one.controller),
    }
