"""A message that was sent and did not arrive is somebody's task, and the page says so: by text, and by email."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import clear_url_caches

from tests.factories import places
from tests.factories.places import Place
from tests.unit.notify.conftest import Notify
from tests.unit.notify.test_texts import EMAIL, PHONE, asks, to_person
from watersmeet.config import urls
from watersmeet.desk.told import Told
from watersmeet.exchange.notify import mail, texts
from watersmeet.outbox import api as outbox
from watersmeet.records.people.api import Channel
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Errand

pytestmark = pytest.mark.django_db
TEXT = {"channels": (Channel.SMS, Channel.PHONE), "phone": PHONE}
WRITE = {"channels": (Channel.EMAIL, Channel.PHONE), "email": EMAIL, "phone": PHONE}
HOOK = "/hooks/mail/postmark/tracking/"
SECRET = "hook:a-secret-of-this-test"


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten in the morning of a Tuesday."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")


def settle() -> int:
    """The worker's round, two minutes on."""
    texts.ask_whether_arrived()
    return referrals.raise_errands()


def says(who: UUID, *, knows_rules: bool = True) -> str:
    return Told(to_person(who), knows_rules=knows_rules).words


def test_a_text_to_a_number_that_does_not_work_becomes_a_call(notify: Notify, monkeypatch: pytest.MonkeyPatch) -> None:
    who = asks(places.place(), **TEXT)
    outbox.deliver_all()
    assert says(who) == "Sent Tuesday 24 November at 10am, not confirmed yet"
    notify.status = "permanent-failure"
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:02:00Z")
    assert settle() == 1
    assert says(who) == "Did not arrive: the number does not work"
    assert says(who, knows_rules=False) == "Could not be delivered"
    assert (Errand.objects.get().way, Errand.objects.get().why) == ("phone", "permanent-failure")
    assert settle() == 0


def test_who_does_not_answer_is_asked_again(notify: Notify, monkeypatch: pytest.MonkeyPatch) -> None:
    who = asks(places.place(), **TEXT)
    outbox.deliver_all()
    notify.status, notify.answers = "delivered", [503]
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:02:00Z")
    assert texts.ask_whether_arrived() == 0
    assert texts.ask_whether_arrived() == 0
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:05:00Z")
    assert texts.ask_whether_arrived() == 1
    assert says(who).startswith("Arrived")


def test_a_text_that_arrived_says_when(notify: Notify, monkeypatch: pytest.MonkeyPatch) -> None:
    who = asks(places.place(), **TEXT)
    outbox.deliver_all()
    notify.status = "delivered"
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:02:00Z")
    assert settle() == 0
    assert says(who) == "Arrived Tuesday 24 November at 10:02am"


class Provider(BaseHTTPRequestHandler):
    """Postmark's one address, by which a message is sent."""

    taken: list[dict[str, Any]]
    refuses = False
    down = False

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.taken.append(message)
        said = {"To": message["To"], "MessageID": f"theirs-{len(self.taken)}", "ErrorCode": 0, "Message": "OK"}
        if self.refuses:
            said = {"ErrorCode": 406, "Message": f"Found inactive addresses: {EMAIL}.\nInactive recipients are…"}
        content = json.dumps(said).encode()
        self.send_response(503 if self.down else 422 if self.refuses else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Provider]]:
    """Email by Postmark's interface, at a server of our own; its hook is open."""
    theirs = type("Theirs", (Provider,), {"taken": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), theirs)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    address = f"http://127.0.0.1:{server.server_port}/"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "ours", "POSTMARK_API_URL": address, "WEBHOOK_SECRET": SECRET}
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, *urls.of_mail()])
    clear_url_caches()
    mail.listen()
    yield theirs
    server.shutdown()
    server.server_close()
    clear_url_caches()


def hook(secret: str = SECRET, **event: Any) -> int:
    """Post what the provider says, with the secret; returns the status of our answer."""
    shown = f"Basic {base64.b64encode(secret.encode()).decode()}"
    body = {"MessageID": "theirs-1", **event}
    told = Client().post(HOOK, body, content_type="application/json", headers={"authorization": shown})
    return int(told.status_code)


BOUNCE = {"RecordType": "Bounce", "Type": "HardBounce", "ID": 1, "Email": EMAIL, "BouncedAt": "2026-11-24T10:01:00Z"}
DELIVERY = {"RecordType": "Delivery", "Recipient": EMAIL, "DeliveredAt": "2026-11-24T10:01:00Z"}


def to_ada(here: Place) -> UUID:
    """Only what goes to the person leaves: the provider's first message is theirs."""
    who = asks(here, **WRITE)
    posting = to_person(who)
    outbox.Posting.objects.exclude(pk=posting.pk).delete()
    outbox.deliver_all()
    return who


@pytest.mark.usefixtures("provider")
def test_an_email_that_bounces_becomes_a_call() -> None:
    who = to_ada(places.place())
    assert says(who) == "Sent Tuesday 24 November at 10am"
    assert hook(**BOUNCE) == 200
    assert says(who) == "Did not arrive: the address does not take it"
    assert settle() == 1
    assert Errand.objects.get().way == "phone"


@pytest.mark.usefixtures("provider")
def test_an_email_that_arrived_says_when_and_one_that_is_late_says_nothing() -> None:
    who = to_ada(places.place())
    assert hook(**{**BOUNCE, "Type": "Transient"}) == 200
    assert says(who) == "Sent Tuesday 24 November at 10am"
    assert hook(**DELIVERY) == 200
    assert says(who) == "Arrived Tuesday 24 November at 10am"


@pytest.mark.usefixtures("provider")
def test_who_does_not_show_the_secret_changes_nothing() -> None:
    who = to_ada(places.place())
    assert hook(secret="hook:guessed", **BOUNCE) == 400
    assert says(who) == "Sent Tuesday 24 November at 10am"


def test_an_address_that_the_provider_refuses_at_once_is_not_tried_a_hundred_times(provider: type[Provider]) -> None:
    provider.refuses = True
    who = to_ada(places.place())
    assert (to_person(who).state, to_person(who).why) == ("dead", "recipient_refused")
    assert len(provider.taken) == 1
    assert settle() == 1


def test_a_provider_that_is_down_is_tried_again(provider: type[Provider]) -> None:
    provider.down = True
    who = to_ada(places.place())
    assert (to_person(who).state, to_person(who).failures) == ("waiting", 1)
    assert to_person(who).why == "anymailrequestsapierror"


@pytest.mark.usefixtures("provider")
def test_no_other_providers_hook_and_none_for_incoming_mail_is_there() -> None:
    for other in ("mailgun/tracking/", "amazon_ses/tracking/", "postmark/inbound/", "mandrill/"):
        assert Client().post(f"/hooks/mail/{other}", {}, content_type="application/json").status_code == 404


def test_who_may_not_know_how_they_are_reached_does_not_learn_the_way(
    notify: Notify, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = asks(places.place(), **TEXT)
    outbox.deliver_all()
    assert says(who, knows_rules=False) == "Sent Tuesday 24 November at 10am"
    notify.status = "delivered"
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:02:00Z")
    settle()
    assert says(who, knows_rules=False) == "Sent Tuesday 24 November at 10am"


def test_without_a_secret_there_is_no_hook(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.ANYMAIL = "anymail.backends.postmark.EmailBackend", {}
    assert urls.of_mail() == []
    assert Client().post(HOOK, BOUNCE, content_type="application/json").status_code == 404
