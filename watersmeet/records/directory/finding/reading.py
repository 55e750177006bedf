"""The worker reads what services mean before anybody asks, some at a time, so that nothing waits for it."""

from watersmeet.records.directory.finding import likeness, shelf, vectors
from watersmeet.records.directory.finding.writing import findable

MANY = 256
"""Texts that are read in one go: about half a second on one core."""
_TOGETHER = 16
"""Texts of like length that the model reads at once."""
_done: dict[str, int] = {}
"""For a folder of indexes, the stamp it had when nothing was left to read."""


def keep() -> int:
    """Read some of what was not read yet, and forget what nobody says any more; returns how many texts were read."""
    if not likeness.is_used():
        return 0
    stamp, folder = shelf.stamp(), str(shelf.folder())
    if _done.get(folder) == stamp:
        return 0
    with shelf.alone() as free:
        if not free:
            return 0
        texts = {likeness.text(*one) for one in findable().values_list("name", "description").iterator()}
        vectors.keep_only(texts)
        missing = vectors.missing(texts)
        now = missing[:MANY]
        for at in range(0, len(now), _TOGETHER):
            some = now[at : at + _TOGETHER]
            vectors.put(dict(zip(some, likeness.read(some), strict=True)))
        if len(now) == len(missing):
            _done[folder] = stamp
    return len(now)
