"""A drawer: what a visitor typed and nobody should keep, for half an hour, readable by their own browser alone.

On a screen that many people use it closes sooner (`close_after`).

The shared cache that all web processes read holds sealed bytes under a name that tells nothing. The key is a cookie of
that browser and is written nowhere else: whoever reads the cache, or a copy of it, reads nothing.
"""

import base64
import binascii
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from watersmeet.base import clock
from watersmeet.base.db import ring, sealed

IDLE = timedelta(minutes=30)
COOKIE = "drawer"
_LENGTH = 32
_NAMES = " names"

Content = dict[str, object]
"""What JSON can hold."""


class Drawer:
    """What one browser keeps here. Each thing has a name, such as "ask", and dies `idle` after it was put in."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._idle: timedelta | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> "Drawer":
        """The browser's own drawer; a new and empty one when it brings no key."""
        key = _read(request.COOKIES.get(COOKIE, ""))
        return cls(key) if key else cls.new()

    @classmethod
    def new(cls) -> "Drawer":
        """One that no browser has the key of yet."""
        return cls(secrets.token_bytes(_LENGTH))

    @property
    def idle(self) -> timedelta:
        """How long a thing is kept after it was put in."""
        if self._idle is None:
            held: Any = self.get(_NAMES)
            self._idle = timedelta(seconds=held["idle"]) if held else IDLE
        return self._idle

    def close_after(self, idle: timedelta) -> None:
        """From now on keep what is put in for so long only."""
        self._idle = idle

    def put(self, name: str, content: Content) -> None:
        """Keep it, in place of what had that name."""
        self._store(name, content)
        self._keep_names({*self._names(), name})

    def get(self, name: str) -> Content | None:
        """What has that name; None when there is nothing, or its time is over."""
        place = self._place(name)
        found = cache.get(place)
        if found is None:
            return None
        held = json.loads(sealed.unseal(self._lock(), place, found))
        if clock.now() >= datetime.fromisoformat(held["until"]):
            cache.delete(place)
            return None
        content: Content = held["content"]
        return content

    def throw_away(self, name: str) -> None:
        """Destroy it."""
        cache.delete(self._place(name))
        left = {one for one in self._names() if one != name}
        if left:
            self._keep_names(left)
        else:
            cache.delete(self._place(_NAMES))

    def empty(self) -> None:
        """Destroy everything in it."""
        cache.delete_many([self._place(name) for name in (*self._names(), _NAMES)])

    def hand_to(self, response: HttpResponse) -> None:
        """Give the browser its key, until what it holds dies."""
        response.set_cookie(
            COOKIE,
            base64.urlsafe_b64encode(self._key).decode(),
            max_age=self.idle,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )

    def _store(self, name: str, content: Content) -> None:
        held = {"until": (clock.now() + self.idle).isoformat(), "content": content}
        place = self._place(name)
        cache.set(place, sealed.seal(self._lock(), place, json.dumps(held).encode()), timeout=self.idle.total_seconds())

    def _keep_names(self, names: set[str]) -> None:
        self._store(_NAMES, {"names": sorted(names), "idle": self.idle.total_seconds()})

    def _names(self) -> list[str]:
        held: Any = self.get(_NAMES)
        return held["names"] if held else []

    def _place(self, name: str) -> str:
        return f"drawer:{ring.keyed('blind', 'drawer place', self._key, name.encode()).hex()}"

    def _lock(self) -> bytes:
        return ring.keyed("blind", "drawer lock", self._key)


def forget(response: HttpResponse) -> None:
    """Take the key back: nothing that it opened can be read any more."""
    response.delete_cookie(COOKIE, samesite="Lax")


def clear(request: HttpRequest, response: HttpResponse) -> None:
    """Whoever sits down here next finds nothing: destroy what the browser's drawer holds and take its key back."""
    Drawer.of(request).empty()
    forget(response)


def _read(text: str) -> bytes | None:
    try:
        key = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == _LENGTH else None
