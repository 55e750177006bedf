"""What is said to an entry: a review, how it stands now, an answer, a reply; an answer kept as a lesson."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Looked, Status
from watersmeet.records.memory.pages.forms import ReviewForm, SayForm, SettleForm
from watersmeet.records.memory.pages.presenters import BUTTONS

Act = Callable[[dict[str, Any]], object]


@require_http_methods(["GET", "POST"])
def review(request: Asked, entry: UUID) -> HttpResponse:
    """How a decision looks today."""
    _insist(memory.mays(request.actor, entry).review)

    def act(said: dict[str, Any]) -> None:
        looked = Looked(said.pop("looked"))
        memory.review(entry, looked, by=request.actor, **said)

    return _say(request, entry, ReviewForm(_posted(request)), _("Look at it again"), act)


@require_http_methods(["GET", "POST"])
def settle(request: Asked, entry: UUID, to: str) -> HttpResponse:
    """How it stands now."""
    allowed = memory.mays(request.actor, entry).settle
    if to not in Status.values or Status(to) not in allowed:
        raise NotFound
    wanted = Status(to)

    def act(said: dict[str, Any]) -> None:
        memory.settle(entry, wanted, by=request.actor, **said)

    return _say(request, entry, SettleForm(wanted, _posted(request)), str(BUTTONS[wanted]), act)


@require_http_methods(["GET", "POST"])
def answer(request: Asked, entry: UUID) -> HttpResponse:
    """Answer a colleague's question."""
    _insist(memory.mays(request.actor, entry).answer)
    form = SayForm(_posted(request), label=_("Your answer"))
    return _say(request, entry, form, _("Answer"), lambda said: memory.answer(entry, by=request.actor, **said))


@require_http_methods(["GET", "POST"])
def reply(request: Asked, entry: UUID) -> HttpResponse:
    """The view of who promised, in their own words."""
    _insist(memory.mays(request.actor, entry).reply)
    form = SayForm(_posted(request), label=_("Your reply"))
    return _say(request, entry, form, _("Reply"), lambda said: memory.reply(entry, by=request.actor, **said))


@require_http_methods(["GET", "POST"])
def strike(request: Asked, entry: UUID) -> HttpResponse:
    """GET says what goes; POST takes every word out for good."""
    _insist(memory.mays(request.actor, entry).strike)
    if request.method == "GET":
        return render(request, "memory/strike.html", {"one": memory.get(request.actor, entry)})
    memory.strike(entry, by=request.actor)
    messages.success(request, _("The words are gone."))
    return redirect("memory:entry", entry)


@post_only
def lesson(request: Asked, remark: UUID) -> HttpResponse:
    """An answer becomes a lesson."""
    made = memory.keep_as_lesson(remark, by=request.actor)
    messages.success(request, _("It is a lesson now. Say in your own words what you do differently."))
    return redirect("memory:entry", made)


@post_only
def agree(request: Asked, entry: UUID) -> HttpResponse:
    """Who promised says yes to its being shown to everybody."""
    memory.agree_public(entry, by=request.actor)
    messages.success(request, _("Agreed. The lead can show it to everybody now."))
    return redirect("memory:entry", entry)


@post_only
def show(request: Asked, entry: UUID) -> HttpResponse:
    """The lead shows it to everybody, or no more."""
    public = request.POST.get("public") == "yes"
    memory.show(entry, public=public, by=request.actor)
    messages.success(request, _("Everybody can read it now.") if public else _("It is not shown any more."))
    return redirect("memory:entry", entry)


def _say(request: Asked, entry: UUID, form: SayForm, title: str, act: Act) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data | {"key": form.cleaned_data["key"] or None})
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("It is kept."))
            return redirect("memory:entry", entry)
    page = {"form": form, "title": title, "one": memory.get(request.actor, entry)}
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "memory/say.html", page, status=status)


def _posted(request: Asked) -> Any:
    return request.POST if request.method == "POST" else None


def _insist(allowed: bool) -> None:
    if not allowed:
        raise NotFound
