"""A web address is asked politely, and never where only our own machine can reach: not by name, redirect or a trick."""

import ipaddress
import socket
import ssl
import time
from pathlib import Path
from typing import Any

import pytest

from tests.unit.websites.conftest import Site, serving
from watersmeet.base.public import is_public
from watersmeet.exchange.websites.asking import MOST_REDIRECTS, PUBLIC, Rules, ask

INSIDE = [
    *("127.0.0.1", "127.8.9.1", "0.0.0.1", "10.0.0.1", "172.16.4.4", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    str(ipaddress.IPv4Address(0)),
    *("192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "100.100.100.200"),
    *("::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fd00::1", "fec0::1", "ff02::1"),
    *("64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1", "2001:0:7f00:1::1", "2001:db8::1"),
]  # fmt: skip
OUTSIDE = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", INSIDE)
def test_what_only_this_machine_can_reach_is_never_asked(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    host = f"[{address}]" if ":" in address else address
    assert ask(f"http://{host}/") == "private"


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_everybody_reaches_may_be(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1", "0", "017700000001", "LOCALHOST."])
def test_other_names_of_this_machine_are_seen_through(host: str, site: Site) -> None:
    rules = Rules(ports=frozenset({site.port}))
    assert ask(f"http://{host}:{site.port}/", rules) in {"private", "no_address"}
    assert site.asked == []


def test_the_exception_of_tests_is_not_in_what_is_used(site: Site) -> None:
    assert ask(site.address(), site.rules) == ""
    asked = len(site.asked)
    assert ask(site.address(), PUBLIC) == "no_port"
    assert ask(site.address(), Rules(ports=frozenset({site.port}))) == "private"
    assert len(site.asked) == asked
    assert PUBLIC.may_ask is is_public
    assert PUBLIC.ports == {80, 443}


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://8.8.8.8:22/", "no_port"),
        ("ftp://8.8.8.8/", "no_port"),
        ("file:///etc/passwd", "no_address"),
        ("http://me:secret@8.8.8.8/", "no_address"),
        ("http:///", "no_address"),
        ("http://[half", "no_address"),
        ("http://8.8.8.8:99999/", "no_address"),
        ("http://nowhere.invalid/", "no_address"),
        (f"http://{'a' * 70}.example/", "no_address"),
        ("", "no_address"),
    ],
)
def test_what_is_no_web_address_is_not_asked(url: str, why: str) -> None:
    assert ask(url) == why


def test_a_redirect_to_the_inside_is_not_followed(site: Site) -> None:
    trap = Site()
    with serving(trap, host="127.0.0.2", port=0):
        rules = Rules(may_ask=lambda one: str(one) == "127.0.0.1", ports=frozenset({site.port, trap.port}), seconds=3.0)
        for status in (301, 302, 303, 307, 308):
            there = trap.address("/admin", host="127.0.0.2")
            site.says = lambda _method, _path, status=status, there=there: (status, {"Location": there})
            assert ask(site.address(), rules) == "private"
        assert trap.asked == []


def test_a_name_that_changes_meanwhile_leads_nowhere_else(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one thing that is played here is a name server, since no true one changes its mind when asked to."""
    trap, looks = Site(), []

    def changing(host: str, port: int, *_rest: Any, **_more: Any) -> list[Any]:
        looks.append(host)
        where = "127.0.0.1" if len(looks) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (where, port))]

    with serving(Site(port=0)) as first, serving(trap, host="127.0.0.2", port=first.port):
        rules = Rules(may_ask=lambda one: str(one) == "127.0.0.1", ports=frozenset({first.port}), seconds=3.0)
        there = socket.create_connection
        monkeypatch.setattr(socket, "getaddrinfo", changing)
        monkeypatch.setattr(socket, "create_connection", lambda to, **more: _by_number(to, there, **more))
        assert ask(f"http://changing.example:{first.port}/", rules) == ""
        assert looks == ["changing.example"]
        assert [host for _method, _path, host in first.asked] == [f"changing.example:{first.port}"]
        assert ask(f"http://changing.example:{first.port}/", rules) == "private"
        assert trap.asked == []


def _by_number(to: tuple[str, int], _there: Any, timeout: float) -> socket.socket:
    """A connection to an address of numbers, which asks no name server."""
    assert ipaddress.ip_address(to[0])
    wire = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    wire.settimeout(timeout)
    wire.connect(to)
    return wire


def test_of_several_addresses_each_must_be_public(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in ("8.8.8.8", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: both)
    assert ask("http://two.example/") == "private"


@pytest.mark.parametrize(
    ("status", "why"),
    [(200, ""), (204, ""), (401, ""), (403, ""), (429, ""), (404, "not_found"), (410, "not_found"),
     (500, "server_error"), (503, "server_error"), (418, ""), (999, "server_error")],
)  # fmt: skip
def test_what_each_answer_means(site: Site, status: int, why: str) -> None:
    site.says = lambda _method, _path: (status, {})
    assert ask(site.address("/some page?q=1 2&r=é"), site.rules) == why


def test_a_page_is_asked_for_its_head_and_for_itself_where_that_is_not_understood(site: Site) -> None:
    assert ask(site.address("/a"), site.rules) == ""
    site.says = lambda method, _path: (405, {}) if method == "HEAD" else (200, {})
    assert ask(site.address("/b"), site.rules) == ""
    assert [one[:2] for one in site.asked] == [("HEAD", "/a"), ("HEAD", "/b"), ("GET", "/b")]


def test_redirects_are_followed_so_far_and_no_further(site: Site) -> None:
    site.says = lambda _method, path: (302, {"Location": "/there"}) if path == "/here" else (200, {})
    assert ask(site.address("/here"), site.rules) == ""
    site.asked.clear()
    site.says = lambda _method, path: (302, {"Location": path + "x"})
    assert ask(site.address("/"), site.rules) == "redirects"
    assert len(site.asked) == MOST_REDIRECTS + 1
    site.says = lambda _method, _path: (302, {"Location": "http://[half"})
    assert ask(site.address("/"), site.rules) == "bad_answer"


def _drips(handler: Any) -> None:
    for _time in range(200):
        try:
            handler.wfile.write(b"HTTP/1.0 200 OK\r\nX: "[:1])
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.05)


def _floods(handler: Any) -> None:
    try:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
        for _time in range(100_000):
            handler.wfile.write(b"x" * 65536)
    except OSError:
        return


def _endless_head(handler: Any) -> None:
    try:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
        for number in range(100_000):
            handler.wfile.write(b"X-%d: y\r\n" % number)
    except OSError:
        return


@pytest.mark.parametrize(
    ("does", "why"),
    [
        (_drips, "too_slow"),
        (_floods, ""),
        (_endless_head, "bad_answer"),
        (lambda handler: handler.wfile.write(b"\x00\xff no web server\r\n" * 9), "bad_answer"),
        (lambda handler: handler.connection.close(), "bad_answer"),
        (lambda _handler: time.sleep(5), "too_slow"),
    ],
)
def test_whoever_answers_badly_or_for_ever_holds_nobody_up(site: Site, does: Any, why: str) -> None:
    site.raw = does
    begun = time.monotonic()
    rules = Rules(may_ask=site.rules.may_ask, ports=site.rules.ports, seconds=1.0)
    assert ask(site.address(), rules) == why
    assert time.monotonic() - begun < 4


def test_where_nobody_listens_it_says_so(site: Site) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    rules = Rules(may_ask=site.rules.may_ask, ports=frozenset({port}), seconds=2.0)
    assert ask(f"http://127.0.0.1:{port}/", rules) == "unreachable"


def test_a_certificate_is_checked_by_the_name_of_the_host(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(Site(), wrap=lambda plain: context.wrap_socket(plain, server_side=True)) as safe:
        rules = Rules(may_ask=lambda one: one.is_loopback, ports=frozenset({safe.port}), seconds=3.0)
        assert ask(f"https://localhost:{safe.port}/", rules) == "not_secure"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert ask(f"https://localhost:{safe.port}/", rules) == ""
        assert ask(f"https://127.0.0.1:{safe.port}/", rules) == "not_secure"
