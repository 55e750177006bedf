"""The house's addresses, and stand-ins for pages that other rooms own."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from watersmeet.base.problems import Conflict, Invalid, NotFound, Refusal, Refused
from watersmeet.config.urls import handler429 as handler429
from watersmeet.config.urls import urlpatterns as of_the_house

PROBLEMS = {
    "not-found": NotFound(),
    "refused": Refused(Refusal(missing="permission", say="They did not say yes.", next_step="Ask them.")),
    "conflict": Conflict("Somebody else accepted this.", "Look at the story."),
    "invalid": Invalid({"pin": ["Choose another PIN."]}),
}


def who(request: HttpRequest, subject: object = None) -> HttpResponse:
    """Says who acts."""
    actor = request.actor
    return HttpResponse(f"{actor.kind} {actor.role} {actor.person} {subject}")


def nothing(_request: HttpRequest) -> HttpResponse:
    """Stands where the menu leads to."""
    return HttpResponse()


def raises(_request: HttpRequest, problem: str) -> HttpResponse:
    """Raises a problem."""
    raise PROBLEMS[problem]


FIND = [path("", nothing, name="find"), path("<str:problem>/", raises, name="find")]
urlpatterns = [
    path("work/", include(([path("", who, name="home")], "desk"))),
    path("status/", include(([path("<uuid:subject>/", who, name="status")], "referrals"))),
    path("answer/", include(([path("<uuid:subject>/", who, name="answer")], "outcomes"))),
    path("evidence/", include(([path("", who, name="home")], "evidence"))),
    path("find/", include((FIND, "directory"))),
    path("sharing/", include(([path("", who, name="sharing")], "people"))),
    path("unlisted/", who, name="unlisted"),
    *[one for one in of_the_house if getattr(one, "namespace", "") in {None, "", "accounts", "demo"}],
]
