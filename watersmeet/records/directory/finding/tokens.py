"""What stands in the index of a service, as tokens of ours; a query is built from the same ones, never parsed.

In the field of words: n:stem stands in the name, d:stem only in the description, N:topic and D:topic likewise, and
w:topics names those it is for. In the field of marks: what is true of it. In the field of ground: its cells, each once
more with `|free` and `|refer` where that is so: of all that is asked for besides words, these are asked most.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from watersmeet.records.directory import meaning

FOLDED = ("free", "refer")
MOST_WHOM = 4
"""Kinds of people that one question speaks of: more are not told apart."""


class Told(NamedTuple):
    """What a service says of itself, and what stands of that in the field of words."""

    name: str
    description: str
    words: frozenset[str]
    organisation: str = ""
    kind: str = ""


def told(name: str, description: str, organisation: str = "", kind: str = "") -> Told:
    """The same, read from its words."""
    return Told(name, description, words(name, description), organisation, kind)


@lru_cache(maxsize=20_000)
def words(name: str, description: str) -> frozenset[str]:
    """Of the field of words: what a service says of itself. Read once for each while the process lives."""
    named, told = meaning.read(name), meaning.read(description)
    return frozenset(
        (
            *(f"n:{stem}" for stem in named.stems),
            *(f"d:{stem}" for stem in told.stems - named.stems),
            *(f"N:{topic.id}" for topic in named.topics),
            *(f"D:{topic.id}" for topic in told.topics - named.topics),
            whom(topic.id for topic in named.topics | told.topics if topic.whom),
        )
    )


def whom(topics: Iterable[str]) -> str:
    """The token of those that a service is for."""
    return "w:" + "+".join(sorted(topics))


def among(asked: meaning.Asked) -> Iterator[str]:
    """The tokens of what is for nobody else than the words speak of."""
    spoken_of = [topic.id for topic in asked.topics if topic.whom][:MOST_WHOM]
    for many in range(len(spoken_of) + 1):
        yield from (whom(some) for some in combinations(spoken_of, many))


def ground(cells: Iterable[str], marks: Collection[str]) -> Iterator[str]:
    """Of the field of ground."""
    folded = [mark for mark in FOLDED if mark in marks]
    for cell in cells:
        yield cell
        yield from (f"{cell}|{mark}" for mark in folded)


def fold(marks: frozenset[str]) -> tuple[str, frozenset[str]]:
    """What to add to each cell's token when these are asked for, and the marks that are still to be asked for."""
    chosen = next((mark for mark in FOLDED if mark in marks), "")
    return (f"|{chosen}", marks - {chosen}) if chosen else ("", marks)
