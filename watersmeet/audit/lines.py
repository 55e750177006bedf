"""Writing a line: what it may hold, and the code that only this installation can put under it."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from watersmeet.audit.models import Line
from watersmeet.base.db.ring import keyed

MACED = (
    *("nonce", "lane", "verb", "subject_kind", "subject_id", "version", "others"),
    *("actor_kind", "actor_id", "actor_role", "actor_partner", "detail", "at"),
)
_VERB = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+")
_CODE = re.compile(r"[a-z][a-z0-9_.:\-]{0,63}")
_MOST = 1_000_000  # a telephone or NHS number is larger


class WordsRefusedError(ValueError):
    """The book holds ids, codes and small numbers; a line with anything else is a fault of the program."""


def checked_verb(verb: str) -> str:
    """The verb, such as "referral.accept". Raises WordsRefusedError."""
    if len(verb) > 60 or not _VERB.fullmatch(verb):
        raise WordsRefusedError(f"{verb[:60]!r} is not a verb such as referral.accept")
    return verb


def checked_detail(detail: Mapping[str, str | int | UUID] | None) -> dict[str, str | int]:
    """The detail as it may be kept. Raises WordsRefusedError, naming the key and never the value."""
    kept: dict[str, str | int] = {}
    for name, value in (detail or {}).items():
        told = str(value) if isinstance(value, (UUID, str)) else value
        if not _CODE.fullmatch(name) or not _allowed(told):
            raise WordsRefusedError(f"detail {name[:64]!r} is neither a code, nor an id, nor a small number")
        kept[name] = told
    return kept


def mac(line: Mapping[str, Any]) -> bytes:
    """The code (32 bytes) over the fields of MACED."""
    return keyed("audit", "line", *(plain(line[field]) for field in MACED))


def signed(line: Line) -> Line:
    """The line with its code."""
    line.mac = mac({field: getattr(line, field) for field in MACED})
    return line


def _allowed(value: str | int) -> bool:
    if isinstance(value, str):
        return bool(_CODE.fullmatch(value)) or _is_uuid(value)
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MOST


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def plain(value: object) -> bytes:
    """A value as it goes under a code: the same for the same meaning on every database."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").encode()
    if isinstance(value, (dict, list)):
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    return b"" if value is None else str(value).encode()
