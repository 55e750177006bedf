"""How emails leave: by Django's backend, a mail server or, with the extra `anymail`, a provider's own interface.

A provider says only later whether an email arrived, by a hook of ours (`config/urls`), which anymail understands.
"""

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.urls import URLPattern

from watersmeet.exchange.notify.envelope import Envelope
from watersmeet.outbox import api as outbox
from watersmeet.outbox.ports import Heard, NeverError, Pending, SendError

ARRIVED = "delivered"
FAILED = frozenset({"bounced", "rejected", "failed"})
"""As anymail names what every provider says."""


def send(envelope: Envelope) -> str | Pending:
    """Send one email. Raises NeverError when nobody there takes it, SendError to try again."""
    email, by = envelope.email(), get_connection()
    try:
        email.connection = by
        email.send()
    except _refusals():
        raise NeverError("recipient_refused") from None
    except _faults() as fault:
        raise SendError(type(fault).__name__) from fault
    name = getattr(getattr(email, "anymail_status", None), "message_id", None)
    alone = len(envelope.to) == 1  # of several, one who cannot be reached would speak for all
    return Pending(_by(getattr(by, "esp_name", "")), name) if alone and isinstance(name, str) else "sent"


def listen() -> None:
    """Hear what the provider says by its hook, if it has one."""
    if is_heard():
        from anymail.signals import tracking

        tracking.connect(_heard, dispatch_uid="watersmeet.notify.mail")


def hooks() -> list[URLPattern]:
    """The address at which the provider that we use says what arrived; no other provider's, and none for incoming."""
    from anymail.urls import urlpatterns

    ours = str(settings.EMAIL_BACKEND).split(".")[2]
    return [one for one in urlpatterns if one.name in {f"{ours}_tracking_webhook", f"{ours}_webhook"}]


def is_heard() -> bool:
    """Whether there is a hook: with a provider, and a secret that it shows."""
    return is_by_provider() and bool(settings.ANYMAIL.get("WEBHOOK_SECRET"))


def is_by_provider() -> bool:
    """Whether email leaves by a provider's own interface."""
    return str(settings.EMAIL_BACKEND).startswith("anymail.")


def _refusals() -> tuple[type[Exception], ...]:
    """What is raised where nobody takes it."""
    if not is_by_provider():
        return (smtplib.SMTPRecipientsRefused,)
    from anymail.exceptions import AnymailRecipientsRefused

    return smtplib.SMTPRecipientsRefused, AnymailRecipientsRefused


def _faults() -> tuple[type[Exception], ...]:
    """What may go better the next time."""
    if not is_by_provider():
        return smtplib.SMTPException, OSError
    from anymail.exceptions import AnymailError

    return AnymailError, OSError


def _heard(event: Any, esp_name: str, **_more: object) -> None:
    if event.event_type == ARRIVED or event.event_type in FAILED:
        told = Heard(arrived=event.event_type == ARRIVED, why=event.event_type)
        outbox.heard(_by(esp_name), event.message_id or "", told)


def _by(provider: str) -> str:
    return f"mail.{provider.lower()}"[:20]
