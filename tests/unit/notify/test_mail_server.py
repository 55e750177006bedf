"""A mail server that does not answer holds up nobody for long."""

import socket
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as house

from watersmeet.exchange.notify.envelope import Envelope
from watersmeet.exchange.notify.senders import ToPartner
from watersmeet.outbox.models import Posting
from watersmeet.outbox.ports import SendError


def test_one_that_takes_the_call_and_says_nothing_is_given_up(settings: Any) -> None:
    message = Envelope(str(uuid4()), ("group@partner.example",), "A referral", "Sign in to read it.").pack()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.1
        with pytest.raises(SendError):
            ToPartner(lambda _posting: []).send(Posting(), message)


def test_it_is_waited_for_less_long_than_a_lease_holds() -> None:
    assert 0 < house.EMAIL_TIMEOUT < house.WATERSMEET_LEASE
