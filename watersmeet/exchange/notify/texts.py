"""How texts leave: `WATERSMEET_TEXTS` names one way. Without one no text is promised to anybody."""

import sys
from collections.abc import Callable
from email.message import EmailMessage

from django.conf import settings

from watersmeet.exchange.notify import postbox
from watersmeet.exchange.notify.envelope import Envelope
from watersmeet.outbox import api as outbox
from watersmeet.outbox.ports import Heard, Pending, SendError

Way = Callable[[Envelope, bool], str | Pending]
"""Sends one text; told whether it was tried before. Raises SendError, NeverError."""


def can_send() -> bool:
    """Whether this installation can send texts."""
    name = settings.WATERSMEET_TEXTS
    return name in WAYS and (name != "govuk" or _is_complete())


def send(text: Envelope, *, again: bool) -> str | Pending:
    """Send one text; returns the receiver's answer. Raises SendError, NeverError."""
    return WAYS[settings.WATERSMEET_TEXTS](text, again)


def _to_postbox(text: Envelope, _again: bool) -> str:
    """Into the folder of the demo, beside the emails."""
    lying = EmailMessage()
    lying["To"] = text.to[0]
    lying.set_content(text.text)
    postbox.drop(text.key, lying.as_bytes(), ending="txt")
    return "sent"


def _to_console(text: Envelope, _again: bool) -> str:
    """On the terminal of whoever runs the worker: to try things out, never for real people."""
    sys.stdout.write(f"Text to {text.to[0]}\n{text.text}\n")
    return "sent"


def _is_complete() -> bool:
    from watersmeet.exchange.notify import govuk

    return govuk.Account.ours().is_complete()


def _to_govuk(text: Envelope, again: bool) -> Pending:
    from watersmeet.exchange.notify import govuk

    return govuk.send(text, again=again)


def ask_whether_arrived() -> int:
    """Ask whoever took our texts what became of those that are due; returns of how many that is known now."""
    if settings.WATERSMEET_TEXTS != "govuk":
        return 0
    from watersmeet.exchange.notify import govuk

    return sum(_ask(receipt, govuk.arrived, govuk.NAME) for receipt in outbox.to_ask(govuk.NAME))


def _ask(receipt: str, arrived: Callable[[str], Heard | None], by: str) -> bool:
    try:
        told = arrived(receipt)
    except SendError:  # it is asked again
        return False
    return told is not None and outbox.heard(by, receipt, told)


WAYS: dict[str, Way] = {"postbox": _to_postbox, "console": _to_console, "govuk": _to_govuk}
