"""The way into the memory: search, what is newest, what falls due, each kind."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import NotFound
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import KINDS, Kind
from watersmeet.records.memory.pages.forms import SearchForm
from watersmeet.records.memory.pages.presenters import Row

NEWEST, SOON = 10, 5


@require_GET
def home(request: Asked) -> HttpResponse:
    """Search, newest, what falls due, and every kind."""
    due = memory.falls_due(request.actor)
    page = {
        "form": SearchForm(),
        "newest": [Row(one) for one in memory.recall(request.actor, limit=NEWEST)],
        "due": [Row(one) for one in due[:SOON]],
        "more_due": max(0, len(due) - SOON),
        "leads": policy.may(
            request.actor, "memory.lead", policy.relations(request.actor, here=request.actor.partnership)
        ),
        "kinds": [(kind.value, shape) for kind, shape in KINDS.items()],
    }
    return render(request, "memory/home.html", page)


@require_http_methods(["GET", "POST"])
def search(request: Asked) -> HttpResponse:
    """What these words are about: they are kept nowhere, and stand in no address."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    found = memory.search(request.actor, form.cleaned_data["words"]) if form.is_bound and form.is_valid() else None
    page = {"form": form, "found": None if found is None else [Row(one) for one in found]}
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "memory/search.html", page, status=status)


@require_GET
def of_kind(request: Asked, kind: str) -> HttpResponse:
    """Every entry of one kind, the newest first."""
    wanted = kind_named(kind)
    rows = [Row(one) for one in memory.recall(request.actor, kind=wanted)]
    page = {"title": KINDS[wanted].plural, "rows": rows, "kind": wanted.value, "shape": KINDS[wanted]}
    return render(request, "memory/list.html", page)


@require_GET
def due(request: Asked) -> HttpResponse:
    """Everything that has a day, the soonest first."""
    rows = [Row(one) for one in memory.falls_due(request.actor)]
    return render(request, "memory/list.html", {"title": _("What falls due"), "rows": rows})


def kind_named(kind: str) -> Kind:
    """The kind of an address. Raises NotFound."""
    if kind not in Kind.values:
        raise NotFound
    return Kind(kind)
