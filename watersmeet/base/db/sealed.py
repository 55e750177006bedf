"""Sealed fields: words that only their owner's data key opens.

AES-256-GCM; the associated data bind a value to its table, row and field, so that a value moved elsewhere is refused.
A value is opened when it is first looked at, so that lists decrypt nothing they do not show.
"""

import json
import os
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from watersmeet.base.db import keys

_FORMAT = b"\x01"
_NONCE = 12
_TAG = 16


class TamperedError(Exception):
    """A sealed value does not belong where it stands, or was changed."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Bytes as they lie in the database: format byte, nonce, ciphertext and tag."""

    body: bytes


def seal(key: bytes, place: str, plain: bytes) -> bytes:
    """Seal bytes to a place, such as "people.person:UUID:name"."""
    nonce = os.urandom(_NONCE)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(key: bytes, place: str, body: bytes) -> bytes:
    """The plain bytes. Raises TamperedError."""
    if body[:1] != _FORMAT or len(body) < 1 + _NONCE + _TAG:
        raise TamperedError(f"unknown seal at {place}")
    nonce, rest = body[1 : 1 + _NONCE], body[1 + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, rest, place.encode())
    except InvalidTag:
        raise TamperedError(f"the sealed value at {place} was changed or moved") from None


class _OpenedWhenSeen(DeferredAttribute):
    field: "SealedText"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        value = instance.__dict__[name] if name in instance.__dict__ else super().__get__(instance, cls)
        if isinstance(value, Sealed):
            field: Any = self.field
            value = instance.__dict__[name] = field.opened(instance, value)
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class SealedText(models.BinaryField):
    """Text sealed by the data key of the row's owner: the model's `sealed_by` names the attribute that holds its uuid.

    None stays NULL. It cannot be searched, ordered or updated by a queryset.
    """

    descriptor_class = _OpenedWhenSeen
    _pyi_private_set_type: Any  # for django-stubs: what is read is opened, not bytes
    _pyi_private_get_type: Any

    def encode(self, value: Any) -> bytes:
        """Plain bytes of a Python value."""
        return str(value).encode()

    def decode(self, plain: bytes) -> Any:
        """The Python value of plain bytes."""
        return plain.decode()

    def opened(self, instance: models.Model, sealed: Sealed) -> Any:
        """The value; raises KeyGoneError when the owner was erased, TamperedError when it does not belong here."""
        return self.decode(unseal(self._key(instance), self._place(instance), sealed.body))

    def from_db_value(self, value: bytes | memoryview | None, *_: object) -> Sealed | None:
        """What the database holds, unopened."""
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        """Seal what is to be saved; what was never opened is saved as it lies."""
        value = model_instance.__dict__.get(self.attname)
        if value is None:
            return None
        if isinstance(value, Sealed):
            return value
        return Sealed(seal(self._key(model_instance), self._place(model_instance), self.encode(value)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Only sealed bytes reach the database."""
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self} holds sealed words: save them through the row")
        return super().get_db_prep_value(value and value.body, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        """Refused: serialisers must not carry sealed words."""
        raise TypeError(f"{self} of {obj} is sealed")

    def _key(self, instance: models.Model) -> bytes:
        return keys.open_key(getattr(instance, instance.sealed_by))  # type: ignore[attr-defined]

    def _place(self, instance: models.Model) -> str:
        return f"{instance._meta.label_lower}:{instance.pk}:{self.attname}"


class SealedJson(SealedText):
    """A JSON value, sealed."""

    def encode(self, value: Any) -> bytes:
        """Compact JSON."""
        return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()

    def decode(self, plain: bytes) -> Any:
        """The value that was stored."""
        return json.loads(plain)


class SealedBytes(SealedText):
    """Bytes, sealed."""

    def encode(self, value: Any) -> bytes:
        """As they are."""
        return bytes(value)

    def decode(self, plain: bytes) -> Any:
        """As they were."""
        return plain
