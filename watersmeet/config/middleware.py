"""What every request passes: opened keys are forgotten, the actor is known, problems become pages, the policy rules."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from watersmeet.accounts import link_session, policy, routes, second_factor
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.links import Opened
from watersmeet.accounts.models import User
from watersmeet.accounts.pages import closed
from watersmeet.accounts.posting import is_post_only
from watersmeet.accounts.purposes import PURPOSES
from watersmeet.base import crash
from watersmeet.base.actor import NOBODY, VISITOR, Actor, Kind, Role
from watersmeet.base.db import keys
from watersmeet.base.problems import NotFound, Problem, Refusal, Refused
from watersmeet.config import problem_pages
from watersmeet.records.partnerships import api as partnerships

Answer = Callable[[HttpRequest], HttpResponse]
_PERSON = Actor(Kind.LINK, NOBODY, person=NOBODY)


class OpenedKeys:
    """No opened data key outlives the request that needed it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        keys.forget()
        try:
            response = self.get_response(request)
        finally:
            keys.forget()
        crash.here("web.answered")
        return response


class WhoActs:
    """Sets `request.actor` and `request.opened`. What is personal, or does not say otherwise, is stored nowhere."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = cast("Asked", request)
        held = None if request.user.is_authenticated else link_session.held(request)
        asked.opened = link_session.current(request) if held else None
        asked.closed = None if asked.opened else held
        asked.actor = _who(asked, asked.opened)
        response = self.get_response(request)
        if asked.actor.known or not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ("Cookie",))
        return response


class Problems:
    """A Problem becomes a page that says what to do next; so does an address that only takes POST."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return problem_pages.not_here(request, response) if problem_pages.is_bare_405(response) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a Problem; other exceptions are ours to mend."""
        return problem_pages.page(request, exception) if isinstance(exception, Problem) else None


class Policy:
    """No route without an entry in the table; no page for those who hold no grant of its verb at all."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """None when the view may answer. Raises UnlistedError for a route that nobody entered."""
        match = request.resolver_match
        verb = routes.verb_of(match.view_name if match else "")
        asked = cast("Asked", request)
        if verb == routes.PUBLIC or policy.could(asked.actor, verb):
            return None
        return _refusal(asked, verb, leads_here=request.method == "GET" and not is_post_only(view))


def _who(request: HttpRequest, opened: Opened | None) -> Actor:
    """Who acts. A password alone gives no role anywhere: the second factor comes first."""
    user = request.user
    if isinstance(user, User):
        return _seated(Kind.USER, user) if second_factor.given(request) else Actor(Kind.USER, user.pk, name=user.name)
    return replace(_came_by(opened), verbs=PURPOSES[opened.purpose].verbs) if opened else VISITOR


def _came_by(opened: Opened) -> Actor:
    """Whose link it is."""
    if opened.user is not None:
        return _seated(Kind.LINK, User.objects.get(pk=opened.user), opened)
    if opened.answerer is not None:
        return _answering(opened, opened.answerer)
    return Actor(Kind.LINK, opened.link, partnership=opened.partnership, person=opened.person)


def _seated(kind: Kind, user: User, opened: Opened | None = None) -> Actor:
    """A user with their role at a partner, or without one when nobody gave them any."""
    identifier = opened.link if opened else user.pk
    seat = partnerships.membership_of(user.pk)
    if seat is None:
        return Actor(kind, identifier, name=user.name)
    return Actor(
        kind,
        identifier,
        membership=seat.pk,
        partnership=seat.partnership_id,
        partner=seat.partner_id,
        role=Role(seat.role),
        name=user.name,
    )


def _answering(opened: Opened, answerer: UUID) -> Actor:
    """Somebody who answers for a partner without accounts: a visitor once they do not any more."""
    one = partnerships.answerer(answerer)
    if one is None:
        return VISITOR
    return Actor(
        Kind.LINK,
        one.id,
        partnership=opened.partnership,
        partner=one.partner,
        name=one.name,
        about=opened.subject.id,
        confirmed=opened.confirmed,
    )


def _refusal(request: Asked, verb: str, *, leads_here: bool) -> HttpResponseBase:
    if request.actor.kind == Kind.USER and not second_factor.given(request):
        return redirect("account_second_factor_set_up")
    if request.actor.kind == Kind.USER and request.actor.role is None:
        return problem_pages.page(request, Refused(_no_seat()))
    if request.actor.known:
        return problem_pages.page(request, NotFound())
    if request.method == "POST" and request.closed and (kept := closed.closed(request, request.closed)):
        return kept
    match = request.resolver_match
    if match and match.view_name in routes.ALSO_BY_LINK:
        return problem_pages.page(request, Refused(_shut(by_pin=True, or_sign_in=True)))
    if policy.is_only_by_link(verb):
        return problem_pages.page(request, Refused(_shut(by_pin=policy.could(_PERSON, verb))))
    return redirect_to_login(request.path if leads_here else "/work/", login_url="account_login")


def _no_seat() -> Refusal:
    return Refusal(
        missing="membership",
        say=_("Your account is not joined to a partner now."),
        next_step=_("Ask the manager at your organisation to join it."),
    )


def _shut(*, by_pin: bool, or_sign_in: bool = False) -> Refusal:
    how = _("To open it, use your own link, or your reference and your PIN.")
    if not by_pin:
        how = _("To open it again, use the link that we sent you. You get a new code.")
    if or_sign_in:
        how = f"{how} {_('Do you work here? Sign in first.')}"
    return Refusal(
        missing="link",
        say=_("This page is closed. We close a page after 15 minutes to keep it safe."),
        next_step=how,
    )
