"""Slowing down those who guess, counted in the cache that all web processes share.

Each try takes a slot; a slot is free again after a while. Taking one is a single insert, so that tries at the same
moment in several processes never share a slot.
"""

from django.core.cache import cache

from watersmeet.base.db import ring


def allows(what: str, who: str, *, tries: int, seconds: int) -> bool:
    """Take one of the `tries` slots of `who` (kept as a keyed hash) in any `seconds`; False when none is free."""
    holder = ring.keyed("blind", "throttle", what.encode(), who.encode()).hex()
    return any(cache.add(f"throttle:{holder}:{slot}", 1, timeout=seconds) for slot in range(tries))
