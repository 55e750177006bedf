"""Typing in a paper form: its number, what stands on it, a check beside the paper, and what became of the paper."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base import ids
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import FormSeen, Paper
from watersmeet.records.referrals.pages.paper_presenters import CheckPresenter, DonePresenter
from watersmeet.records.referrals.pages.paper_questions import BecameForm, NumberForm, SameForm, TypeForm
from watersmeet.records.referrals.pages.refer_presenters import MatchRow

TYPED = "paper"


@require_http_methods(["GET", "POST"])
def number(request: Asked) -> HttpResponse:
    """Which form is it? POST leads to its questions; one that was typed in before is said so."""
    if not referrals.takes_paper(request.actor):
        raise NotFound
    form = NumberForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            seen = referrals.form_numbered(request.actor, form.cleaned_data["number"])
        except Invalid as problem:
            form.refuse(problem)
        else:
            return _typed_before(request, seen) if seen.typed_at else redirect("referrals:paper_type", seen.id)
    return render(request, "referrals/paper/number.html", {"form": form}, status=_status(form))


@post_only
def copy(request: Asked, form: UUID) -> HttpResponse:
    """A copy by machine gets a number of its own, to be written on it."""
    made = referrals.number_a_copy(form, by=request.actor, key=request.POST.get("key") or None)
    return redirect("referrals:paper_type", made)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def type_in(request: Asked, form: UUID) -> HttpResponse:
    """What stands on it. POST keeps it in the drawer for the check; of somebody under 16 nothing is kept."""
    seen, drawer = referrals.paper_form(request.actor, form), Drawer.of(request)
    if seen.typed_at:
        return _typed_before(request, seen)
    asked = _questions(request, seen, _posted(request) or _kept(drawer, seen), is_checked=request.method == "POST")
    if request.method == "POST" and asked.is_valid():
        if asked.is_of_a_child:
            drawer.throw_away(TYPED)
            lines = [(line.name, line.number, line.when) for line in partnerships.for_young_people().lines]
            return render(request, "referrals/paper/child.html", {"lines": [one for one in lines if one[1] != "999"]})
        drawer.put(TYPED, {"form": str(seen.id), "key": str(ids.new()), "posted": dict(request.POST.lists())})
        answer = redirect("referrals:paper_check", seen.id)
        drawer.hand_to(answer)
        return answer
    page = {"form": asked, "seen": seen, "share": seen.share.splitlines(), "count": seen.count.splitlines()}
    return render(request, "referrals/paper/type.html", page, status=_status(asked))


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def check(request: Asked, form: UUID) -> HttpResponse:
    """Compare it with the paper; who may be known already is shown, and a human decides. POST writes it down."""
    seen, drawer = referrals.paper_form(request.actor, form), Drawer.of(request)
    if seen.typed_at:
        return redirect("referrals:paper_done", seen.referral) if seen.referral else _typed_before(request, seen)
    kept: Any = drawer.get(TYPED)
    asked = _questions(request, seen, _kept(drawer, seen), is_checked=True)
    if kept is None or not asked.is_valid():
        messages.info(request, _("What you typed was not kept for so long. Please type it in again."))
        return redirect("referrals:paper_type", seen.id)
    alike = _alike(request, asked)
    same = SameForm(alike if _may_merge(request) else [], _posted(request))
    if request.method == "POST" and same.is_valid():
        try:
            made = referrals.type_in(asked.told(same.same_as), by=request.actor, key=kept["key"])
        except (Invalid, Conflict) as problem:
            same.add_error(None, problem.say)
        else:
            drawer.throw_away(TYPED)
            return redirect("referrals:paper_done", made)
    page = {"form": same, "seen": seen, "sheet": CheckPresenter(asked, seen, _own(request)), "alike": alike}
    return render(request, "referrals/paper/check.html", page, status=_status(same))


@require_http_methods(["GET", "POST"])
def done(request: Asked, referral: UUID) -> HttpResponse:
    """Who has it now and by when; POST says what happened to the paper."""
    seen = referrals.typed(request.actor, referral)
    form = BecameForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            referrals.settle_paper(referral, Paper(form.cleaned_data["became"]), by=request.actor)
        except Conflict as problem:
            messages.info(request, problem.say)
        return redirect("referrals:paper_done", referral)
    page = {"form": form, "sheet": DonePresenter(seen)}
    return render(request, "referrals/paper/done.html", page, status=_status(form))


def _typed_before(request: Asked, seen: FormSeen) -> HttpResponse:
    page = {"form": NumberForm(), "before": seen, "key": str(ids.new())}
    return render(request, "referrals/paper/number.html", page, status=HTTPStatus.CONFLICT)


def _questions(request: Asked, seen: FormSeen, typed: QueryDict | None, *, is_checked: bool) -> TypeForm:
    """The questions with what was typed; on the way back from the check it is shown again, and not judged."""
    if request.actor.partnership is None:
        raise NotFound
    others = [one for one in partnerships.partners(request.actor.partnership) if one.pk != request.actor.partner]
    if is_checked or typed is None:
        return TypeForm(seen, others, typed, initial={"received_on": seen.today})
    again = TypeForm(seen, others, typed)
    shown = {name: field.widget.value_from_datadict(typed, None, name) for name, field in again.fields.items()}
    return TypeForm(seen, others, initial=shown)


def _kept(drawer: Drawer, seen: FormSeen) -> QueryDict | None:
    """What was typed of this form and waits for the check."""
    held: Any = drawer.get(TYPED)
    if held is None or held["form"] != str(seen.id):
        return None
    typed = QueryDict(mutable=True)
    for name, values in held["posted"].items():
        typed.setlist(name, values)
    return typed


def _alike(request: Asked, asked: TypeForm) -> list[MatchRow]:
    told = asked.cleaned_data
    found = people.find_person(request.actor, name=told["name"], phone=told["phone"], email=told["email"])
    audit.looked(by=request.actor, subjects=[Ref("person", one.id) for one in found], why="find")
    return [MatchRow(one) for one in found]


def _may_merge(request: Asked) -> bool:
    actor = request.actor
    return policy.may(actor, "person.merge", policy.relations(actor, keeper=actor.partner))


def _own(request: Asked) -> UUID:
    if request.actor.partner is None:
        raise NotFound
    return request.actor.partner


def _posted(request: Asked) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _status(form: Any) -> int:
    return HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
