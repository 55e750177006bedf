"""A signpost in a few seconds: one short form, undone by one press; and what was noted, counted."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms as plain
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base import ids
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design.charts import Table
from watersmeet.design.fields import RadioField, SelectField
from watersmeet.design.forms import Form
from watersmeet.records.directory import api as directory
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.api import Domain, Elsewhere, Few, Signposted, WhyPointed


class SignpostForm(Form):
    """Where somebody was pointed, what it was about, and why if that is known. No words, no name."""

    to = SelectField(
        label=gettext_lazy("Where did you point them?"), missing=gettext_lazy("Choose where you pointed them")
    )
    domain = RadioField(
        label=gettext_lazy("What was it about?"),
        missing=gettext_lazy("Choose what it was about"),
        choices=Domain.choices,
    )
    reason = SelectField(
        label=gettext_lazy("Why there?"),
        required=False,
        choices=[("", gettext_lazy("I do not say")), *WhyPointed.choices],
    )
    key = plain.CharField(widget=plain.HiddenInput, max_length=64)

    def __init__(self, services: Sequence[tuple[str, str]], data: Any = None, *, to: str = "") -> None:
        super().__init__(data, initial={"to": to, "key": str(ids.new())})
        first = ("", _("Choose a place"))
        self.fields["to"].choices = [first, *Elsewhere.choices, *services]  # type: ignore[attr-defined]

    @property
    def told(self) -> dict[str, Any]:
        """As the action takes it."""
        to = self.cleaned_data.pop("to")
        place = {"elsewhere": to} if to in Elsewhere.values else {"service": UUID(to)}
        return self.cleaned_data | place


@require_http_methods(["GET", "POST"])
def note(request: Asked) -> HttpResponse:
    """One form; the service is filled in where the worker came from one."""
    services = _services(request.actor)
    known = request.GET.get("service", "")
    form = SignpostForm(
        services,
        request.POST if request.method == "POST" else None,
        to=known if known in {one for one, _name in services} else "",
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = plans.point(by=request.actor, **form.told)
        except Invalid as problem:
            form.refuse(problem)
        else:
            return redirect("plans:signpost_noted", made)
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "plans/signpost.html", {"form": form}, status=status)


@require_GET
def noted(request: Asked, signpost: UUID) -> HttpResponse:
    """It is noted, and can be undone."""
    return render(request, "plans/noted.html", {"one": plans.pointed(request.actor, signpost)})


@post_only
def undo(request: Asked, signpost: UUID) -> HttpResponse:
    """It was a slip."""
    plans.undo_signpost(signpost, by=request.actor)
    messages.success(request, _("Undone. It is not counted."))
    return redirect("plans:signpost")


@require_GET
def counts(request: Asked) -> HttpResponse:
    """What was noted in a year, for everybody who works here; small numbers in words."""
    if request.actor.partnership is None:
        raise NotFound
    found = plans.signposted(request.actor)
    page = {
        "found": found,
        "tables": _tables(found) if found.any else [],
        "exact": policy.may(request.actor, "evidence.exact"),
        "notes": policy.could(request.actor, "signpost.note"),
    }
    return render(request, "plans/signposts.html", page)


def _services(actor: Actor) -> list[tuple[str, str]]:
    return [(str(one.id), f"{one.name} ({one.organisation})") for one in directory.choices(actor)]


def _tables(found: Signposted) -> list[Table]:
    what = Table(
        _("What people asked about"),
        (_("About"), _("Pointed"), _("Not found")),
        [(str(one.label), _count(met), _count(lost)) for one, (met, lost) in found.domains.items()],
        numbers=(1, 2),
    )
    why = [(str(one.label), _count(few)) for one, few in found.reasons.items()]
    where = [(name, _count(few)) for name, few in found.places]
    return [
        what,
        *([Table(_("Where they were pointed"), (_("Place"), _("How often")), where, numbers=(1,))] if where else []),
        *([Table(_("Why there"), (_("Reason"), _("How often")), why, numbers=(1,))] if why else []),
    ]


def _count(few: Few) -> str:
    if few.small:
        return _("fewer than 5")
    return str(few.count) if few.exact else _("about %(count)s") % {"count": 5 * round(few.count / 5)}
