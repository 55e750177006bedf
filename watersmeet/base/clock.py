"""What time is it?

`WATERSMEET_NOW` moves the clock, in every process that sees it:

- an instant (`2026-11-24T09:00:00Z`): the clock stands still there;
- an offset (`+3d`, `-2h`, `+15m`, `+40s`): the clock runs, that far from real time;
- `@FILE`: a file that holds either; read at every look, so that a running server follows it.
"""

import os
import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

VARIABLE = "WATERSMEET_NOW"
_OFFSET = re.compile(r"([+-])(\d+)([dhms])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


class ClockSettingError(ValueError):
    """`WATERSMEET_NOW` cannot be read as an instant, an offset or a file that holds one."""


def now() -> datetime:
    """The present instant, aware, in UTC. Raises ClockSettingError."""
    told = os.environ.get(VARIABLE, "").strip()
    if told.startswith("@"):
        told = _from_file(Path(told[1:]))
    return _read(told) if told else _real()


def today(zone: str = "Europe/London") -> date:
    """The present day on the wall calendar of `zone`."""
    return day(now(), zone)


def day(moment: datetime, zone: str = "Europe/London") -> date:
    """The day of a moment on the wall calendar of `zone`."""
    return moment.astimezone(ZoneInfo(zone)).date()


def midday(day: date, zone: str) -> datetime:
    """Midday on the wall clock of `zone`, but never after now: for what is known by its day alone."""
    return min(datetime.combine(day, time(12), ZoneInfo(zone)), now())


def midnight(day: date, zone: str) -> datetime:
    """The instant at which a day begins on the wall clock of `zone`."""
    return datetime.combine(day, time(), ZoneInfo(zone))


def _real() -> datetime:
    return datetime.now(UTC)


def _from_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip() if path.exists() else ""
    except (OSError, ValueError):
        raise ClockSettingError(
            f"{VARIABLE}=@{path} names a file that cannot be read. Name one that holds a time."
        ) from None


def _read(told: str) -> datetime:
    try:
        if offset := _OFFSET.fullmatch(told):
            sign, count, unit = offset.groups()
            shift = timedelta(**{_UNITS[unit]: int(count)})
            return _real() + (shift if sign == "+" else -shift)
        instant = datetime.fromisoformat(told)
        return instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ClockSettingError(
            f"{VARIABLE}={told!r} is not a time. Write 2026-11-24T09:00:00Z, or an offset such as +3d."
        ) from None
