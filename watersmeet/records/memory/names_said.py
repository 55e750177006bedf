"""Which pairs of words in a text could be somebody's name: neighbours, whichever comes first, however written."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from watersmeet.records.people import api as people

_WORD = re.compile(r"[^\W\d_]+(?:['`\u2018\u2019\u02bc][^\W\d_]+)*")
_OWNS = re.compile(r"['`\u2018\u2019\u02bc]s$", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ENDS = re.compile(r"[.!?;][\"')\]\u201d\u2019]*\s|\n\s*\n|\n\s*[-*\u2022]|\d")
_BEFORE = "mr mrs ms miss mx dr prof professor sir dame lady lord rev revd fr sr cllr imam rabbi"
_TITLES = frozenset(_BEFORE.split())
_EVERYDAY = (
    "able amber april art august autumn bill black bloom book brook brown bush carol case chance charity church clay "
    "close cook cross dale dawn day dean drew earl ever faith field fields flower forest fox frank gale glen gold good "
    "grace grant gray green guy hall hand hart hazel heath hill holly hope hunt hunter iris ivy jack jasper joy june "
    "king knight lake lane law lee long love major mark marsh mason mat may miller moon moor north olive page park "
    "parks pat pearl penny perry price ray read rich rob robin rod rose ruby rush sandy say scarlet short small sole "
    "south stone strong sue summer swan tailor temple town violet wade walker ward wells west white will winter wish "
    "wood woods wright young"
)
WORDS_TOO = frozenset(_EVERYDAY.split())
"""Names that are everyday words too: two of them beside each other, without capitals, are taken for words."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it was written, and its letters alone."""

    said: str
    letters: str

    @property
    def between(self) -> bool:
        """Whether it may stand inside a name: an initial, a middle name, a short word such as "van"."""
        return len(self.letters) == 1 or self.letters in people.PARTICLES or self.said[:1].isupper()

    @property
    def is_plain(self) -> bool:
        """Whether it is an everyday word, without a capital."""
        return self.letters in WORDS_TOO and self.said.islower()


def pairs(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Every pair that may be a name, with the words as they were written."""
    for run in _runs(text):
        for at in range(len(run)):
            yield from _from(run[at : at + 5])


def _from(words: list[_Word]) -> Iterator[tuple[tuple[str, str], str]]:
    """Pairs that begin with the first of these words: of names in one, two or three words, with others between."""
    for left, gap, right in _SHAPES:
        size = left + gap + right
        if len(words) < size or not all(one.between for one in words[left : left + gap]):
            continue
        one, other = words[:left], words[left + gap : size]
        if all(word.is_plain for word in (*one, *other)):
            continue
        first, last = ("".join(word.letters for word in part) for part in (one, other))
        if len(first) > 1 and len(last) > 1:
            yield people.pair(first, last), " ".join(word.said for word in words[:size])


_SHAPES = ((1, 0, 1), (1, 0, 2), (1, 0, 3), (2, 0, 1), (2, 0, 2), (3, 0, 1), (1, 1, 1), (1, 2, 1), (1, 3, 1), (2, 1, 1))
"""So many words of one name, of what stands between, of the other name."""


def _runs(text: str) -> Iterator[list[_Word]]:
    """The words of a text, sentence by sentence: a name does not go on over the end of one, or over a number."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    run: list[_Word] = []
    ended = 0
    for found in _WORD.finditer(_HUMP.sub(" ", plain) if _HUMP.search(plain) else plain):
        gap = found.string[ended : found.start()]
        if run and _ENDS.search(gap) and not _is_short(gap, found.string[:ended]):
            yield run
            run = []
        ended = found.end()
        run += _read(found.group())
    yield run


def _is_short(gap: str, before: str) -> bool:
    """Whether the full stop is that of an initial or a title: "A. Sampleton", "Dr. Sampleton"."""
    last = re.search(r"[^\W\d_]+$", before)
    word = last.group().casefold() if last else ""
    return gap.strip() == "." and (len(word) == 1 or word in _TITLES)


def _read(said: str) -> list[_Word]:
    bare = _OWNS.sub("", said)
    letters = people.letters(bare)
    return [] if letters in _TITLES or not letters else [_Word(bare, letters)]
