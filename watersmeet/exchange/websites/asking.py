"""Whether a web address answers: asked politely, and never where only our own machine can reach.

The name is looked up once, each of its addresses must be public, and the connection goes to one that was looked at. A
redirect is another address, under the same rules.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from watersmeet.base.public import Address, is_public

AGENT = "Watersmeet (asks whether a listed web page still answers, once a week)"
MOST_REDIRECTS = 5
_GONE = {404, 410}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be asked, and for how long: `seconds` for all of one web address, redirects included."""

    may_ask: Callable[[Address], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})
    seconds: float = 15.0


PUBLIC = Rules()


class SilentError(Exception):
    """It does not answer; `why` is a code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def ask(url: str, rules: Rules = PUBLIC) -> str:
    """Ask a web address: "" when it answers, else why not, as a code. Nothing of its page is read."""
    until = time.monotonic() + rules.seconds
    try:
        for _hop in range(MOST_REDIRECTS + 1):
            status, onward = _head_or_get(url, rules, until)
            if status not in _REDIRECTS or not onward:
                return _judged(status)
            url = _joined(url, onward)
    except SilentError as silent:
        return silent.why
    return "redirects"


def _judged(status: int) -> str:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "server_error"
    return "not_found" if status in _GONE else ""


def _joined(url: str, onward: str) -> str:
    try:
        return urljoin(url, onward)
    except ValueError:
        raise SilentError("bad_answer") from None


def _head_or_get(url: str, rules: Rules, until: float) -> tuple[int, str]:
    """Status and where it leads on, by HEAD; by GET where HEAD is not understood."""
    try:
        status, onward = _request("HEAD", url, rules, until)
    except SilentError as silent:
        if silent.why != "bad_answer":
            raise
        return _request("GET", url, rules, until)
    return (status, onward) if status < HTTPStatus.BAD_REQUEST else _request("GET", url, rules, until)


def _request(method: str, url: str, rules: Rules, until: float) -> tuple[int, str]:
    parts, host, port = _parts(url, rules)
    with _connected(parts, host, port, rules, until) as connection:
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
        try:
            connection.putrequest(method, path + query, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", _named(host, parts))
            connection.putheader("User-Agent", AGENT)
            connection.putheader("Accept", "*/*")
            connection.putheader("Connection", "close")
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location", "")
        except TimeoutError:
            raise SilentError("too_slow") from None
        except (http.client.HTTPException, OSError, ValueError):
            raise SilentError("too_slow" if time.monotonic() >= until else "bad_answer") from None


def _parts(url: str, rules: Rules) -> tuple[SplitResult, str, int]:
    """The parts of an address, its host as it is looked up, its port."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
        host = (parts.hostname or "").encode("idna").decode() if ":" not in (parts.hostname or "") else parts.hostname
    except ValueError:
        raise SilentError("no_address") from None
    if not host or parts.username is not None:
        raise SilentError("no_address")
    if parts.scheme not in {"http", "https"} or port not in rules.ports:
        raise SilentError("no_port")
    return parts, host, port


def _named(host: str, parts: SplitResult) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"{name}:{parts.port}" if parts.port else name


def addresses(host: str, port: int, rules: Rules) -> list[str]:
    """The addresses of a host, in the order to try. Raises SilentError unless it has some and each may be asked."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        raise SilentError("no_address") from None
    plain = list(dict.fromkeys(str(one[4][0]) for one in found))
    try:
        allowed = bool(plain) and all(rules.may_ask(ipaddress.ip_address(one)) for one in plain)
    except ValueError:
        allowed = False
    if not allowed:
        raise SilentError("private")
    return plain


@contextmanager
def _connected(
    parts: SplitResult, host: str, port: int, rules: Rules, until: float
) -> Iterator[http.client.HTTPConnection]:
    """A connection to an address that was looked at; at the end of the time it is shut, whatever it does."""
    held = [_wire(addresses(host, port, rules)[:2], port, until)]
    end = threading.Timer(max(until - time.monotonic(), 0.01), lambda: _shut(held[-1]))
    end.daemon = True
    end.start()
    try:
        if parts.scheme == "https":
            _secure(held, host, until)
        connection = http.client.HTTPConnection(host, port)
        connection.sock = held[-1]
        yield connection
    finally:
        end.cancel()
        for wire in held:
            wire.close()


def _wire(plain: list[str], port: int, until: float) -> socket.socket:
    for one in plain:
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((one, port), timeout=left / 2)
        except OSError:
            continue
    raise SilentError("too_slow" if time.monotonic() >= until else "unreachable")


def _secure(held: list[socket.socket], host: str, until: float) -> None:
    """Speak TLS from here on; the wire that does is the last one held, before the first word is said."""
    try:
        secured = ssl.create_default_context().wrap_socket(
            held[-1], server_hostname=host, do_handshake_on_connect=False
        )
        held.append(secured)
        secured.do_handshake()
    except (OSError, ValueError):
        raise SilentError("too_slow" if time.monotonic() >= until else "not_secure") from None


def _shut(wire: socket.socket) -> None:
    try:
        wire.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
