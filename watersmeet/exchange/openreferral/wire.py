"""How values are written in Open Referral UK; what is empty is left out."""

from datetime import UTC, datetime, time
from typing import Any

Wire = dict[str, Any]


def said(**fields: Any) -> Wire:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", [])}


def instant(when: datetime) -> str:
    """An instant with milliseconds, in UTC: "2026-11-22T10:30:45.123Z"."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def wall(clock: time | None) -> str:
    """A time on the wall: "10:00:00"."""
    return clock.isoformat("seconds") if clock else ""
