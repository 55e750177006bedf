"""The key ring of an installation: one file beside the data, made once, kept apart in backups.

It holds wrapping keys (the last one wraps new data keys; older ones still open theirs) and three secrets that never
rotate, since what they made must be found again: `blind` (tokens), `audit` (seals) and `django` (cookies and links).
"""

import base64
import fcntl
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem

BYTES = 32
"""Of each key and secret."""
Secret = Literal["blind", "audit", "django"]
SECRETS: tuple[Secret, ...] = ("blind", "audit", "django")


@dataclass(frozen=True)
class Ring:
    """Wrapping keys by name, newest last (32 bytes each), and the secrets (32 bytes each)."""

    wrapping: dict[str, bytes]
    secrets: dict[Secret, bytes]

    @property
    def newest(self) -> str:
        """The name of the wrapping key for new data keys."""
        return list(self.wrapping)[-1]


def ring() -> Ring:
    """The installation's key ring; made at the first call."""
    return read(Path(settings.WATERSMEET_KEYS))


def read(file: Path) -> Ring:
    """The ring that `file` holds; made there when there is none. Raises Problem."""
    try:
        if not file.exists():
            _write_new(file, _dump(_fresh()))
        seen = file.stat()
        return _parse(file, (seen.st_ino, seen.st_mtime_ns, seen.st_size))
    except OSError as fault:
        raise Problem(
            _("The key ring %(file)s cannot be made or read: %(fault)s.") % {"file": file, "fault": fault.strerror},
            _("Let WATERSMEET_KEYS name a file in a folder that this account may write to."),
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Problem(
            _("The key ring %(file)s is damaged.") % {"file": file},
            _("Put your copy of it back (WATERSMEET_KEYS names the file). Without it nothing that was sealed is read."),
        ) from None


def rotate() -> str:
    """Add a wrapping key and return its name. `keys.rewrap()` then moves every data key to it."""
    file = Path(settings.WATERSMEET_KEYS)
    with _alone(file):
        old = read(file)
        name = f"k{len(old.wrapping) + 1}"
        grown = Ring({**old.wrapping, name: secrets.token_bytes(BYTES)}, old.secrets)
        _place(file, _dump(grown))
    return name


def keyed(secret: Secret, label: str, *parts: bytes) -> bytes:
    """HMAC-SHA-256 (32 bytes) of the parts under a secret of the ring, apart for each label."""
    mac = hmac.new(ring().secrets[secret], label.encode(), hashlib.sha256)
    for part in parts:
        mac.update(len(part).to_bytes(8, "big"))
        mac.update(part)
    return mac.digest()


def _fresh() -> Ring:
    return Ring({"k1": secrets.token_bytes(BYTES)}, {name: secrets.token_bytes(BYTES) for name in SECRETS})


def _dump(made: Ring) -> bytes:
    def text(keys: Iterable[tuple[str, bytes]]) -> dict[str, str]:
        return {name: base64.b64encode(key).decode() for name, key in keys}

    return json.dumps(
        {"wrapping": text(made.wrapping.items()), "secrets": text(made.secrets.items())}, indent=1
    ).encode()


def _write_new(file: Path, content: bytes) -> None:
    """Put a new ring in place; whoever comes second keeps the first one's."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(file, content)
    try:
        os.link(draft, file)
        _fsync_folder(file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _place(file: Path, content: bytes) -> None:
    _draft(file, content).replace(file)
    _fsync_folder(file)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """One at a time: of two that turned the ring at once, one would lose its key, and all that it wrapped."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fsync_folder(file: Path) -> None:
    """The ring is on the disk before anything is wrapped by it."""
    handle = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _draft(file: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return Path(name)


@lru_cache(maxsize=4)
def _parse(file: Path, _seen: tuple[int, int, int]) -> Ring:
    held = json.loads(file.read_bytes())

    def keys(part: str) -> dict[str, bytes]:
        return {name: base64.b64decode(key, validate=True) for name, key in held[part].items()}

    kept, wrapping = keys("secrets"), keys("wrapping")
    ours = Ring(wrapping, {name: kept[name] for name in SECRETS})
    if not wrapping or {len(key) for key in (*wrapping.values(), *ours.secrets.values())} != {BYTES}:
        raise ValueError(file)
    return ours
