"""Invented services all over the country, and questions about them: for benches, never for a place.

They lie where postcodes lie, so that towns are as full as towns are. What they say of themselves is made of the words
of the needs taxonomy and of words that mean nothing.
"""

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

from watersmeet.base import geography, postcode
from watersmeet.records.directory import meaning
from watersmeet.records.directory.entries import Entry, Wishes

LETTERS = "BCDEGHLMNPRSTW"
MOST_PLACES = 20_000
COMMON, RARE = 300, 6000
"""Words that mean nothing: the most common, and how many there are in all."""
KM = 10.0
FREE = Wishes(free=True)


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, where: always for what is free within KM."""

    words: str
    near: str


class Crowd:
    """So many services, always the same for a seed."""

    def __init__(self, many: int, seed: int) -> None:
        self.many, self._seed = many, seed
        chance = self._chance("places")
        self._places = list(_places(chance, min(many, MOST_PLACES)))
        self._nonsense = [f"{_syllables(chance)}{number}" for number in range(RARE)]
        self._weights = list(accumulate(1 / (number + COMMON) for number in range(RARE)))
        offered = meaning.taxonomy().offered.values()
        self._phrases = sorted({" ".join(phrase) for phrases in offered for phrase, _topic in phrases})

    def entries(self) -> Iterator[Entry]:
        """The services, each time the same."""
        chance = self._chance("services")
        for number in range(self.many):
            _code, place = chance.choice(self._places)
            moved = geography.Place(place.lat + chance.gauss(0, 0.005), place.lon + chance.gauss(0, 0.008))
            yield Entry(
                service=UUID(int=chance.getrandbits(128)),
                name=f"{chance.choice(self._phrases)} {self._words(chance, 2)}".capitalize(),
                description=f"{chance.choice(self._phrases)}, {self._words(chance, 30)}.".capitalize(),
                organisation=f"Example organisation {number % 5000}",
                kind="service",
                places=(moved,),
                anywhere=False,
                marks=frozenset({"kind:service", *(["free"] if chance.random() < 0.4 else [])}),
                after=0,
            )

    def questions(self, many: int) -> list[Question]:
        """What is asked: a need in the taxonomy's words, and another or a word of the services themselves."""
        chance = self._chance("questions")
        asked = []
        for _number in range(many):
            more = chance.choice((self._words(chance, 1), chance.choice(self._phrases)))
            asked.append(Question(f"{chance.choice(self._phrases)} {more}", chance.choice(self._places)[0]))
        return asked

    def _chance(self, what: str) -> random.Random:
        return random.Random(f"{self._seed}{what}")

    def _words(self, chance: random.Random, many: int) -> str:
        return " ".join(chance.choices(self._nonsense, cum_weights=self._weights, k=many))


def _places(chance: random.Random, many: int) -> Iterator[tuple[str, geography.Place]]:
    """Postcodes of the shipped file, drawn by chance, with their points."""
    codes = [one.decode() for letter in LETTERS for one in geography._sheet(letter).codes.tolist()]
    while many:
        with suppress(ValueError):  # the file holds some that are none
            code = postcode.tidy(chance.choice(codes))
            if place := geography.locate(code):
                many -= 1
                yield code, place


def _syllables(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _part in range(chance.randint(2, 4)))
