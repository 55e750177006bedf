"""How we ask: who we are, one connection, waiting when told to, and never where we may not go."""

import gzip
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.factories import feeds
from tests.factories.feeds import QUICK, Theirs, serving
from watersmeet.base import clock
from watersmeet.base.problems import Conflict, Problem
from watersmeet.exchange.feeds import addresses
from watersmeet.exchange.feeds.asking import Asker, Manner
from watersmeet.exchange.feeds.findings import Findings
from watersmeet.exchange.feeds.silence import Silent
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships.models import Partnership


def test_it_says_who_asks_on_one_connection(theirs: Theirs, place: Partnership) -> None:
    feeds.gathered(feeds.added(place, theirs.url))
    [agent] = theirs.agents
    assert agent.startswith("Watersmeet/")
    assert "+http" in agent
    assert "@" in agent
    assert len(theirs.connections) == 1


def test_between_two_questions_there_is_a_pause(theirs: Theirs) -> None:
    asker = Asker(theirs.url, private=True, findings=Findings(), manner=Manner(pause=0.15))
    begun = time.monotonic()
    for _time in range(4):
        asker.get("/")
    asker.close()
    assert time.monotonic() - begun >= 0.45


def test_who_is_told_to_wait_for_long_leaves_and_comes_back(theirs: Theirs, place: Partnership) -> None:
    feed = feeds.added(place, theirs.url)
    theirs.answers["/services"] = [(503, {"Retry-After": "600"}, b"")]

    report = feeds.gathered(feed)

    assert (report.over, report.wait, feeds.codes(report)) == (False, 600.0, {"wait_too_long"})
    with pytest.raises(Conflict, match="left alone until"):
        feeds.gathered(feed)
    feed.refresh_from_db()
    assert feed.not_before is not None
    assert feed.not_before > clock.now()
    directory.note_feed(feed, not_before=clock.now())
    theirs.answers.clear()
    assert feeds.gathered(feed).counts["accepted"] == 3


def test_a_moment_to_wait_until_is_read_too(theirs: Theirs) -> None:
    theirs.answers["/"] = [(429, {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}, b"")]
    asker = Asker(theirs.url, private=True, findings=Findings(), manner=QUICK)
    with pytest.raises(Silent) as silence:
        asker.get("/")
    assert silence.value.code == "wait_too_long"
    assert silence.value.seconds > 10**9


def _page(theirs: Theirs, status: int = 200, body: bytes = b"", **headers: str) -> None:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    theirs.answers["/services"] = [(status, said, body)]


BROKEN: dict[str, Callable[[Theirs], None]] = {
    "refused_status": lambda theirs: _page(theirs, 403),
    "not_json": lambda theirs: _page(theirs, body=b"<html>Down for a while</html>"),
    "not_a_list": lambda theirs: _page(theirs, body=b'{"contents": "tea"}'),
    "too_large": lambda theirs: _page(theirs, body=b"[" + b" " * 3_000_000 + b"]"),
    "redirect_refused": lambda theirs: _page(theirs, 302, Location="http://127.0.0.2/services"),
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_feed_that_cannot_be_read_says_why_and_nothing_is_lost(code: str, theirs: Theirs, place: Partnership) -> None:
    theirs.obeys.discard("modified_after")
    feed = feeds.added(place, theirs.url)
    feeds.gathered(feed)
    BROKEN[code](theirs)

    report = feeds.gathered(feed)

    assert (report.over, report.harvest.fault, report.gone) == (True, code, ())
    assert code in feeds.codes(report)
    assert len(directory.feeds(place.pk)) == 1


def test_a_bomb_is_measured_as_it_unpacks(theirs: Theirs) -> None:
    theirs.answers["/"] = [(200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * 50_000_000))]
    asker = Asker(theirs.url, private=True, findings=Findings(), manner=QUICK)
    with pytest.raises(Silent) as silence:
        asker.get("/")
    assert silence.value.code == "too_large"


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://127.0.0.2:{port}/", "redirect_refused"),
        ("http://localhost:{port}/", "redirect_refused"),
        ("http://[::1]:{port}/", "redirect_refused"),
        ("http://[::ffff:127.0.0.1]:{port}/", "redirect_refused"),
        ("http://10.0.0.1/", "redirect_refused"),
        ("http://[64:ff9b::a00:1]/", "redirect_refused"),
        ("http://168.63.129.16/", "redirect_refused"),
        ("http://169.254.169.254/latest/", "redirect_refused"),
        ("file:///etc/passwd", "redirect_refused"),
        ("ftp://127.0.0.1/", "redirect_refused"),
        ("http://user:word@127.0.0.1:{port}/", "redirect_refused"),
        ("http://[", "redirect_refused"),
        ("/", "redirect_refused"),
        ("", "redirect_refused"),
    ],
)
def test_a_redirect_leads_to_no_other_private_place_and_not_in_a_circle(
    location: str, code: str, theirs: Theirs
) -> None:
    port = theirs.url.rpartition(":")[2]
    theirs.answers["/"] = [(302, {"Location": location.format(port=port)}, b"")]
    asker = Asker(theirs.url, private=True, findings=Findings(), manner=QUICK)
    with pytest.raises(Silent) as silence:
        asker.get("/")
    assert silence.value.code == code


def test_a_feed_that_was_public_is_not_followed_into_a_private_network(theirs: Theirs) -> None:
    asker = Asker(theirs.url, private=False, findings=Findings(), manner=QUICK)
    with pytest.raises(Silent) as silence:
        asker.get("/")
    assert silence.value.code == "address_private"
    assert theirs.asked == []


def test_a_move_for_good_is_followed_once(place: Partnership) -> None:
    with serving(Theirs()) as new, serving(Theirs()) as old:
        old.answers["/"] = [(301, {"Location": f"{new.url}/"}, b"")]
        report = feeds.gathered(feeds.added(place, old.url))
    assert report.counts["accepted"] == 3
    assert old.asked == ["/"]
    assert "moved" in feeds.codes(report)


def test_a_name_that_no_machine_has_is_said(place: Partnership) -> None:
    report = feeds.gathered(feeds.added(place, "https://feed.invalid/v3"))
    assert (report.harvest.fault, report.over) == ("dns_dead", True)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "tea",
        "ftp://a.example",
        "https://",
        "http://[",
        "https://a:b@c.example",
        "https://a.example/?x=1",
        "file:///x",
    ],
)
def test_what_is_no_address_of_a_feed(url: str) -> None:
    with pytest.raises(Problem):
        addresses.tidy(url)


@pytest.mark.parametrize(
    ("url", "tidy"),
    [
        ("https://A.example/o/v3/", "https://a.example/o/v3"),
        ("https://a.example/o/v3/services/", "https://a.example/o/v3"),
        (" http://a.example:8000 ", "http://a.example:8000"),
    ],
)
def test_an_address_is_kept_without_its_tail(url: str, tidy: str) -> None:
    assert addresses.tidy(url) == tidy


class _Dripping(BaseHTTPRequestHandler):
    """Sends a letter now and then, without end."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        with suppress(OSError):
            for _letter in range(1000):
                self.wfile.write(b" ")
                time.sleep(0.02)

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


def test_an_answer_that_drips_is_left_in_time() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Dripping) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        manner = Manner(pause=0.0, tries=1, seconds=0.3)
        asker = Asker(f"http://127.0.0.1:{server.server_port}", private=True, findings=Findings(), manner=manner)
        begun = time.monotonic()
        with pytest.raises(Silent) as silence:
            asker.get("/")
        server.shutdown()
    assert silence.value.code == "too_slow"
    assert time.monotonic() - begun < 5
