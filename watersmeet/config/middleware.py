"""What every request passes: opened keys are forgotten, the actor is known, problems become pages, the policy rules."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from watersmeet.base.db import keys

Answer = Callable[[HttpRequest], HttpResponse]


class OpenedKeys:
    """No opened data key outlives the request that needed it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        keys.forget()
        try:
            return self.get_response(request)
        finally:
            keys.forget()
