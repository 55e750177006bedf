"""Keep what somebody searched in their own drawer: at an address that says nothing, for half an hour."""

import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from watersmeet.accounts.drawer import Drawer


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched: words, a place as typed, how many miles, and what was said under "More choices"."""

    words: str
    near: str
    miles: int
    more: dict[str, Any] = field(default_factory=dict)


def keep(search: Search, drawer: Drawer) -> str:
    """Keep a search; returns the opaque part of its address."""
    token = secrets.token_urlsafe(32)
    drawer.put(_name(token), asdict(search))
    return token


def find_again(token: str, drawer: Drawer) -> Search | None:
    """The search kept under this address, or None when it is too old or this browser did not make it."""
    told: Any = drawer.get(_name(token))
    return Search(**told) if told else None


def _name(token: str) -> str:
    return f"search:{token}"
