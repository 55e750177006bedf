"""Blind tokens: a row can be found by what it is about, and the database never learns what that was."""

from uuid import UUID

from watersmeet.base.db.ring import keyed


def blind(partnership: UUID, kind: str, *values: str) -> bytes:
    """A token of 32 bytes for the values, apart for each partnership and kind: equal values, equal tokens."""
    return keyed("blind", kind, partnership.bytes, *(value.encode() for value in values))
