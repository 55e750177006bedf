"""A problem as a page, or as JSON for those who ask for it: what is wrong and what to do next."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from watersmeet.base.actor import VISITOR, Actor, Kind
from watersmeet.base.problems import Conflict, Invalid, NotFound, Problem, Refused, TooOften

PAUSE_SECONDS = 300
_STATUSES: tuple[tuple[type[Problem], HTTPStatus], ...] = (
    (NotFound, HTTPStatus.NOT_FOUND),
    (Refused, HTTPStatus.FORBIDDEN),
    (Conflict, HTTPStatus.CONFLICT),
    (Invalid, HTTPStatus.BAD_REQUEST),
    (TooOften, HTTPStatus.TOO_MANY_REQUESTS),
)


def page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page of a problem, with its status."""
    status = status_of(problem)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"error": problem.say, "next_step": problem.next_step}, status=status)
    answer = render(
        request, f"{status.value}.html", {"problem": problem, "ways_back": _ways_back(request, problem)}, status=status
    )
    if isinstance(problem, TooOften):
        answer["Retry-After"] = str(PAUSE_SECONDS)
    return answer


def too_often(request: HttpRequest) -> HttpResponse:
    """The page of one who must wait: for sign-in, which slows down by itself."""
    return page(request, TooOften(_("That was often."), _("Please wait 5 minutes, then try again.")))


def no_such_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of an address that we do not have, with the ways on of whoever asked."""
    del exception  # it names our addresses
    return page(request, NotFound())


def is_bare_405(response: HttpResponse) -> bool:
    """Whether an address that only takes POST was opened, and nothing would be shown."""
    return response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content


def not_here(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page of an address at which nothing stands to be looked at; `response` says what it takes."""
    page = render(request, "405.html", {"ways_back": _ways_back(request)}, status=HTTPStatus.METHOD_NOT_ALLOWED)
    page["Allow"] = response["Allow"]
    return page


def _ways_back(request: HttpRequest, problem: Problem | None = None) -> list[tuple[str, str]]:
    """Where this reader can go on: the referral that moved on, my work, or the door to a page of one's own."""
    actor: Actor = getattr(request, "actor", VISITOR)
    match = request.resolver_match
    referral = match.kwargs.get("referral") if match and isinstance(problem, Conflict) else None
    ways = []
    if referral and (actor.kind == Kind.USER or actor.person):
        story = "desk:story" if actor.kind == Kind.USER else "referrals:status"
        ways.append((_("See how it stands now"), _address(story, referral)))
    if isinstance(problem, Refused) and problem.refusal.missing == "link":
        ways.append((_("Open it with your reference and PIN"), _address("referrals:back")))
    if actor.kind == Kind.USER and actor.role is not None:
        ways.append((_("Go to My work"), _address("desk:home")))
    return [(say, href) for say, href in ways if href]


def _address(name: str, *told: object) -> str:
    try:
        return reverse(name, args=told)
    except NoReverseMatch:
        return ""


def status_of(problem: Problem) -> HTTPStatus:
    """The HTTP status that a problem is told with."""
    return next((status for kind, status in _STATUSES if isinstance(problem, kind)), HTTPStatus.BAD_REQUEST)
