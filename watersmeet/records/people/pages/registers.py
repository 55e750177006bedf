"""The registers, for those who answer for a partner's privacy: what waits, one matter, writing one down."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.people import api as people
from watersmeet.records.people.api import BY_HAND, RULES, Acts, Case, Kind, MatterState, NamedLook, Outcome
from watersmeet.records.people.pages.register_forms import (
    YES,
    NamesForm,
    ReviewForm,
    SettleForm,
    UnlockForm,
    WriteForm,
    form_of,
)
from watersmeet.records.people.pages.register_words import (
    CaseItem,
    CaseSheet,
    OverriddenSheet,
    StepWords,
    named_rows,
    title_of,
)

ACTED = [kind for kind, rule in RULES.items() if rule.acts is Acts.PRIVACY]


@require_GET
def home(request: Asked) -> HttpResponse:
    """What waits, what is due first before the rest; below it what is restricted."""
    waiting = people.cases(request.actor, ACTED)
    locked = people.cases(request.actor, [Kind.RESTRICTION])
    context = {
        "items": [CaseItem(one) for one in waiting],
        "locked": [CaseItem(one) for one in locked],
        "by_hand": [(kind.value, title_of(kind)) for kind in BY_HAND],
    }
    return render(request, "people/registers.html", context)


@require_GET
def settled(request: Asked) -> HttpResponse:
    """What was settled, the newest first: how it ended, by reference."""
    cases = people.cases(request.actor, settled=True)
    return render(request, "people/registers_settled.html", {"items": [CaseItem(one) for one in cases]})


@require_http_methods(["GET", "POST"])
def write(request: Asked, kind: str) -> HttpResponse:
    """Write down what came by voice, by letter or was found."""
    if kind not in BY_HAND:
        raise NotFound
    form = WriteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = people.write_down(
                kind=Kind(kind), words=told["words"], known_at=form.known_at(), key=told["key"], by=request.actor
            )
        except Invalid as problem:
            form.refuse(problem)
        else:
            return redirect("people:matter", made)
    context = {"form": form, "title": title_of(Kind(kind)), "kind": kind}
    return render(request, "people/register_write.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def matter(request: Asked, matter: UUID) -> HttpResponse:
    """One matter: what it is about, what happened, and settling it."""
    case = people.case(request.actor, matter)
    about = [Ref("matter", matter), *([Ref("person", case.person)] if case.person else [])]
    audit.looked(by=request.actor, subjects=about, why="register")
    looks = people.names_asked(request.actor, matter) if case.kind is Kind.NAMES else []
    form = form_of(case, looks, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _settle(request, case, form)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Settled. It stays in the register."))
            return redirect("people:registers")
    return render(request, "people/matter.html", _page(request, case, form, looks), status=400 if form.errors else 200)


@post_only
def unlock(request: Asked, matter: UUID) -> HttpResponse:
    """They told the officer that it may be used again."""
    case = people.case(request.actor, matter)
    form = UnlockForm(request.POST)
    if form.is_valid():
        people.unlock(matter=matter, words=form.cleaned_data["words"], by=request.actor)
        messages.success(request, _("Unlocked. It stays in the register."))
        return redirect("people:registers")
    page = {**_page(request, case, form_of(case, []), []), "unlock": form, "form": form}
    return render(request, "people/matter.html", page, status=400)


@post_only
def acknowledge(request: Asked, matter: UUID) -> HttpResponse:
    """It came, and is looked at."""
    people.acknowledge(matter=matter, by=request.actor)
    messages.success(request, _("Acknowledged. Their page says so."))
    return redirect("people:matter", matter)


def _settle(request: Asked, case: Case, form: SettleForm | NamesForm) -> None:
    if isinstance(form, NamesForm):
        people.settle(matter=case.id, outcome=form.outcome(), words=form.answer(), by=request.actor)
        return
    told = form.cleaned_data
    outcome = Outcome(told["outcome"])
    if isinstance(form, ReviewForm):
        tell = told["tell"] == YES
        people.review_override(matter=case.id, outcome=outcome, words=told["words"], tell=tell, by=request.actor)
        return
    people.settle(matter=case.id, outcome=outcome, words=told["words"], by=request.actor)


def _page(request: Asked, case: Case, form: SettleForm | NamesForm, looks: list[NamedLook]) -> dict[str, object]:
    is_override = case.kind is Kind.OVERRIDE
    return {
        "case": CaseSheet(case),
        "form": form,
        "can_settle": case.settled_at is None
        and RULES[case.kind].acts is Acts.PRIVACY
        and case.kind is not Kind.ACCESS,
        "unlock": UnlockForm() if case.was_asked_for and case.settled_at is None else None,
        "can_check": case.settled_at is None and case.kind is Kind.ACCESS,
        "can_forget": case.settled_at is None and case.kind is Kind.FORGET,
        "can_acknowledge": case.state is MatterState.OPEN and RULES[case.kind].acknowledge,
        "looks": named_rows(looks),
        "overridden": OverriddenSheet(people.overridden(request.actor, case.id)) if is_override else None,
        "steps": [StepWords(step) for step in people.case_steps(request.actor, case.id)],
    }
