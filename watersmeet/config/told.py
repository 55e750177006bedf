"""What the environment says. A setting nobody can have meant is told by its name with its cure, before anything begins.

An empty one is not said: what holds is what holds without it.
"""

import math
import os
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

from watersmeet.base.problems import Problem

LONGEST = 3600


class SettingError(Problem):
    """A setting that cannot be meant: its name and what was said, then what to write."""

    def __init__(self, name: str, why: str, cure: str) -> None:
        super().__init__(f"{name}={os.environ.get(name, '')!r} {why}.", cure)


def words(name: str, otherwise: str = "") -> str:
    """What a setting says, or what holds without it."""
    return os.environ.get(name, "").strip() or otherwise


def path(name: str, otherwise: Path) -> Path:
    """A file or folder; nothing is made. Raises SettingError."""
    try:
        return Path(words(name, str(otherwise))).expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as fault:
        raise SettingError(name, f"cannot be followed: {fault}", "Write the whole path, such as /srv/place.") from None


def seconds(name: str, otherwise: float) -> float:
    """A length of time. Raises SettingError."""
    try:
        length = float(words(name, str(otherwise)))
    except ValueError:
        length = math.nan
    if not 1 <= length <= LONGEST:
        raise SettingError(
            name, f"is not a number of seconds from 1 to {LONGEST}", f"Write one, such as {otherwise:g}."
        )
    return length


def switch(name: str) -> bool:
    """Whether something is on. Raises SettingError."""
    return one_of(name, ("0", "1"), "0") == "1"


def one_of(name: str, known: Collection[str], otherwise: str) -> str:
    """One of a few words. Raises SettingError."""
    said = words(name, otherwise)
    if said not in known:
        raise SettingError(name, "is not known", f"Write one of: {', '.join(known)}.")
    return said


def address(name: str, otherwise: str) -> str:
    """The beginning of every address, without a slash at its end. Raises SettingError."""
    said = words(name, otherwise).rstrip("/")
    try:
        parts = urlsplit(said)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.path or parts.query or parts.fragment or parts.username or set(said) & set(" \t\n"):
        cure = "Write scheme and name, such as https://watersmeet.example, and nothing after them."
        raise SettingError(name, "is not an address that begins with http:// or https://", cure)
    return said


def listed(name: str, otherwise: str) -> list[str]:
    """Words with commas between."""
    return [part.strip() for part in words(name, otherwise).split(",") if part.strip()]
