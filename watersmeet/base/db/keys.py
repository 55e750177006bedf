"""One data key for each person (and each partnership): made, opened, destroyed.

A data key is stored wrapped by the installation's key ring. Opened keys are held only for the present request, command
or piece of work: whoever begins one ends it with `forget()`.
"""

import secrets
from collections.abc import Iterable
from contextvars import ContextVar
from uuid import UUID

from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from django.db import models

from watersmeet.base.db.ring import ring

_held: ContextVar[dict[UUID, bytes] | None] = ContextVar("held", default=None)


class KeyGoneError(Exception):
    """The data key was destroyed: what it sealed cannot be read any more."""


class DataKey(models.Model):
    """A wrapped AES-256 key; `owner` is the uuid of a person or partnership, `ring_key` what wraps it."""

    owner = models.UUIDField(primary_key=True, editable=False)
    ring_key = models.CharField(max_length=12)
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return f"data key of {self.owner}"


def make(owner: UUID) -> None:
    """Make the data key of a new owner. Raises IntegrityError when there is one."""
    keys, key = ring(), secrets.token_bytes(32)
    wrapped = aes_key_wrap(keys.wrapping[keys.newest], key)
    DataKey.objects.create(owner=owner, ring_key=keys.newest, wrapped=wrapped)


def destroy(owner: UUID) -> None:
    """Destroy a data key: what it sealed is gone for good."""
    DataKey.objects.filter(owner=owner).delete()
    _cache().pop(owner, None)


def load(owners: Iterable[UUID]) -> None:
    """Open many keys by one query, before a list that shows sealed words."""
    wanted = set(owners) - _cache().keys()
    if wanted:
        _cache().update({row.owner: _unwrap(row) for row in DataKey.objects.filter(owner__in=wanted)})


def open_key(owner: UUID) -> bytes:
    """The opened key (32 bytes). Raises KeyGoneError."""
    load([owner])
    try:
        return _cache()[owner]
    except KeyError:
        raise KeyGoneError(f"the data key of {owner} is gone") from None


def forget() -> None:
    """Let go of every opened key."""
    _held.set(None)


def rewrap() -> int:
    """Wrap every data key by the newest key of the ring; returns how many moved."""
    keys, moved = ring(), 0
    newest = keys.newest
    for row in DataKey.objects.exclude(ring_key=newest).iterator():
        wrapped = aes_key_wrap(keys.wrapping[newest], _unwrap(row))
        moved += DataKey.objects.filter(pk=row.pk, ring_key=row.ring_key).update(wrapped=wrapped, ring_key=newest)
    return moved


def _unwrap(row: DataKey) -> bytes:
    return aes_key_unwrap(ring().wrapping[row.ring_key], bytes(row.wrapped))


def _cache() -> dict[UUID, bytes]:
    held = _held.get()
    if held is None:
        held = {}
        _held.set(held)
    return held
