"""Where a feed may be asked: http and https, and no private network unless the feed itself was added there."""

import ipaddress
import socket
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem
from watersmeet.base.public import is_public
from watersmeet.exchange.feeds.silence import Silent

_PORTS = {"http": 80, "https": 443}


class Hop(NamedTuple):
    """One address to ask: scheme, the name and number of its machine, port, and path with its question."""

    scheme: str
    host: str
    number: str
    port: int
    path: str


def tidy(url: str) -> str:
    """The beginning of a feed's addresses, without a slash at its end. Raises Problem."""
    said = url.strip()
    try:
        parts = urlsplit(said)
        sound = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.username or parts.query or parts.fragment or not said.isprintable() or " " in said:
        raise Problem(
            _("%(url)s is no address of a feed.") % {"url": said or "''"},
            _("Give one that begins with https:// or http://, such as https://example.org/o/OpenReferralService/v3"),
        )
    path = parts.path.rstrip("/").removesuffix("/services").rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc.lower(), path, "", ""))


def is_private(url: str) -> bool:
    """Whether its name leads to a private network today; False when nobody knows the name."""
    parts = urlsplit(url)
    try:
        return any(not _public(one) for one in _numbers(parts.hostname or "", parts.port or _PORTS[parts.scheme]))
    except Silent:
        return False


def hop(url: str, *, home: str, private: bool) -> Hop:
    """Where to connect for an address; `home` is the machine of the feed, `private` whether that may be a private one.

    The number is looked up once and connected to, so that a name cannot lead elsewhere in between. Raises Silent.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise Silent("redirect_refused", url) from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username:
        raise Silent("redirect_refused", url)
    numbers = _numbers(parts.hostname, port)
    at_home = parts.hostname == home
    if not (private and at_home) and not all(_public(one) for one in numbers):
        raise Silent("address_private" if at_home else "redirect_refused", parts.hostname)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Hop(parts.scheme, parts.hostname, numbers[0], port, path)


def _numbers(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Silent("dns_dead", host) from None
    return [str(one[4][0]).partition("%")[0] for one in found]


def _public(number: str) -> bool:
    return is_public(ipaddress.ip_address(number))
