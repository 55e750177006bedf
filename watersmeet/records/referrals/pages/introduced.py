"""Where asking begins with a trusted introducer beside: their own address, on a screen that others use too."""

from dataclasses import replace
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import link_session
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.base import ids
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals.pages import steps
from watersmeet.records.referrals.pages.begin import open_places
from watersmeet.records.referrals.pages.draft import Draft
from watersmeet.records.referrals.pages.presenters import BeginPresenter
from watersmeet.records.referrals.pages.sitting import IDLE, Sitting


@require_http_methods(["GET", "POST"])
def begin(request: Asked, code: str) -> HttpResponse:
    """Who sits beside and keeps nothing; POST begins with an empty drawer, whoever used this browser before."""
    seen = partnerships.introducer_by_code(code)
    if seen is None or seen.partnership not in {one.pk for one in open_places()}:
        return _unknown(request)
    if request.method == "POST":
        return _begin(request, Draft.begin(seen.partnership, None, Sitting.of(seen)))
    request.actor = replace(request.actor, partnership=seen.partnership)
    page = {"seen": seen, "sheet": BeginPresenter(seen.partnership, None), "minutes": Sitting.of(seen).minutes}
    return render(request, "referrals/introduced/begin.html", page | {"personal": True})


@require_GET
def closed(request: Asked, code: str) -> HttpResponse:
    """Where a page goes by itself when nobody touched it."""
    seen = partnerships.introducer_by_code(code)
    if seen is None:
        return _unknown(request)
    page = {"code": ids.tidy_code(code).lower(), "minutes": Sitting.of(seen).minutes, "personal": True}
    return render(request, "referrals/introduced/closed.html", page)


def _begin(request: Asked, draft: Draft) -> HttpResponse:
    link_session.end(request)
    Drawer.of(request).empty()
    drawer = Drawer.new()
    drawer.close_after(IDLE)
    draft.keep(drawer)
    answer = redirect("referrals:ask", steps.next_for(draft))
    drawer.hand_to(answer)
    return answer


def _unknown(request: Asked) -> HttpResponse:
    """A code that was never given and one that has ended look the same."""
    return render(request, "referrals/introduced/unknown.html", {"personal": True}, status=HTTPStatus.NOT_FOUND)
