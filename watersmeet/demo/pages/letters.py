"""The messages in the post box, as a page shows them: the newest first, our own links to follow."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit

from watersmeet.exchange.notify import postbox

MOST = 40
KINDS = (".eml", ".txt")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message; `href` is its path here when it is an address, whatever port the demo had then."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message: to whom, about what ("" for a text), its paragraphs, when it was put there."""

    to: str
    subject: str
    when: datetime
    paragraphs: list[list[Line]]


def newest() -> list[Letter]:
    """The latest messages, at most MOST of them."""
    lying = [(path.stat().st_mtime, path) for path in postbox.folder().glob("[!.]*.*") if path.suffix in KINDS]
    return [read(path, datetime.fromtimestamp(when, UTC)) for when, path in sorted(lying, reverse=True)[:MOST]]


def read(path: Path, when: datetime) -> Letter:
    """One file of the post box."""
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    return Letter(str(mail["to"]), mail["subject"] or "", when, _paragraphs(text))


def _paragraphs(text: str) -> list[list[Line]]:
    parts = text.replace("\r\n", "\n").strip().split("\n\n")
    return [[_line(words) for words in part.splitlines()] for part in parts]


def _line(words: str) -> Line:
    address = urlsplit(words)
    return Line(words, address.path) if address.scheme in {"http", "https"} else Line(words)
