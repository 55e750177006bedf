"""How well duplicates across sources are found: real listings, some of them twice with what differs in directories.

    python -m bench.duplicates FILE --json

FILE is a list of services that `watersmeet import services` knows. A third of its listings are put into two sources,
each copy with up to three planted variations; a third each stand in one source alone. Said are how many listings and
true pairs there are, how many pairs are shown, precision and recall, and recall by variation. Listings of the file that
are one service under two names count as mistakes.
"""

import argparse
import json
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import django

from watersmeet.records.directory.likeness import LIKELY, Likened, pairs

Vary = Callable[[random.Random, Likened], Likened]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Listings of two sources, the pairs that are one service, and which variations each copy bears."""

    listings: tuple[Likened, ...]
    same: frozenset[tuple[str, str]]
    varied: dict[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found: precision of what is shown, and recall of what there is."""

    listings: int
    same: int
    shown: int
    right: int

    @property
    def precision(self) -> float:
        """Of the pairs shown, the share that is one service."""
        return round(self.right / self.shown, 4) if self.shown else 0.0

    @property
    def recall(self) -> float:
        """Of the pairs that are one service, the share that is shown."""
        return round(self.right / self.same, 4) if self.same else 0.0


def _short_name(_chance: random.Random, one: Likened) -> Likened:
    words = one.name.split()
    return replace(one, name=" ".join(words[:-1]) if len(words) > 2 else one.name)


def _longer_name(chance: random.Random, one: Likened) -> Likened:
    return replace(one, name=f"{chance.choice(('The', 'NHS', 'Community'))} {one.name}")


def _mistyped(chance: random.Random, one: Likened) -> Likened:
    at = chance.randrange(1, max(2, len(one.name) - 1))
    return replace(one, name=one.name[:at] + one.name[at + 1 :])


def _other_order(_chance: random.Random, one: Likened) -> Likened:
    first, _dash, rest = one.name.partition(" - ")
    return replace(one, name=f"{rest} ({first})" if rest else one.name.upper())


def _other_phone(chance: random.Random, one: Likened) -> Likened:
    return replace(one, phone=f"01632 960{chance.randrange(1000):03}")


def _written_phone(_chance: random.Random, one: Likened) -> Likened:
    return replace(one, phone=re.sub(r"^0", "+44 (0)", one.phone.replace(" ", "")))


def _no_website(_chance: random.Random, one: Likened) -> Likened:
    return replace(one, website="", email="")


def _own_page(_chance: random.Random, one: Likened) -> Likened:
    return replace(one, website=f"{one.website.rstrip('/')}/page" if one.website else "")


def _no_phone(_chance: random.Random, one: Likened) -> Likened:
    return replace(one, phone="")


def _moved(chance: random.Random, one: Likened) -> Likened:
    return replace(one, postcode=one.postcode[:-2] + chance.choice(("AA", "AB", "AD")))


VARIATIONS: dict[str, Vary] = {
    "a word less": _short_name,
    "a word more": _longer_name,
    "mistyped": _mistyped,
    "another order": _other_order,
    "another number": _other_phone,
    "the number written otherwise": _written_phone,
    "no website": _no_website,
    "another page": _own_page,
    "no number": _no_phone,
    "another postcode": _moved,
}


def labelled(listings: list[Likened], seed: int = 7) -> Labelled:
    """Two sources of real listings: a third are in both, a third in each alone. Of one name the last is taken."""
    chance = random.Random(seed)
    once = list({" ".join(one.name.casefold().split()): one for one in listings}.values())
    shuffled = chance.sample(once, len(once))
    third = len(shuffled) // 3
    both, first, second = shuffled[:third], shuffled[third : 2 * third], shuffled[2 * third :]
    made: list[Likened] = [replace(one, id=f"a{one.id}", source="a") for one in both + first]
    made += [replace(one, id=f"b{one.id}", source="b") for one in second]
    same, varied = set(), {}
    for one in both:
        copy, names = replace(one, id=f"b{one.id}", source="b"), chance.sample(sorted(VARIATIONS), chance.randrange(4))
        for name in names:
            copy = VARIATIONS[name](chance, copy)
        made.append(copy)
        pair = (f"a{one.id}", copy.id)
        same.add(pair)
        varied[pair] = tuple(names)
    return Labelled(tuple(made), frozenset(same), varied)


def measured(data: Labelled, least: float = LIKELY) -> tuple[Measured, set[tuple[str, str]]]:
    """How well the pairs are found, and which."""
    found = {(one.one, one.other) for one in pairs(data.listings, least=least)}
    return Measured(len(data.listings), len(data.same), len(found), len(found & data.same)), found


def of_file(file: Path) -> list[Likened]:
    """The listings of a file that `watersmeet import services` knows."""
    from watersmeet.exchange.spreadsheets import reading, recognise
    from watersmeet.records.directory.imports import sort

    table = reading.read(file)
    taken, _refused = sort(list(table.rows), recognise.mapping_of(table.header))
    return [
        Likened(
            id=str(number), source="", name=one.facts.name, organisation=one.facts.organisation,
            postcode=one.facts.place.postcode if one.facts.place else "", phone=one.facts.phone,
            website=one.facts.website, email=one.facts.email,
        )
        for number, one in enumerate(taken)
    ]  # fmt: skip


def main() -> None:
    """Measure, and print the line."""
    parser = argparse.ArgumentParser(prog="python -m bench.duplicates", description="Precision and recall of pairs.")
    parser.add_argument("file", type=Path, help="a list of services")
    parser.add_argument("--seed", type=int, default=7, help="of the chance by which copies vary")
    parser.add_argument("--json", action="store_true", help="one JSON line")
    asked = parser.parse_args()
    data = labelled(of_file(asked.file), asked.seed)
    begun = time.perf_counter()
    whole, found = measured(data)
    line = asdict(whole) | {"precision": whole.precision, "recall": whole.recall, "seconds": _since(begun)}
    line |= {"seed": asked.seed, "recall_by_variation": by_variation(data, found)}
    sys.stdout.write((json.dumps(line) if asked.json else "\n".join(f"{key}: {line[key]}" for key in line)) + "\n")


def by_variation(data: Labelled, found: set[tuple[str, str]]) -> dict[str, float]:
    """Of the copies with a variation, the share that was found."""
    there = Counter(name for names in data.varied.values() for name in names)
    right = Counter(name for pair in found & data.same for name in data.varied[pair])
    return {name: round(right[name] / many, 4) for name, many in sorted(there.items())}


def _since(begun: float) -> float:
    return round(time.perf_counter() - begun, 2)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watersmeet.config.settings")
    django.setup()
    main()
