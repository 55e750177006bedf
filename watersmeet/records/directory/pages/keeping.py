"""Keep what somebody searched for half an hour, so that only they can open it.

The words never stand in an address. They lie in the shared cache as AES-GCM ciphertext; its key is made of the opaque
part of the results' address and of a cookie: the database and a log of addresses, even together, do not give them.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.cache import cache

from watersmeet.base import clock

COOKIE = "search"
KEPT_FOR = timedelta(minutes=30)
_NONCE = 12
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched: words, a place as typed, and how many miles."""

    words: str
    near: str
    miles: int


def keep(search: Search, held: str | None) -> tuple[str, str]:
    """Keep a search; returns the opaque part of its address and the cookie (`held`, when that is a good one)."""
    token, cookie = secrets.token_urlsafe(32), held if held and _TOKEN.fullmatch(held) else secrets.token_urlsafe(32)
    told = asdict(search) | {"until": (clock.now() + KEPT_FOR).isoformat()}
    nonce = os.urandom(_NONCE)
    sealed = nonce + AESGCM(_key(token, cookie)).encrypt(nonce, json.dumps(told).encode(), None)
    cache.set(_name(token), base64.b64encode(sealed).decode(), KEPT_FOR.total_seconds())
    return token, cookie


def find_again(token: str, cookie: str | None) -> Search | None:
    """The search kept under this address, or None when it is too old or this browser did not make it."""
    kept = cache.get(_name(token))
    if not kept or not cookie:
        return None
    sealed = base64.b64decode(kept)
    try:
        told = json.loads(AESGCM(_key(token, cookie)).decrypt(sealed[:_NONCE], sealed[_NONCE:], None))
    except InvalidTag:
        return None
    if clock.now() >= datetime.fromisoformat(told.pop("until")):
        cache.delete(_name(token))
        return None
    return Search(**told)


def _name(token: str) -> str:
    return f"search.{hashlib.sha256(token.encode()).hexdigest()}"


def _key(token: str, cookie: str) -> bytes:
    return hmac.new(token.encode(), cookie.encode(), hashlib.sha256).digest()
