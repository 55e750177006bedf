"""Who can see what about me, who looked, how to reach me, what I asked: one screen, and a way to stop each of it."""

from collections.abc import Collection
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Share
from watersmeet.records.people.pages.presenters import (
    CasePresenter,
    KeeperPresenter,
    SharePresenter,
    by_day,
    contact_rows,
)
from watersmeet.records.people.pages.where import Where, until_said


@require_GET
def sharing(request: Asked, person: UUID | None = None) -> HttpResponse:
    """Every receiver, the partner that looks after the record, who looked, safe contact and what was asked."""
    here = Where(request, person)
    shares = people.shared_with(request.actor, here.person)
    keeper = people.keeper(request.actor, here.person)
    every = [Ref("person", one) for one in sorted(people.read_by(request.actor, here.person))]
    audit.looked(by=request.actor, subjects=every, why="sharing")
    looks = people.who_looked(request.actor, here.person)
    ready = people.ready(request.actor, here.person)
    context = {
        "here": here,
        "who": people.cards(request.actor, [here.person]).get(here.person) if here.together else None,
        "keeper": KeeperPresenter(keeper, shares, looks),
        "sheets": [
            SharePresenter(share, looks, together=_together(request, keeper, share.receiver, share.purposes))
            for share in shares
            if share.receiver != keeper
        ],
        "counted": [SharePresenter(one, ()) for one in people.counted_by(request.actor, here.person)],
        "looks": by_day(looks),
        "contact": contact_rows(people.contact_rules(request.actor, here.person)),
        "until": until_said(here),
        "cases": [
            CasePresenter(one, ready, own=not here.together) for one in people.own_cases(request.actor, here.person)
        ],
        "back": _own_page(request),
        "personal": True,
    }
    return render(request, "people/sharing.html", context)


@require_http_methods(["GET", "POST"])
def stop(request: Asked, receiver: UUID, person: UUID | None = None) -> HttpResponse:
    """What stopping means; POST stops it at once."""
    here = Where(request, person)
    share = _share(here, receiver)
    if request.method == "POST":
        policy.insist(request.actor, "sharing.withdraw", here.relations)
        if share:
            people.withdraw(person=here.person, receiver=receiver, by=request.actor)
        return redirect(here.url("stopped_sharing", receiver))
    if share is None:
        raise NotFound
    context = {"sheet": SharePresenter(share, ()), "keeper": _keeper(here), "here": here, "personal": True}
    return render(request, "people/stop.html", context)


@require_GET
def stopped(request: Asked, receiver: UUID, person: UUID | None = None) -> HttpResponse:
    """What happens now that it has stopped."""
    here = Where(request, person)
    if _share(here, receiver):
        return redirect(here.url("stop_sharing", receiver))
    name = str(partnerships.partner(receiver))
    context = {
        "name": name,
        "keeper": _keeper(here),
        "unconfirmed": any(
            outbox.is_unconfirmed(person=one, to=Ref("partner", receiver)) for one in people.same_as(here.person)
        ),
        "here": here,
        "back": _own_page(request),
        "personal": True,
    }
    return render(request, "people/stopped.html", context)


@post_only
def stop_one(request: Asked, receiver: UUID, category: str, person: UUID | None = None) -> HttpResponse:
    """This one thing no more; nothing else changes."""
    here = Where(request, person)
    if category not in Category:
        raise NotFound
    what = Category(category)
    people.stop_one(person=here.person, receiver=receiver, category=what, by=request.actor)
    told = {"name": partnerships.partner(receiver), "thing": what.label}
    messages.success(request, _("%(name)s is not told this any more: %(thing)s. You can say yes to it again.") % told)
    return redirect(here.url("sharing"))


@post_only
def stop_counting(request: Asked, receiver: UUID, person: UUID | None = None) -> HttpResponse:
    """Not in their figures any more; nothing else changes."""
    here = Where(request, person)
    people.stop_counting(person=here.person, receiver=receiver, by=request.actor)
    return redirect(here.url("sharing"))


@post_only
def use_again(request: Asked, matter: UUID) -> HttpResponse:
    """They may use again what they were asked not to."""
    here = Where(request, None)
    people.use_again(person=here.person, matter=matter, by=request.actor)
    messages.success(request, _("They may use it again."))
    return redirect(here.url("sharing") + "#asked")


@post_only
def renew(request: Asked, receiver: UUID, person: UUID | None = None) -> HttpResponse:
    """Yes, it may go on."""
    here = Where(request, person)
    people.renew(person=here.person, receiver=receiver, by=request.actor)
    return redirect(here.url("sharing"))


def _together(request: Asked, keeper: UUID, receiver: UUID, purposes: Collection[str]) -> bool:
    place = request.actor.partnership
    return place is not None and partnerships.answer_together(place, keeper, receiver, purposes)


def _keeper(here: Where) -> str:
    return str(partnerships.partner(people.keeper(here.actor, here.person)))


def _share(here: Where, receiver: UUID) -> Share | None:
    """What this receiver may see now; what the keeper may see of others' records can be stopped like any other."""
    return next((one for one in people.shared_with(here.actor, here.person) if one.receiver == receiver), None)


def _own_page(request: Asked) -> str:
    """The page that the open link opened; "" when it was opened here."""
    page = request.opened.page if request.opened else ""
    return "" if page == reverse("people:sharing") else page
