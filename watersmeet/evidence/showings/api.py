"""The door of showings."""

from watersmeet.evidence.showings.actions import reply, show, take_back
from watersmeet.evidence.showings.queries import (
    Own,
    Said,
    Stands,
    Whole,
    every_open,
    newest_open,
    own,
    stands,
    still_waits,
    to_read_first,
    whole,
)
from watersmeet.evidence.showings.rules import LONGEST

__all__ = [
    "LONGEST",
    "Own",
    "Said",
    "Stands",
    "Whole",
    "every_open",
    "newest_open",
    "own",
    "reply",
    "show",
    "stands",
    "still_waits",
    "take_back",
    "to_read_first",
    "whole",
]
