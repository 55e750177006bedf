"""Words that nobody else uses, written into every field of every form; and all places where they might lie open."""

import base64
import logging
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.http import HttpResponse

from tests.proofs.crawler import Field, Visit, sensible
from watersmeet.base.db.sealed import SealedText
from watersmeet.config.logs import Discreet

SIGN, PHONE = "Canary", "7700"
AS_THEY_ARE = {"age", "place", "near", "postcode", "pin", "second", "code", "key"}
"""Fields in which only certain values are taken."""
NUMBERS = {"day": "7", "month": "6", "year": "2027", "born-year": "1990", "time": "10:30"}
"""Parts of days and times, by the end of the field's name."""
COUNTED = {"capacity", "wait_days", "queue_place"}


@dataclass
class Planter:
    """Fills forms; remembers which field each word was written into."""

    planted: dict[str, str] = field(default_factory=dict)
    last: bool = False
    numbers: Iterator[int] = field(default_factory=lambda: count(100_000))

    def fill(self, one: Field) -> Any:
        """A word of its own for each field that takes words; of a choice the first, or the last."""
        if one.kind == "file":
            return SimpleUploadedFile(f"{self._word('file name')}.txt", self._word("file").encode())
        if one.options:
            return one.options[-1] if self.last and one.name not in AS_THEY_ARE else sensible(one)
        if one.name in AS_THEY_ARE | COUNTED or one.kind in {"number", "password"}:
            return "3" if one.name in COUNTED else sensible(one)
        number = NUMBERS.get(one.name) or NUMBERS.get(one.name.rpartition("-")[2])
        if number:
            return number
        if one.kind == "tel":
            self.planted[f"{PHONE}{(phone := next(self.numbers))}"] = one.name
            return f"0{PHONE} {phone}"
        word = self._word(one.name)
        return f"{word.lower()}@person.example" if one.kind == "email" else word

    def _word(self, what: str) -> str:
        word = f"{SIGN}{next(self.numbers)}"
        self.planted[word.casefold()] = what
        return word

    def found(self, where: str, said: str | bytes) -> Iterator[tuple[str, str]]:
        """Each word that lies there, as the place and the field into which it was written."""
        text = (said if isinstance(said, str) else said.decode("utf-8", errors="ignore")).casefold()
        if SIGN.casefold() in text or PHONE in text:
            yield from ((where, name) for word, name in self.planted.items() if word in text)


@dataclass
class Ears:
    """What the logs said, and which pages of those that refuse repeated what was written."""

    lines: StringIO = field(default_factory=StringIO)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    @contextmanager
    def open(self) -> Iterator[None]:
        """All that is logged meanwhile is heard, written as the house writes it."""
        handler = logging.StreamHandler(self.lines)
        handler.setFormatter(Discreet("%(name)s %(message)s"))
        root = logging.getLogger()
        root.addHandler(handler)
        try:
            yield
        finally:
            root.removeHandler(handler)

    def saw(self, visit: Visit, answer: HttpResponse) -> None:
        """Keep the address, and the page if it refuses.

        A form that was wrong, or came too often, is shown to its writer again, so that no word is lost: 400 and 429.
        """
        self.addresses += [visit.path, answer.get("Location", "")]
        again = visit.method == "post" and answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.TOO_MANY_REQUESTS}
        if answer.status_code >= HTTPStatus.BAD_REQUEST and not again:
            self.refusals.append((visit.route, answer.content.decode(errors="replace")))


def tables() -> Iterator[tuple[str, str]]:
    """Every column of every table as it lies in the database, decoded where it is only packed."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the name of a table of ours
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
            for name, values in zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True):
                for value in values:
                    yield f"{table}.{name}", _open(value)


def _open(value: Any) -> str:
    """A value of the database as text, with what is inside base64 and zlib: sessions and the cache are packed so."""
    plain = bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
    opened = [plain]
    for packed in (plain, plain.partition(b":")[0].lstrip(b".")):
        try:
            inner = base64.urlsafe_b64decode(packed + b"=" * (-len(packed) % 4))
        except ValueError:
            continue
        opened += [inner, _inflated(inner)]
    return "\n".join(one.decode("utf-8", errors="ignore") for one in opened)


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompress(packed)
    except zlib.error:
        return b""


def files(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file in the folders by its kind: its name and what is in it."""
    for folder in folders:
        for file in folder.rglob("*"):
            if file.is_file():
                place = file.relative_to(folder).parts[0] if len(file.relative_to(folder).parts) > 1 else file.suffix
                yield f"{folder.name}/{place}", file.name.encode() + b"\n" + file.read_bytes()


def sealed_fields() -> dict[str, list[str]]:
    """Every sealed field as what its rows say when they are opened."""
    said: dict[str, list[str]] = defaultdict(list)
    for model in apps.get_models():
        for one in model._meta.fields:
            if isinstance(one, SealedText):
                said[f"{model._meta.label}.{one.name}"] = [_said(row, one) for row in model._default_manager.all()]
    return said


def _said(row: models.Model, one: SealedText) -> str:
    value = getattr(row, one.attname)
    return value.decode(errors="ignore") if isinstance(value, bytes) else str(value)
