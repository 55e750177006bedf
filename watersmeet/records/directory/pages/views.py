"""Find, results, one service. Words are posted, never put in an address."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.base.problems import Invalid
from watersmeet.design.distances import KM_IN_A_MILE
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.pages import keeping, unmet
from watersmeet.records.directory.pages.forms import MILES, MORE, FindForm, said_to_call, wishes
from watersmeet.records.directory.pages.presenters import Sheet, ask_address, cards
from watersmeet.records.directory.pages.sketch import sketch

SHARED = ("near", "miles", "day", "part", "kind", "sector", "starts_within", "language")
"""What a link to a search may say: never the words, nor how old somebody is and what they need."""


@sensitive_post_parameters("words", "near")
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: Asked) -> HttpResponse:
    """The search box; what is posted is kept sealed, and shown at an address that says nothing."""
    if request.method != "POST":
        return _box(request, FindForm(initial=_shared(request.GET)))
    form = FindForm(request.POST)
    if not form.is_valid():
        return _box(request, form)
    try:
        directory.find_near(form.cleaned_data["near"])
    except Invalid as problem:
        form.refuse(problem)
        return _box(request, form)
    said = form.cleaned_data
    more = {name: said[name] for name in MORE if said[name]}
    search = keeping.Search(said["words"], said["near"], int(said["miles"]), more)
    drawer = Drawer.of(request)
    unmet.count(request, find_again(request, search, limit=1), drawer)
    answer = redirect("directory:results", keeping.keep(search, drawer))
    drawer.hand_to(answer)
    return answer


@require_GET
def results(request: Asked, token: str) -> HttpResponse:
    """What was found, for half an hour; after that a kind page that offers to search again."""
    search = keeping.find_again(token, Drawer.of(request))
    if search is None:
        return render(request, "directory/expired.html", {"form": FindForm()}, status=HTTPStatus.GONE)
    found = find_again(request, search)
    wider = next((one for one in MILES if one > search.miles), None)
    told = {"words": search.words, "near": search.near, "miles": str(search.miles), **search.more}
    return render(
        request,
        "directory/results.html",
        {
            "form": FindForm(initial=told),
            "search": search,
            "token": token,
            "found": found,
            "cards": cards(found),
            "sketch": sketch(found),
            "share": _address(search, found.near.name),
            "wider": wider,
            "ask": ask_address(),
            "to_call": directory.to_call(search.words, near=search.near, age=search.more.get("age")),
        },
    )


@require_GET
def service(request: Asked, identifier: UUID) -> HttpResponse:
    """One service: what, where, when, who runs it and how fresh that is. A merged one leads to what is shown."""
    if instead := directory.shown_instead(identifier):
        return redirect("directory:service", instead)
    found = directory.service(request.actor, identifier)
    sheet = Sheet(found, directory.particulars([identifier])[identifier])
    prints = policy.may(request.actor, "poster.print", policy.relations(request.actor, here=found.partnership_id))
    page = {
        "sheet": sheet,
        "service": sheet.service,
        "may_change": directory.may_change(request.actor, found),
        "prints": prints and not sheet.closed,
    }
    return render(request, "directory/service.html", page)


def find_again(request: Asked, search: keeping.Search, limit: int = 20) -> directory.Found:
    """What is found for a search that was kept."""
    within_km = search.miles * KM_IN_A_MILE
    wanted = wishes(search.more)
    return directory.find(
        request.actor, search.words, near=search.near, within_km=within_km, wishes=wanted, limit=limit
    )


def _box(request: HttpRequest, form: FindForm) -> HttpResponse:
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    told = {"form": form, "ask": ask_address(), "to_call": said_to_call(form)}
    return render(request, "directory/find.html", told, status=status)


def _address(search: keeping.Search, near: str) -> str:
    """A link to the same search without the words, and with no more than half of a postcode: made to be handed on."""
    said: dict[str, Any] = {"near": near, "miles": search.miles} | {
        name: one for name, one in search.more.items() if name in SHARED
    }
    return f"{reverse('directory:find')}?{urlencode(said)}"


def _shared(query: QueryDict) -> dict[str, object]:
    """What such a link says, to be filled in; what it may not say is left out."""
    known = {name: query[name] for name in SHARED if name in query}
    form = FindForm({"near": "", "miles": "", **known}, shown=False)
    return {name: said for name, said in known.items() if name not in form.errors}
