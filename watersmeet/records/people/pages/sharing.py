"""Who can see what about me: one sheet for each receiver, and a way to stop it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Share
from watersmeet.records.people.pages.presenters import KeeperPresenter, SharePresenter


@require_GET
def sharing(request: Asked) -> HttpResponse:
    """Every receiver, and the partner that looks after the record."""
    person = _person(request)
    shares = people.shared_with(request.actor, person)
    keeper = people.keeper(request.actor, person)
    audit.looked(by=request.actor, subjects=[Ref("person", person)], why="sharing")
    looks = audit.lines_for(Ref("person", person))
    context = {
        "keeper": KeeperPresenter(keeper, shares, looks),
        "sheets": [SharePresenter(share, looks) for share in shares if share.receiver != keeper],
        "back": _own_page(request),
        "personal": True,
    }
    return render(request, "people/sharing.html", context)


@require_http_methods(["GET", "POST"])
def stop(request: Asked, receiver: UUID) -> HttpResponse:
    """What stopping means; POST stops it at once."""
    person = _person(request)
    share = _share(request, person, receiver)
    if request.method == "POST":
        policy.insist(request.actor, "sharing.withdraw", policy.relations(request.actor, person=person))
        if share:
            people.withdraw(person=person, receiver=receiver, by=request.actor)
        return redirect("people:stopped_sharing", receiver)
    if share is None:
        raise NotFound
    sheet = SharePresenter(share, ())
    keeper = str(partnerships.partner(people.keeper(request.actor, person)))
    return render(request, "people/stop.html", {"sheet": sheet, "keeper": keeper, "personal": True})


@require_GET
def stopped(request: Asked, receiver: UUID) -> HttpResponse:
    """What happens now that it has stopped."""
    person = _person(request)
    if _share(request, person, receiver):
        return redirect("people:stop_sharing", receiver)
    name = str(partnerships.partner(receiver))
    keeper = str(partnerships.partner(people.keeper(request.actor, person)))
    return render(request, "people/stopped.html", {"name": name, "keeper": keeper, "back": _own_page(request)})


def _person(request: Asked) -> UUID:
    """The person whose link is open. Raises NotFound for everybody else: workers have their own pages."""
    if request.actor.person is None:
        raise NotFound
    return request.actor.person


def _share(request: Asked, person: UUID, receiver: UUID) -> Share | None:
    """What this receiver may see now; what the keeper may see of others' records can be stopped like any other."""
    return next((one for one in people.shared_with(request.actor, person) if one.receiver == receiver), None)


def _own_page(request: Asked) -> str:
    """The page that the open link opened; "" when it was opened here."""
    page = request.opened.page if request.opened else ""
    return "" if page == reverse("people:sharing") else page
