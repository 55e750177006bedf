"""Views that only ever act: no page stands at their address, so that nobody is led there."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def whole_number(request: HttpRequest, name: str) -> int:
    """The whole number that a form sent under a name; 0 for anything else."""
    said = request.POST.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0


def post_only(view: View) -> View:
    """Answer POST alone, and say so to those who lead people to addresses."""
    wrapped = require_POST(view)
    wrapped.post_only = True  # type: ignore[attr-defined]
    return wrapped


def is_post_only(view: Callable[..., HttpResponseBase]) -> bool:
    """Whether nothing stands at the address of this view."""
    return getattr(view, "post_only", False)
