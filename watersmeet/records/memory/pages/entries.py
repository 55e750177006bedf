"""One entry: written down, read with all that was said to it, changed, followed by a newer one."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import KINDS, Kind, Said, Seen
from watersmeet.records.memory.pages.abouts import named, partners_of
from watersmeet.records.memory.pages.findings import ReplyRow
from watersmeet.records.memory.pages.forms import OTHER, EntryForm, initial_of
from watersmeet.records.memory.pages.home import kind_named
from watersmeet.records.memory.pages.presenters import BUTTONS, Happened, Sheet, Voice


@require_http_methods(["GET", "POST"])
def new(request: Asked, kind: str) -> HttpResponse:
    """Write down an entry of a kind; the address may say what it is about, and how it may be called."""
    wanted = kind_named(kind)
    begun = {"about_all": (), "title": request.GET.get("title", "")[:200]}
    form = _form(request, wanted, initial=initial_of({}, _about_in(request)) | begun)
    if form.is_bound and form.is_valid():
        try:
            made = memory.record(wanted, form.told, by=request.actor, key=form.cleaned_data["key"] or None)
        except Invalid as problem:
            form.refuse(problem)
        else:
            return _done(request, made, _("It is kept."))
    return _written(request, form, KINDS[wanted].add)


@require_GET
def entry(request: Asked, entry: UUID) -> HttpResponse:
    """One entry: what it says, what was said to it, what happened, what I can do."""
    one = memory.get(request.actor, entry)
    spoken = memory.spoken(request.actor, entry)
    mays = memory.mays(request.actor, entry)
    happened = [Happened(one.kind, step) for step in memory.steps(request.actor, entry)]
    page = {
        "sheet": Sheet(one, named(request.actor, memory.about_of(request.actor, entry))),
        "answers": [Voice(said) for said in spoken if said.what == Said.ANSWER],
        "replies": [Voice(said) for said in spoken if said.what == Said.REPLY],
        "happened": happened,
        "mays": mays,
        "shows": memory.shows(request.actor, entry),
        "may_announce": memory.may_announce(request.actor, entry),
        "may_publish": memory.may_publish(request.actor, entry),
        "from_outside": [ReplyRow(each) for each in memory.replies_to(request.actor, entry)],
        "settles": [(to.value, BUTTONS[to]) for to in mays.settle],
        "earlier": [step for step in happened if step.before],
    }
    return render(request, "memory/entry.html", page)


@require_http_methods(["GET", "POST"])
def change(request: Asked, entry: UUID) -> HttpResponse:
    """Other words; the earlier ones stay to be read."""
    one = memory.get(request.actor, entry)
    if not memory.mays(request.actor, entry).change:
        raise NotFound
    form = _form(request, one.kind, initial=_initial(request, one) | {"seen_version": one.version})
    if form.is_bound and form.is_valid():
        try:
            memory.change(entry, form.told, by=request.actor, seen_version=form.cleaned_data["seen_version"])
        except Invalid as problem:
            form.refuse(problem)
        else:
            return _done(request, entry, _("Changed. How it read before is kept."))
    return _written(request, form, _("Change it"), one)


@require_http_methods(["GET", "POST"])
def supersede(request: Asked, entry: UUID) -> HttpResponse:
    """A newer one takes its place."""
    one = memory.get(request.actor, entry)
    form = _form(request, one.kind, initial=_initial(request, one))
    if form.is_bound and form.is_valid():
        try:
            made = memory.supersede(entry, form.told, by=request.actor, key=form.cleaned_data["key"] or None)
        except Invalid as problem:
            form.refuse(problem)
        else:
            return _done(request, made, _("It is kept. The earlier one says that this took its place."))
    return _written(request, form, _("Write what takes its place"), one)


def _form(request: Asked, kind: Kind, *, initial: dict[str, Any]) -> EntryForm:
    return EntryForm(kind, request.actor, request.POST if request.method == "POST" else None, initial=initial)


def _written(request: Asked, form: EntryForm, title: Any, one: Seen | None = None) -> HttpResponse:
    page = {"form": form, "title": title, "says": form.shape.says, "one": one}
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "memory/write.html", page, status=status)


def _done(request: Asked, entry: UUID, says: str) -> HttpResponse:
    messages.success(request, says)
    return redirect("memory:entry", entry)


def _initial(request: Asked, one: Seen) -> dict[str, Any]:
    shown = initial_of(one.parts, memory.about_of(request.actor, one.id))
    body = str(one.body_id) if one.body_id else OTHER if one.body else ""
    shown |= {"title": one.title, "day": one.day, "review_on": one.review_on, "sector": one.sector}
    shown |= {"body": body, "body_name": "" if one.body_id else one.body}
    chosen = str(one.promised_to) in {ident for ident, _name in partners_of(request.actor)}
    return shown | ({"to_partner": str(one.promised_to), "to": ""} if chosen else {})


def _about_in(request: Asked) -> list[tuple[str, str]]:
    """What the address says that it is about: ?about=reason:full."""
    told = [one.partition(":") for one in request.GET.getlist("about")]
    return [(kind, ident) for kind, _colon, ident in told if ident]
