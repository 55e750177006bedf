"""A problem as a page, or as JSON for those who ask for it: what is wrong and what to do next."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

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
    answer = render(request, f"{status.value}.html", {"problem": problem}, status=status)
    if isinstance(problem, TooOften):
        answer["Retry-After"] = str(PAUSE_SECONDS)
    return answer


def too_often(request: HttpRequest) -> HttpResponse:
    """The page of one who must wait: for sign-in, which slows down by itself."""
    return page(request, TooOften(_("That was often."), _("Please wait 5 minutes, then try again.")))


def status_of(problem: Problem) -> HTTPStatus:
    """The HTTP status that a problem is told with."""
    return next((status for kind, status in _STATUSES if isinstance(problem, kind)), HTTPStatus.BAD_REQUEST)
