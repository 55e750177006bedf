"""GOV.UK Notify, against a server of our own that checks the token and answers as theirs is written to."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from watersmeet.exchange.notify import govuk, texts
from watersmeet.exchange.notify.envelope import Envelope
from watersmeet.outbox.ports import NeverError, SendError
from watersmeet.records.people.api import Channel

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEXT = Envelope("posting-1", ("+447700900123",), "", "There is some news for you.", Channel.SMS)


@dataclass
class Notify:
    """What their side knows and does: `answers` are statuses to give before it does as it should."""

    address: str = ""
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    forget_answer: bool = False


class Handler(BaseHTTPRequestHandler):
    """Two of their addresses."""

    notify: Notify

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._knows_us():
            return self._say(403, {"errors": [{"error": "AuthError"}]})
        if self.notify.answers:
            return self._say(self.notify.answers.pop(0), {"errors": [{"error": "told to"}]})
        if self.path != "/v2/notifications/sms" or {*body} != {
            "phone_number",
            "template_id",
            "personalisation",
            "reference",
        }:
            return self._say(400, {"errors": [{"error": "ValidationError"}]})
        self.notify.taken[body["reference"]] = body
        if self.notify.forget_answer:
            self.notify.forget_answer = False
            return self.connection.close()
        return self._say(201, {"id": f"theirs-{len(self.notify.taken)}", "reference": body["reference"]})

    def do_GET(self) -> None:
        self.notify.asked.append(self.path)
        if not self._knows_us():
            return self._say(403, {"errors": [{"error": "AuthError"}]})
        wanted = parse_qs(urlsplit(self.path).query)["reference"][0]
        there = [{"id": "theirs-before"}] if wanted in self.notify.taken else []
        return self._say(200, {"notifications": there, "links": {}})

    def _knows_us(self) -> bool:
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        try:
            claims = jwt.decode(
                token, SECRET, algorithms=["HS256"], issuer=SERVICE, options={"require": ["iss", "iat"]}
            )
        except jwt.InvalidTokenError:
            return False
        header = jwt.get_unverified_header(token)
        return scheme == "Bearer" and header["typ"] == "JWT" and abs(time.time() - claims["iat"]) < 30

    def _say(self, status: int, told: dict[str, Any]) -> None:
        content = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def notify(settings: Any) -> Iterator[Notify]:
    """Their server, and our settings for it."""
    theirs = Notify()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Theirs", (Handler,), {"notify": theirs}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    theirs.address = f"http://127.0.0.1:{server.server_port}"
    settings.WATERSMEET_TEXTS, settings.WATERSMEET_GOVUK_TEMPLATE = "govuk", "9d751e0e-f929-4891-82a1-a3e1c3c18ee3"
    settings.WATERSMEET_GOVUK_KEY, settings.WATERSMEET_GOVUK_ADDRESS = f"our-key-{SERVICE}-{SECRET}", theirs.address
    yield theirs
    server.shutdown()
    server.server_close()


def test_a_text_arrives_with_its_words_and_our_reference(notify: Notify) -> None:
    assert texts.can_send()
    assert texts.send(TEXT, again=False) == "theirs-1"
    assert notify.taken["posting-1"] == {
        "phone_number": "+447700900123",
        "template_id": "9d751e0e-f929-4891-82a1-a3e1c3c18ee3",
        "personalisation": {"message": "There is some news for you."},
        "reference": "posting-1",
    }


def test_a_secret_that_is_not_theirs_is_refused(notify: Notify, settings: Any) -> None:
    settings.WATERSMEET_GOVUK_KEY = f"our-key-{SERVICE}-{SERVICE}"
    with pytest.raises(SendError) as refused:
        texts.send(TEXT, again=False)
    assert refused.value.code == "govuk_403"
    assert notify.taken == {}


def test_the_token_carries_the_true_time_whatever_our_clock_says(
    notify: Notify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2020-01-01T10:00:00Z")
    assert texts.send(TEXT, again=False) == "theirs-1"


def test_a_text_whose_answer_was_lost_is_not_sent_twice(notify: Notify) -> None:
    notify.forget_answer = True
    with pytest.raises(SendError):
        texts.send(TEXT, again=False)
    notify.taken["posting-1"]["seen"] = True
    assert texts.send(TEXT, again=True) == "theirs-before"
    assert notify.taken["posting-1"]["seen"]
    assert "reference=posting-1" in notify.asked[0]


def test_a_text_that_never_arrived_is_sent_again(notify: Notify) -> None:
    assert texts.send(TEXT, again=True) == "theirs-1"


@pytest.mark.parametrize(("status", "fault"), [(400, NeverError), (429, SendError), (500, SendError), (503, SendError)])
def test_a_no_is_for_ever_only_when_trying_again_changes_nothing(
    notify: Notify, status: int, fault: type[SendError]
) -> None:
    notify.answers = [status]
    with pytest.raises(SendError) as refused:
        texts.send(TEXT, again=False)
    assert (type(refused.value), refused.value.code) == (fault, f"govuk_{status}")


def test_a_server_that_is_not_there_is_tried_again(notify: Notify, settings: Any) -> None:
    settings.WATERSMEET_GOVUK_ADDRESS = "http://127.0.0.1:9"
    with pytest.raises(SendError) as refused:
        texts.send(TEXT, again=False)
    assert refused.value.code == "govuk_unreachable"


@pytest.mark.parametrize("key", ["", "our-key", f"{SERVICE}-{SECRET}x", f"our-key-{SERVICE}"])
def test_without_a_whole_key_no_text_is_promised(notify: Notify, settings: Any, key: str) -> None:
    settings.WATERSMEET_GOVUK_KEY = key
    assert not texts.can_send()
    with pytest.raises(SendError):
        govuk.Account.ours().token()
