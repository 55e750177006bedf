"""Which database, and how it is opened."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_SQLITE_START = (
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000;"
)


class DatabaseSettingError(ValueError):
    """`WATERSMEET_DATABASE` cannot be read."""


def read(address: str, data: Path) -> dict[str, Any]:
    """Django's settings for `address`.

    It is postgresql://user:password@host:port/name, sqlite:///file, or "" for SQLite in `data`.

    Raises DatabaseSettingError.
    """
    parts = urlsplit(address)
    if not address or parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)) if address else data / "watersmeet.sqlite3")
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise DatabaseSettingError(
        f"WATERSMEET_DATABASE={address.split('@')[-1]!r} is neither postgresql://... nor sqlite:///FILE."
    )


def _sqlite(file: Path) -> dict[str, Any]:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {"init_command": _SQLITE_START, "transaction_mode": "IMMEDIATE", "timeout": 10},
    }
