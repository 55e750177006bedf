"""Ask a feed politely: one connection, a pause between questions, back-off, and bounds of size and time.

It says who asks and how to reach us, obeys Retry-After, follows a few redirects by itself, and never leaves for a
private network.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings

from watersmeet.base import clock
from watersmeet.exchange.feeds import addresses
from watersmeet.exchange.feeds.findings import Findings
from watersmeet.exchange.feeds.silence import Answer, Silent

if TYPE_CHECKING:
    import urllib3

_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Manner:
    """How we ask: seconds between questions, tries of each, the first wait before another and the longest we bear,
    seconds for one answer, the largest answer in bytes, and how many redirects are followed."""

    pause: float = 0.2
    tries: int = 4
    first_wait: float = 1.0
    longest_wait: float = 300.0
    seconds: float = 60.0
    most_bytes: int = 32_000_000
    redirects: int = 5


class Asker:
    """Asks one feed. `base` is where its addresses begin; it moves when the feed does."""

    def __init__(self, base: str, *, private: bool, findings: Findings, manner: Manner) -> None:
        self.base = base
        self._home, self._private = urlsplit(base).hostname or "", private
        self._findings, self._manner = findings, manner
        self._pools: dict[tuple[str, str, str, int], urllib3.HTTPConnectionPool] = {}
        self._last = 0.0
        self.asked = 0

    def close(self) -> None:
        """Hang up."""
        for pool in self._pools.values():
            pool.close()

    def get(self, path: str, params: Mapping[str, str | int] | None = None, *, etag: str = "") -> Answer:
        """The answer to one question, after as many tries as it takes. Raises Silent."""
        asked = path + (f"?{urlencode(params)}" if params else "")
        wait = self._manner.first_wait
        for left in range(self._manner.tries - 1, -1, -1):
            try:
                answer, after = self._follow(asked, etag)
                if answer.status not in _AGAIN:
                    return answer
                fault = Silent("refused_status", f"{asked}: {answer.status}")
            except Silent as silence:
                if silence.code not in {"unreachable", "too_slow"}:
                    raise
                fault, after = silence, None
            seconds = wait if after is None else after
            if seconds > self._manner.longest_wait:
                raise Silent("wait_too_long", asked, seconds=seconds) from None
            if not left:
                raise fault from None
            self._findings.add("tried_again" if after is None else "asked_to_wait", asked)
            time.sleep(seconds)
            wait *= 2
        raise AssertionError

    def _follow(self, asked: str, etag: str) -> tuple[Answer, float | None]:
        """The answer where the redirects end, and the seconds that we are asked to wait, None when it does not say."""
        url = self.base + asked
        for _redirect in range(self._manner.redirects + 1):
            answer, headers = self._one(url, etag)
            if answer.status not in _MOVED:
                return answer, _seconds(headers.get("Retry-After", ""))
            url = _beyond(url, headers.get("Location", ""))
            self._findings.once("moved", url)
            if answer.status in {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}:
                self._move(url, asked)
        raise Silent("redirect_refused", url)

    def _move(self, url: str, asked: str) -> None:
        """From now on ask where we were sent for good, where only the beginning of the address is new."""
        if url.endswith(asked):
            self.base = url.removesuffix(asked)

    def _one(self, url: str, etag: str) -> tuple[Answer, Mapping[str, str]]:
        import urllib3

        hop = addresses.hop(url, home=self._home, private=self._private)
        left = self._last + self._manner.pause - time.monotonic()
        if left > 0:
            time.sleep(left)
        headers = {"User-Agent": who(), "Accept": "application/json", "Accept-Encoding": "gzip", "Host": _host(hop)}
        self.asked += 1
        until = time.monotonic() + self._manner.seconds
        try:
            response = self._pool(hop).urlopen(
                "GET", hop.path, headers=headers | ({"If-None-Match": etag} if etag else {}),
                retries=False, redirect=False, preload_content=False, decode_content=True, assert_same_host=False,
            )  # fmt: skip
            try:
                body = self._body(response, until, url) if response.status == HTTPStatus.OK else b""
            finally:
                response.drain_conn() if response.status != HTTPStatus.OK else None
                response.release_conn() if response.status != HTTPStatus.OK else response.close()
        except urllib3.exceptions.HTTPError as fault:
            raise Silent(_why(fault), url) from fault
        finally:
            self._last = time.monotonic()
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(response.status, body, response.headers.get("ETag", "")[:200], kind), response.headers

    def _body(self, response: "urllib3.BaseHTTPResponse", until: float, url: str) -> bytes:
        pieces, size = [], 0
        while piece := response.read1(_PIECE, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > self._manner.most_bytes:
                raise Silent("too_large", url)
            if time.monotonic() > until:
                raise Silent("too_slow", url)
        return b"".join(pieces)

    def _pool(self, hop: addresses.Hop) -> "urllib3.HTTPConnectionPool":
        import urllib3

        key = (hop.scheme, hop.host, hop.number, hop.port)
        if key not in self._pools:
            patience = urllib3.Timeout(connect=min(10.0, self._manner.seconds), read=self._manner.seconds)
            common: dict[str, Any] = {"port": hop.port, "maxsize": 1, "timeout": patience}
            self._pools[key] = (
                urllib3.HTTPSConnectionPool(hop.number, server_hostname=hop.host, assert_hostname=hop.host, **common)
                if hop.scheme == "https"
                else urllib3.HTTPConnectionPool(hop.number, **common)
            )
        return self._pools[key]


def who() -> str:
    """Who asks, and where to reach us."""
    return f"Watersmeet/{version('watersmeet')} (+{settings.WATERSMEET_ADDRESS}; {settings.DEFAULT_FROM_EMAIL})"


def _beyond(url: str, location: str) -> str:
    """Where a redirect leads. Raises Silent."""
    try:
        return urljoin(url, location)
    except ValueError:
        raise Silent("redirect_refused", location) from None


def _host(hop: addresses.Hop) -> str:
    name = f"[{hop.host}]" if ":" in hop.host else hop.host
    usual = hop.port == {"http": 80, "https": 443}[hop.scheme]
    return name if usual else f"{name}:{hop.port}"


def _seconds(said: str) -> float | None:
    """Of Retry-After: seconds, or the time until a moment; None where it says nothing that can be read."""
    if said.strip().isascii() and said.strip().isdigit():
        return float(said[:9])
    try:
        when = parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(0.0, ((when if when.tzinfo else when.replace(tzinfo=UTC)) - clock.now()).total_seconds())


def _why(fault: Exception) -> str:
    import urllib3

    kinds: dict[type[Exception], str] = {
        urllib3.exceptions.NewConnectionError: "unreachable",  # which is a kind of being too slow there
        urllib3.exceptions.SSLError: "tls_wrong",
        urllib3.exceptions.TimeoutError: "too_slow",
    }
    return next((code for kind, code in kinds.items() if isinstance(fault, kind)), "unreachable")
