"""GOV.UK Notify: a server of our own that checks the token and answers as theirs is written to."""

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

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"


@dataclass
class Notify:
    """What their side knows and does: `answers` are statuses to give before it does as it should."""

    address: str = ""
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    status: str = "sending"
    forget_answer: bool = False


class Handler(BaseHTTPRequestHandler):
    """Three of their addresses."""

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
        if self.notify.answers:
            return self._say(self.notify.answers.pop(0), {"errors": [{"error": "told to"}]})
        if self.path.startswith("/v2/notifications/"):
            there = self.path == f"/v2/notifications/theirs-{len(self.notify.taken)}"
            return self._say(200 if there else 404, {"id": self.path.rpartition("/")[2], "status": self.notify.status})
        wanted = parse_qs(urlsplit(self.path).query)["reference"][0]
        there = [{"id": "theirs-before", "status": self.notify.status}] if wanted in self.notify.taken else []
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
