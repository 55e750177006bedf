"""The pages of somebody who answers for a partner by link: what is asked, a yes or no, the name, how it goes on."""

from collections.abc import Callable
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import link_codes, link_session, links
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base.problems import Conflict, Invalid, NotFound, Problem
from watersmeet.base.ref import Ref
from watersmeet.records.directory import api as directory
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import ByLink, State
from watersmeet.records.referrals.pages.by_link_forms import CodeForm, LinkStepForm, QuestionForm
from watersmeet.records.referrals.pages.by_link_presenters import SHOWN, ByLinkPresenter, done, title_of


@require_GET
def by_link(request: Asked, referral: UUID) -> HttpResponse:
    """What is asked, or who it is, and what can be done now."""
    return _page(request, _seen(request, referral), CodeForm())


@require_http_methods(["GET", "POST"])
def step(request: Asked, referral: UUID, to: str) -> HttpResponse:
    """One step: GET asks what there is to say, POST takes it."""
    seen = _seen(request, referral)
    state = next((one for one in SHOWN if one.value == to), None)
    reasons = referrals.moves(request.actor, referral).get(state) if state else None
    if state is None or (reasons is None and request.method == "GET"):
        raise NotFound
    form = LinkStepForm(
        request.POST if request.method == "POST" else None,
        to=state,
        reasons=reasons or (),
        services=_others(request, referral) if state in {State.DECLINED, State.LEFT} else (),
        initial={"seen_version": seen.version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            _take(request, lambda: referrals.move(referral, state, by=request.actor, **form.step), done(state))
        except Invalid as problem:
            form.refuse(problem)
        else:
            return redirect("referrals:by_link", referral)
    page = {"form": form, "sheet": ByLinkPresenter(seen), "title": title_of(state), "to": state.value}
    return render(request, "referrals/by_link/step.html", page, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def question(request: Asked, referral: UUID) -> HttpResponse:
    """Something to know before they answer: it goes to whoever sent it."""
    seen = _seen(request, referral)
    if request.method == "GET" and not referrals.may_ask_question(request.actor, referral):
        raise NotFound
    form = QuestionForm(request.POST if request.method == "POST" else None, initial={"seen_version": seen.version})
    if request.method == "POST" and form.is_valid():
        try:
            said = _("Your question is on its way. We send you a link when there is an answer.")
            _take(request, lambda: referrals.ask_question(referral, by=request.actor, **form.cleaned_data), said)
        except Invalid as problem:
            form.refuse(problem)
        else:
            return redirect("referrals:by_link", referral)
    page = {"form": form, "sheet": ByLinkPresenter(seen)}
    return render(request, "referrals/by_link/question.html", page, status=400 if form.errors else 200)


@post_only
def code(request: Asked, referral: UUID) -> HttpResponse:
    """Have another code sent to the group's phone: before the name is shown."""
    seen = _seen(request, referral)
    referrals.may_name(request.actor, referral)
    try:
        link_codes.ask_code(_link(request), from_address=_address(request))
    except Problem as problem:
        return _refused(request, seen, problem)
    return redirect("referrals:by_link", referral)


@require_http_methods(["GET", "POST"])
def name(request: Asked, referral: UUID) -> HttpResponse:
    """Show who it is, for fifteen minutes, to those who give that code."""
    seen = _seen(request, referral)
    referrals.may_name(request.actor, referral)
    if request.method == "GET":
        return redirect("referrals:by_link", referral)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, seen, form)
    try:
        opened = links.confirm(_link(request), form.cleaned_data["code"], from_address=_address(request))
    except Problem as problem:
        return _refused(request, seen, problem)
    link_session.begin(request, opened)
    return redirect("referrals:by_link", referral)


@post_only
def read(request: Asked, referral: UUID) -> HttpResponse:
    """Their group has read what stands there, up to the last that the page showed: whoever wrote it sees that."""
    try:
        upto = UUID(request.POST.get("upto", ""))
    except ValueError:
        raise NotFound from None
    if upto not in {one.id for one in referrals.seen_by_link(request.actor, referral).messages}:
        raise NotFound
    referrals.read_messages(referral, upto=upto, by=request.actor)
    return redirect("referrals:by_link", referral)


def _take(request: Asked, act: Callable[[], None], said: str) -> None:
    """Do it and say so; when another of the group was faster, say that, and their page shows how it stands."""
    try:
        act()
    except Conflict as problem:
        messages.info(request, _("Somebody was faster than you. %(why)s") % {"why": problem.say})
    else:
        messages.success(request, said)


def _seen(request: Asked, referral: UUID) -> ByLink:
    seen = referrals.seen_by_link(request.actor, referral)
    about = [Ref("person", seen.person), Ref("referral", seen.id)]
    audit.looked(by=request.actor, subjects=about, why="by_link_name" if seen.named else "by_link")
    return seen


def _page(request: Asked, seen: ByLink, form: CodeForm, status: int = 200) -> HttpResponse:
    page = {
        "sheet": ByLinkPresenter(seen, referrals.moves(request.actor, seen.id)),
        "form": form,
        "asked": link_codes.was_asked(_link(request)),
        "can_ask": referrals.may_ask_question(request.actor, seen.id),
    }
    return render(request, "referrals/by_link/by_link.html", page, status=400 if form.errors else status)


def _refused(request: Asked, seen: ByLink, problem: Problem) -> HttpResponse:
    form = CodeForm({"code": "000000"})
    form.add_error("code", problem.say)
    return _page(request, seen, form)


def _link(request: Asked) -> UUID:
    if request.opened is None:
        raise NotFound
    return request.opened.link


def _address(request: Asked) -> str:
    found: str = get_adapter(request).get_client_ip(request)
    return found


def _others(request: Asked, referral: UUID) -> list[directory.Choice]:
    """What could be tried instead."""
    asked = referrals.get(request.actor, referral).service
    return [one for one in directory.choices(request.actor) if one.id != asked]
