"""Anchors: each seal leaves the database at once, one line of JSON in a file under `WATERSMEET_DATA/anchors`.

Whoever can write the database alone can then neither take seals away nor put others in their place. A copy of the
folder, kept elsewhere, can be given to `watersmeet audit verify --anchors`.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from watersmeet.audit.models import Seal
from watersmeet.base import crash

SEALS_IN_A_FILE = 10_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is kept of a seal: enough to know it again."""

    seal: int
    lane: UUID
    number: int
    chain: str


class AnchorsUnreadableError(Exception):
    """A line of an anchor file is not an anchor."""


def folder() -> Path:
    """Where this installation keeps its anchors."""
    return Path(settings.WATERSMEET_DATA) / "anchors"


def follow() -> None:
    """Write down every seal that has no anchor yet; what a crash left half written is written again."""
    with _alone():
        last = _last()
        for seal in Seal.objects.filter(pk__gt=last).order_by("pk").iterator():
            _append(seal)


def read(place: Path) -> Iterator[Anchor]:
    """Every anchor in a folder, oldest first. Raises AnchorsUnreadableError naming file and line."""
    for file in _files(place):
        for number, text in enumerate(_whole(file).decode(errors="replace").splitlines(), 1):
            try:
                held = json.loads(text)
                yield Anchor(int(held["seal"]), UUID(held["lane"]), int(held["number"]), str(held["chain"]))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise AnchorsUnreadableError(f"{file.name} line {number}") from None


def _append(seal: Seal) -> None:
    held = {
        "seal": seal.pk,
        "lane": str(seal.lane),
        "number": seal.number,
        "until": seal.until,
        "count": seal.count,
        "root": bytes(seal.root).hex(),
        "chain": bytes(seal.chain).hex(),
        "at": seal.at.isoformat(),
    }
    file = folder() / f"{seal.pk // SEALS_IN_A_FILE:08}.jsonl"
    new = not file.exists()
    with file.open("ab") as out:
        out.write(json.dumps(held).encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())
    if new:
        _fsync_folder()
    crash.here("seal.anchored")


def _last() -> int:
    """The number of the last seal that is anchored whole; a torn end is cut off."""
    for file in reversed(_files(folder())):
        whole = _whole(file)
        if len(whole) < file.stat().st_size:
            os.truncate(file, len(whole))
        if whole:
            return int(json.loads(whole.splitlines()[-1])["seal"])
    return 0


def _whole(file: Path) -> bytes:
    content = file.read_bytes()
    return content[: content.rfind(b"\n") + 1]


def _files(place: Path) -> list[Path]:
    return sorted(place.glob("*.jsonl"))


@contextmanager
def _alone() -> Iterator[None]:
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fsync_folder() -> None:
    handle = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
