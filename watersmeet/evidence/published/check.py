"""Checks a published file against its own counts."""

from collections.abc import Iterable
from pathlib import Path

from watersmeet.evidence.published.formulas import NHSTT, Formula
from watersmeet.evidence.published.reading import Reason, read
from watersmeet.evidence.published.recompute import Recomputed, recompute
from watersmeet.evidence.unreadable import Unreadable


def check_file(path: Path, formulas: Iterable[Formula] = NHSTT) -> Recomputed:
    """Recompute every published percentage of a file. Raises Unreadable, also when it publishes none."""
    found = recompute(read(path), formulas)
    if not found.published:
        raise Unreadable(Reason.NO_PERCENTAGES, path)
    return found
