"""What arrives is done once: the answer is stored with the effect, and the same key is given the same answer."""

import json
from collections.abc import Callable, Mapping
from typing import TypeAlias

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from watersmeet.base import clock, crash
from watersmeet.base.db.ring import keyed
from watersmeet.base.problems import Invalid, KeyReused
from watersmeet.outbox.models import Arrival

LONGEST_KEY = 200
JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"


def once(
    source: str,
    key: str | None,
    body: bytes | Mapping[str, object],
    do: Callable[[], JSON],
    *,
    day_only: bool = False,
) -> JSON:
    """Do it and keep its answer (ids and codes, no words), or give the answer it had; all in one transaction.

    `source` says who sends, such as "form.referral:UUID"; without a key it is simply done, in the caller's transaction.
    `day_only`: of what nobody is to be known by, the day is kept and no moment.
    Raises KeyReused when the key came before with another body, Invalid for a key that cannot be kept, and whatever
    `do` raises: then nothing is kept.
    """
    if key is None:
        return do()
    if len(key) > LONGEST_KEY or "\0" in key:
        raise Invalid({"key": [_("This came with a key that cannot be kept. Open the page anew.")]})
    digest = _digest(body)
    with transaction.atomic():
        arrival = _first(source, key, digest, day_only=day_only)
        if arrival is None:
            return _answered(source, key, digest)
        crash.here("inbox.kept")
        arrival.answer = do()
        crash.here("inbox.done")
        arrival.save(update_fields=["answer"])
        return arrival.answer


def forget(source: str) -> None:
    """Nothing stays of what came from a source: that it came, when, and the digest of what it was."""
    Arrival.objects.filter(source=source).delete()


def _first(source: str, key: str, digest: bytes, *, day_only: bool) -> Arrival | None:
    """The new row, or None when there is one: the second of two at once waits here for the first to commit."""
    now = clock.now()
    at = now.replace(hour=0, minute=0, second=0, microsecond=0) if day_only else now
    try:
        with transaction.atomic():
            return Arrival.objects.create(source=source, key=key, body_hash=digest, at=at)
    except IntegrityError:
        return None


def _answered(source: str, key: str, digest: bytes) -> JSON:
    arrival = Arrival.objects.get(source=source, key=key)
    if bytes(arrival.body_hash) != digest:
        raise KeyReused
    return arrival.answer


def _digest(body: bytes | Mapping[str, object]) -> bytes:
    if not isinstance(body, bytes):
        body = json.dumps(body, sort_keys=True, separators=(",", ":"), default=str).encode()
    return keyed("blind", "inbox", body)
