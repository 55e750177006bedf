"""What stands in the index of a service, as tokens of ours; a query is built from the same ones, never parsed.

In the field of words: n:stem stands in the name, d:stem only in the description, N:topic and D:topic likewise, and
w:topic names each kind of people that it is for. In the field of marks: what is true of it. In the field of ground: its
cells, each once more with `|free` and `|refer` where that is so: of all that is asked for besides words, these are
asked most.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from watersmeet.records.directory import meaning

FOLDED = ("free", "refer")


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
            *(f"w:{topic.id}" for topic in named.topics | told.topics if topic.whom),
        )
    )


def kinds_of_people(words: Collection[str]) -> int:
    """Of those that a service is for a bit each, in the order of the taxonomy."""
    return sum(1 << at for at, topic in enumerate(meaning.people()) if f"w:{topic.id}" in words)


def others(asked: meaning.Asked) -> int:
    """The same bits of all that the words do not speak of."""
    return sum(1 << at for at, topic in enumerate(meaning.people()) if topic not in (*asked.topics, *asked.beside))


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
