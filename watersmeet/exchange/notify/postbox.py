"""A post box on disk: each email becomes one .eml file, each text one .txt, named by its key. For the demo and tests.

A second delivery of the same key changes nothing and is noted in `again.jsonl`.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from watersmeet.base import clock

HEADER = "Idempotency-Key"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,99}")


def folder() -> Path:
    """Where the messages lie."""
    return Path(settings.WATERSMEET_DATA) / "post"


class Postbox(BaseEmailBackend):
    """Django's email backend that drops messages into `WATERSMEET_DATA/post`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Drop each message; returns how many are there now, those that were there before included."""
        for message in email_messages:
            content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own takes it
            drop(message.extra_headers.get(HEADER) or hashlib.sha256(content).hexdigest(), content)
        return len(email_messages)


def drop(key: str, content: bytes, ending: str = "eml") -> bool:
    """Put one message under its key, whole or not at all; False when one lies there."""
    folder().mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=folder(), prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.link(draft, folder() / f"{_named(key)}.{ending}")
    except FileExistsError:
        _note_again(key)
        return False
    finally:
        Path(draft).unlink()
    return True


def _named(key: str) -> str:
    """A key as a file name: itself when it is plain, else its hash; the two never meet."""
    return key if _PLAIN.fullmatch(key) else f"~{hashlib.sha256(key.encode()).hexdigest()}"


def _note_again(key: str) -> None:
    line = json.dumps({"key": _named(key), "at": clock.now().isoformat()})
    with (folder() / "again.jsonl").open("a", encoding="utf-8") as notes:
        notes.write(f"{line}\n")
