"""Sealed bytes on the disk, under `WATERSMEET_DATA/files`: each whole or not there at all.

A file lies in pieces of 64 KiB, each sealed to its address, its number and whether it is the last: a piece that was
changed, moved, left out or cut off is refused.
"""

import fcntl
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from watersmeet.base.db.sealed import TamperedError, seal, unseal

PIECE = 64 * 1024
_ADDRESS = re.compile(r"[0-9a-f]{64}")
_DRAFT = ".draft-"


def write(address: str, key: bytes, content: bytes) -> None:
    """Put sealed content at its address, on the disk when this returns."""
    place = _place(address)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone():
        handle, draft = tempfile.mkstemp(dir=place.parent, prefix=_DRAFT)
        try:
            with os.fdopen(handle, "wb") as out:
                for piece in _sealed(address, key, content):
                    out.write(len(piece).to_bytes(4, "big"))
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            Path(draft).replace(place)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        _fsync(place.parent)


def read(address: str, key: bytes) -> bytes:
    """The content at an address. Raises TamperedError, FileNotFoundError."""
    plain, number = [], 0
    with _place(address).open("rb") as sealed:
        size = os.fstat(sealed.fileno()).st_size
        while header := sealed.read(4):
            piece = sealed.read(int.from_bytes(header, "big"))
            plain.append(unseal(key, _named(address, number, last=sealed.tell() == size), piece))
            number += 1
    if not number:
        raise TamperedError(f"nothing lies at {address}")
    return b"".join(plain)


def remove(address: str) -> None:
    """Take the file away; it may be gone already."""
    with _alone():
        _place(address).unlink(missing_ok=True)


def lying(before: datetime) -> Iterator[str]:
    """Addresses of files that were written before then; drafts that a crash left are taken away on the way."""
    for path in sorted(folder().glob("*/*")):
        if not _is_older(path, before):
            continue
        if path.name.startswith(_DRAFT):
            path.unlink(missing_ok=True)
        elif _ADDRESS.fullmatch(path.name):
            yield path.name


def remove_old(address: str, before: datetime) -> bool:
    """Take the file away unless it was written again since; whether it was."""
    with _alone():
        place = _place(address)
        if not _is_older(place, before):
            return False
        place.unlink(missing_ok=True)
        return True


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.WATERSMEET_DATA) / "files"


def _sealed(address: str, key: bytes, content: bytes) -> Iterator[bytes]:
    pieces = [content[start : start + PIECE] for start in range(0, len(content), PIECE)] or [b""]
    for number, piece in enumerate(pieces):
        yield seal(key, _named(address, number, last=number == len(pieces) - 1), piece)


def _named(address: str, number: int, *, last: bool) -> str:
    return f"file:{address}:{number}:{'last' if last else 'more'}"


def _place(address: str) -> Path:
    if not _ADDRESS.fullmatch(address):
        raise ValueError("not an address of a file")
    return folder() / address[:2] / address


def _is_older(path: Path, before: datetime) -> bool:
    try:
        return path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:
        return False


@contextmanager
def _alone() -> Iterator[None]:
    """One writer at a time: what is put again this moment is not swept away as old."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder() / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fsync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
