"""Which database, and how it is opened."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from watersmeet.base.problems import Problem

_SQLITE_START = (
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000;"
)


def read(address: str, data: Path) -> dict[str, Any]:
    """Django's settings for `address`.

    It is postgresql://user:password@host:port/name, sqlite:///file, or "" for SQLite in `data`.

    Raises Problem, which says nothing of a password.
    """
    try:
        parts = urlsplit(address)
        port = str(parts.port or "")
    except ValueError:
        raise _wrong() from None
    file, name = Path(unquote(parts.path)), unquote(parts.path.lstrip("/"))
    if not address:
        return _sqlite(data / "watersmeet.sqlite3")
    if parts.scheme == "sqlite" and name and not parts.netloc and not file.is_dir():
        return _sqlite(file)
    if parts.scheme in {"postgresql", "postgres"} and name:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": port,
            "CONN_MAX_AGE": 60,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise _wrong()


def _wrong() -> Problem:
    return Problem(
        "WATERSMEET_DATABASE names no database.",
        "Write postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:///FOLDER/FILE, "
        "or leave it out for SQLite in the data folder.",
    )


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {"init_command": _SQLITE_START, "transaction_mode": "IMMEDIATE", "timeout": 10},
    }
