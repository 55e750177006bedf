"""What every page is given."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """The actor, and in time the place and its navigation."""
    return {"actor": getattr(request, "actor", None)}
