"""Where the index lies on this machine, and which of its generations is read.

A generation is a folder under `index` in the data folder; `current.json` names the one that is read and says what it
holds. It is replaced as a whole, so that who reads finds either the one before or the one after.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from fcntl import LOCK_EX, LOCK_NB, flock
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from django.conf import settings

FORM = 2
"""Counts up when what stands in an index, or how, is changed here."""


LOOK_BACK = timedelta(minutes=2)
"""A change may be committed so long after its moment: what changed since is looked at again."""


@dataclass(frozen=True, slots=True)
class Current:
    """The generation that is read: its folder, the form it was made in, the day, and what it holds.

    `services` counts those in it. `changed_at` is the latest change that it knows, `written_at` when it was seen to
    know all, both in ISO 8601; `turn` counts writings.
    """

    folder: str
    form: str
    day: str
    services: int
    changed_at: str
    turn: int
    written_at: str

    @property
    def knows_since(self) -> datetime:
        """What changed from then on it may not know."""
        return datetime.fromisoformat(self.written_at) - LOOK_BACK


def folder() -> Path:
    """The folder of all generations."""
    return Path(settings.WATERSMEET_DATA) / "index"


def is_used() -> bool:
    """Whether this installation searches in an index."""
    return settings.WATERSMEET_SEARCH in ("index", "semantic")


@cache
def form() -> str:
    """What an index must have been made by to be read: our tokens, the needs taxonomy, the library's format."""
    needs = (files("watersmeet.records.directory") / "data" / "needs.toml").read_bytes()
    return f"{FORM}-{hashlib.sha256(needs).hexdigest()[:12]}-{version('tantivy')}"


def current() -> Current | None:
    """The generation that is read; None when there is none that can be."""
    try:
        told = Current(**json.loads(_pointer().read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return told if told.form == form() and (folder() / told.folder).is_dir() else None


def stamp() -> int:
    """Changes whenever another index, or more of it, is to be read; 0 when there is none."""
    try:
        return _pointer().stat().st_mtime_ns
    except OSError:
        return 0


def sweep() -> None:
    """Let go what writers that came to no end left, so that there is room; what is read stays."""
    folder().mkdir(parents=True, exist_ok=True)
    held = current()
    _let_go({held.folder} if held else set())


def point_to(told: Current) -> None:
    """From here on this one is read; older generations are let go, but the one before: somebody may be reading it."""
    before = current()
    beside = _pointer().with_suffix(".new")
    beside.write_text(json.dumps(asdict(told)), encoding="utf-8")
    os.replace(beside, _pointer())
    _let_go({told.folder} | ({before.folder} if before else set()))


def _let_go(kept: set[str]) -> None:
    for one in folder().iterdir():
        if one.is_dir() and one.name not in kept:
            shutil.rmtree(one, ignore_errors=True)


@contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody else on this machine writes an index now; nobody begins to until this is over."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "writing.lock").open("w") as handle:
        try:
            flock(handle, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _pointer() -> Path:
    return folder() / "current.json"
