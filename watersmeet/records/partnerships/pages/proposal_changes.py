"""Changing a proposal: its numbers, its hours, who does what, or the whole of it by a file."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only, whole_number
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.design.forms import Form
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Line, Model, Partner, ProposalState, ProposalView, Step
from watersmeet.records.partnerships.pages.proposal_forms import (
    FloorsForm,
    LineForm,
    NumbersForm,
    PlaceForm,
    TomlForm,
    WhyForm,
)
from watersmeet.records.partnerships.pages.proposal_lists import LISTED
from watersmeet.records.partnerships.pages.proposal_words import LineRow, ProposalSheet, titles

Told = Callable[[], dict[str, Any]]
"""What a sound form changes: `change` of the document, `why` or `from_on`."""


@require_http_methods(["GET", "POST"])
def numbers(request: Asked, proposal: UUID, part: str) -> HttpResponse:
    """The numbers of one part: limits, floors, retention, ratifying."""
    seen = _open(request, proposal)
    if part not in titles():
        raise NotFound
    data = request.POST if request.method == "POST" else None
    form = FloorsForm(seen.model, data) if part == "floors" else NumbersForm(part, seen.model, data)
    return _changed(request, seen, form, titles()[part], lambda: {"change": form.told})


@require_http_methods(["GET", "POST"])
def place(request: Asked, proposal: UUID) -> HttpResponse:
    """The front door, the number to ring, and when messages may leave."""
    seen = _open(request, proposal)
    form = PlaceForm(seen.model, _there(request), request.POST if request.method == "POST" else None)
    return _changed(request, seen, form, _("How we are reached"), lambda: {"change": form.told})


@require_http_methods(["GET", "POST"])
def words(request: Asked, proposal: UUID) -> HttpResponse:
    """Why, and from which day."""
    seen = _open(request, proposal)
    form = WhyForm(
        request.POST if request.method == "POST" else None,
        initial={"why": seen.row.why, "from_on": seen.row.from_on},
    )
    return _changed(request, seen, form, _("Why, and from when"), lambda: form.cleaned_data)


@require_http_methods(["GET", "POST"])
def document(request: Asked, proposal: UUID) -> HttpResponse:
    """The whole of it by a file."""
    seen = _open(request, proposal)
    form = TomlForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    return _changed(
        request,
        seen,
        form,
        _("Bring the rules as a file"),
        lambda: {"change": lambda _model: form.cleaned_data["file"]},
    )


@require_http_methods(["GET", "POST"])
def who(request: Asked, proposal: UUID) -> HttpResponse:
    """Who does what: every line, and one more."""
    seen = _open(request, proposal)
    form = LineForm(seen.model, _there(request), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        line = Line(partner=said["partner"], does=said["does"].strip())
        _change(request, proposal, change=lambda model: _with(model, said["step"], lambda step: (*step.lines, line)))
        return redirect("partnerships:proposal_who", proposal)
    rows = [LineRow(step, number, line) for step in seen.model.steps for number, line in enumerate(step.lines)]
    page = {"form": form, "sheet": ProposalSheet(seen), "steps": seen.model.steps, "rows": rows}
    return render(request, "partnerships/proposal_who.html", page, status=400 if form.errors else 200)


@post_only
def drop_line(request: Asked, proposal: UUID, step: str, number: int) -> HttpResponse:
    """One line less."""
    _open(request, proposal)
    _change(
        request,
        proposal,
        change=lambda model: _with(
            model, step, lambda old: tuple(one for place, one in enumerate(old.lines) if place != number)
        ),
    )
    return redirect("partnerships:proposal_who", proposal)


@post_only
def together(request: Asked, proposal: UUID, step: str) -> HttpResponse:
    """The partners of a step do it together, or not any more."""
    _open(request, proposal)
    _change(
        request,
        proposal,
        change=lambda model: model.model_copy(
            update={
                "steps": tuple(
                    one.model_copy(update={"together": not one.together}) if one.key == step else one
                    for one in model.steps
                )
            }
        ),
    )
    return redirect("partnerships:proposal_who", proposal)


@require_http_methods(["GET", "POST"])
def listed(request: Asked, proposal: UUID, part: str) -> HttpResponse:
    """A part that is a list: every entry, and one more."""
    seen, listing = _open(request, proposal), LISTED[part]
    form = listing.form(_there(request), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, proposal, change=form.told)
        except Invalid as problem:
            form.refuse(problem)
        else:
            return redirect(f"partnerships:proposal_{part}", proposal)
    page = {"form": form, "sheet": ProposalSheet(seen), "listing": listing, "part": part}
    page["rows"] = listing.rows(getattr(seen.model, part))
    return render(request, "partnerships/proposal_listed.html", page, status=400 if form.errors else 200)


@post_only
def take_out(request: Asked, proposal: UUID, part: str, number: int) -> HttpResponse:
    """One entry of a list less."""
    _open(request, proposal)
    if part not in LISTED:
        raise NotFound
    _change(
        request,
        proposal,
        change=lambda model: model.model_copy(
            update={part: tuple(one for place, one in enumerate(getattr(model, part)) if place != number)}
        ),
    )
    return redirect(f"partnerships:proposal_{part}", proposal)


@post_only
def renew(request: Asked, proposal: UUID) -> HttpResponse:
    """It is read against the rules as they are by now."""
    _open(request, proposal)
    _change(request, proposal)
    return _done(request, proposal)


def _with(model: Model, key: str, lines: Callable[[Step], tuple[Line, ...]]) -> Model:
    steps = [one.model_copy(update={"lines": lines(one)}) if one.key == key else one for one in model.steps]
    return model.model_copy(update={"steps": tuple(steps)})


def _changed(request: Asked, seen: ProposalView, form: Form, title: str, told: Told) -> HttpResponse:
    """The form, or what it tells of a sound one is done."""
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, seen.row.id, **told())
        except Invalid as problem:
            form.refuse(problem)
        else:
            return _done(request, seen.row.id)
    return _page(request, seen, form, title)


def _change(request: Asked, proposal: UUID, **told: Any) -> None:
    partnerships.change_proposal(proposal, edition=whole_number(request, "edition"), by=request.actor, **told)


def _page(request: Asked, seen: ProposalView, form: Form, title: str) -> HttpResponse:
    page = {"form": form, "sheet": ProposalSheet(seen), "title": title}
    return render(request, "partnerships/proposal_change.html", page, status=400 if form.errors else 200)


def _done(request: Asked, proposal: UUID) -> HttpResponse:
    messages.success(request, _("Changed. Whoever is named takes it on anew."))
    return redirect("partnerships:proposal", proposal)


def _open(request: Asked, proposal: UUID) -> ProposalView:
    """One that the actor may change now. Raises NotFound, Refused, Conflict."""
    seen = partnerships.proposal(request.actor, proposal)
    if not seen.may_change:
        policy.insist(request.actor, "proposal.change")
    if seen.row.state != ProposalState.OPEN:
        raise Conflict(_("This proposal cannot be changed now."), _("Read where it stands, or make a new one."))
    return seen


def _there(request: Asked) -> list[Partner]:
    return partnerships.partners(request.actor.partnership) if request.actor.partnership else []
