"""A list that somebody chose to look over lies in their browser's drawer, for them and their partner alone."""

from typing import Any
from uuid import UUID

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.base.problems import NotFound


def own(request: Asked) -> UUID:
    """The partner whose list it is. Raises NotFound for who works for none."""
    if request.actor.partner is None:
        raise NotFound
    return request.actor.partner


def whose(request: Asked) -> dict[str, str]:
    """What is kept with it."""
    return {"user": str(request.actor.id), "partner": str(own(request))}


def mine(request: Asked, name: str) -> Any:
    """What this very worker put into the drawer: a colleague at the same browser finds nothing."""
    kept: Any = Drawer.of(request).get(name)
    return kept if kept and whose(request).items() <= kept.items() else None
