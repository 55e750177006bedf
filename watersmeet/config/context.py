"""What every page is given."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from watersmeet.accounts import policy, routes
from watersmeet.accounts.links import Opened
from watersmeet.base.actor import VISITOR, Actor, Kind
from watersmeet.config import place
from watersmeet.records.people import api as people

_MENU = (
    (_("My work"), "desk:home"),
    (_("Find"), "directory:find"),
    (_("Evidence"), "evidence:home"),
    (_("Who works here"), "partnerships:colleagues"),
    (_("Passes"), "accounts:passes"),
    (_("Agreements"), "partnerships:agreements"),
    (_("Memory"), "memory:home"),
    (_("Fair shares"), "referrals:fairness"),
    (_("By link"), "partnerships:by_link"),
    (_("Privacy"), "people:registers"),
)


def _everybody(_actor: Actor) -> bool:
    return True


def _answers_for_privacy(actor: Actor) -> bool:
    """A manager does where there is no privacy officer."""
    return people.is_officer(actor, actor.partner)


_ONLY_FOR = {"people:registers": _answers_for_privacy}
"""Pages that not all whom the policy lets in have anything to do with."""


def page(request: HttpRequest) -> dict[str, Any]:
    """The actor and their place; for those who work here the menu, for a person the way out."""
    actor: Actor = getattr(request, "actor", VISITOR)
    opened = getattr(request, "opened", None)
    return {
        "actor": actor,
        "place": SimpleLazyObject(lambda: place.of(actor)),
        "nav": _menu(actor, request.path) if actor.kind == Kind.USER else _own_menu(opened, request.path),
        "demo": settings.WATERSMEET_DEMO,
        "sign_out": reverse("accounts:link_close") if opened else "",
    }


def _own_menu(opened: Opened | None, path: str) -> list[tuple[str, str, bool]]:
    """For a person whose link is open: finding, their request, and who can see what."""
    if opened is None or opened.person is None or opened.purpose != "status":
        return []
    own = ((_("Find support"), reverse("directory:find")), (_("My request"), opened.page))
    found = [*own, (_("Who can see what"), reverse("people:sharing"))]
    return [(str(label), href, path == href) for label, href in found]


def _menu(actor: Actor, path: str) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is this page; what is not switched on, or not theirs, is not there."""
    found = []
    for label, route in _MENU:
        href = _address(route)
        if href and policy.could(actor, routes.verb_of(route)) and _ONLY_FOR.get(route, _everybody)(actor):
            found.append((str(label), href, path == href or (href != "/" and path.startswith(href))))
    return found


def _address(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
