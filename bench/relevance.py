"""Does finding find what helps? Needs in people's words, real services, and judges who saw no ranking.

    python -m bench.relevance --json

Three rankings of the same services: `text`, the stems of the words by BM25; `synonyms`, the needs taxonomy and all that
finding does by itself; `meaning`, with the extra `semantic`. All services stand at one point: distance plays no part.
"""

import argparse
import csv
import html
import json
import math
import os
import re
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any
from uuid import UUID

import django
import tantivy
from django.test.utils import override_settings

from bench import scoreboard
from watersmeet.base.actor import VISITOR

ID = "relevance"
NEAR, WITHIN_KM = "M33", 5.0
DEEP, FIRST, HELPS = 10, 3, 2
"""How much of a ranking counts; how many somebody reads at least; the grade from which a service helps."""
JUDGED = Path(__file__).with_name("judged")
TRAFFORD = "feeds/trafford/mental_health/trafford_mental_health_services.csv"
NOT_JUDGED = "trafford:50"  # its postcode is none
BRISTOL = "feeds/bristol/bristol-services-page1.json"


@dataclass(frozen=True, slots=True)
class Service:
    """A real service: where it stands in its file, and what it says."""

    key: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Need:
    """A need in somebody's words, and how well each service that helps answers it, 1 to 3.

    `held_out`: nobody looked at it while the taxonomy and the worth of meaning were chosen.
    """

    words: str
    held_out: bool
    grades: Mapping[str, float]


Ranking = Callable[[str], list[str]]


def main() -> None:
    """Index the services, rank them for each need, print the line."""
    parser = argparse.ArgumentParser(prog="python -m bench.relevance")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--scoreboard", action="store_true", help="put the line into bench/scoreboard.json")
    parser.add_argument("--look", action="store_true", help="show the rankings of the needs that may be looked at")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="watersmeet-bench-") as folder:
        os.environ |= {"WATERSMEET_DATA": folder, "WATERSMEET_DATABASE": "", "WATERSMEET_SEARCH": "semantic"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "watersmeet.config.settings"
        django.setup()
        from watersmeet.config import setup  # noqa: PLC0415 - the rooms are there only now

        setup.ready()
        every = services()
        ranked = rankings(every)
        if asked.look:
            _look(every, needs(), ranked)
            return
        line = measured(needs(), ranked) | {"services": len(every)}
    if asked.scoreboard:
        scoreboard.put(line)
    sys.stdout.write((json.dumps(line) if asked.json else scoreboard.read_aloud(line)) + "\n")


def measured(asked: Sequence[Need], ranked: Mapping[str, Ranking]) -> dict[str, Any]:
    """How good each ranking is over the needs that were held out and that some service helps with."""
    counted = [one for one in asked if one.held_out and one.grades]
    line: dict[str, Any] = {"id": ID, "queries": len(counted)}
    for name, rank in ranked.items():
        found = [(rank(one.words), one.grades) for one in counted]
        line[name] = {
            "ndcg10": round(mean(ndcg(*one) for one in found), 3),
            "success3": round(mean(success(*one) for one in found), 3),
        }
    return line


def ndcg(keys: Sequence[str], grades: Mapping[str, float]) -> float:
    """Normalised discounted cumulative gain of the first DEEP, gain 2^grade - 1 (Burges et al. 2005): 0 to 1."""
    best = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(key, 0) for key in keys]) / best


def success(keys: Sequence[str], grades: Mapping[str, float]) -> bool:
    """Whether one of the first FIRST helps."""
    return any(grades.get(key, 0) >= HELPS for key in keys[:FIRST])


def needs() -> list[Need]:
    """The needs, with the mean of what the judges said of each service."""
    judges = [_judged(file) for file in sorted(JUDGED.glob("judge_*.csv"))]
    made = []
    for row in _rows(JUDGED / "needs.csv"):
        said = [judge.get(row["need"], {}) for judge in judges]
        keys = {key for one in said for key in one}
        grades = {key: mean(one.get(key, 0) for one in said) for key in sorted(keys)}
        made.append(Need(row["words"], row["held_out"] == "yes", grades))
    return made


def services() -> list[Service]:
    """The real ones that the judges read."""
    with _shared(TRAFFORD).open(encoding="utf-8-sig", newline="") as file:
        rows = enumerate(csv.DictReader(file), start=2)
        found = [Service(f"trafford:{line}", row["name"], row["description"]) for line, row in rows]
    served = json.loads(_shared(BRISTOL).read_text(encoding="utf-8"))["contents"]
    told = [(one["name"], html.unescape(re.sub("<[^>]+>", " ", one["description"]))) for one in served]
    found += [Service(f"bristol:{at}", *one) for at, one in enumerate(told)]
    return [one for one in found if one.key != NOT_JUDGED]


def rankings(every: Sequence[Service]) -> dict[str, Ranking]:
    """The three, over the same services."""
    _index(every)
    keys = {UUID(int=at): one.key for at, one in enumerate(every, start=1)}
    return {
        "text": _by_text(every),
        "synonyms": lambda words: _found(words, "index", keys),
        "meaning": lambda words: _found(words, "semantic", keys),
    }


def _index(every: Sequence[Service]) -> None:
    """All of them at one point, in the index, with what they mean."""
    from watersmeet.records.directory import api as directory  # noqa: PLC0415 - the rooms are there only now
    from watersmeet.records.directory.entries import Entry  # noqa: PLC0415 - the same
    from watersmeet.records.directory.finding import likeness, vectors, writing  # noqa: PLC0415 - the same

    here = directory.find_near(NEAR).place
    marks = frozenset({"kind:service"})
    writing.write(
        Entry(
            service=UUID(int=at),
            name=one.name,
            description=one.description,
            organisation="",
            kind="service",
            places=(here,),
            anywhere=False,
            marks=marks,
        )
        for at, one in enumerate(every, start=1)
    )
    texts = vectors.missing([likeness.text(one.name, one.description) for one in every])
    vectors.put(dict(zip(texts, likeness.read(texts), strict=True)))


def _found(words: str, search: str, keys: Mapping[UUID, str]) -> list[str]:
    """What finding finds, by the index alone or by meaning too."""
    from watersmeet.records.directory import api as directory  # noqa: PLC0415 - the rooms are there only now

    with override_settings(WATERSMEET_SEARCH=search):
        rows = directory.find_rows(VISITOR, words, near=NEAR, within_km=WITHIN_KM, limit=DEEP)
    return [keys[row.service] for row in rows if row.matched]


def _by_text(every: Sequence[Service]) -> Ranking:
    """The stems of what they say, by BM25: what full-text search does."""
    from watersmeet.records.directory import meaning  # noqa: PLC0415 - the rooms are there only now

    made = tantivy.SchemaBuilder()
    made.add_text_field("stems", tokenizer_name="whitespace", index_option="freq")
    made.add_integer_field("at", fast=True)
    index = tantivy.Index(made.build())
    writer = index.writer(15_000_000, 1)
    for at, one in enumerate(every):
        text = " ".join(meaning.stems_of(f"{one.name} {one.description}"))
        writer.add_document(tantivy.Document(stems=text, at=at))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def rank(words: str) -> list[str]:
        stems = [tantivy.Query.term_query(index.schema, "stems", stem) for stem in set(meaning.stems_of(words))]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in stems])
        best = [address for _score, address in searcher.search(query, DEEP).hits]
        found: Any = searcher.fast_field_values("at", best)
        return [every[at].key for at in found]

    return rank


def _look(every: Sequence[Service], asked: Sequence[Need], ranked: Mapping[str, Ranking]) -> None:
    """Each need that was not held out: what was ranked first, with its grade, and what was missed."""
    names = {one.key: one.name for one in every}
    for need in asked:
        if need.held_out:
            continue
        sys.stdout.write(f"\n{need.words}\n")
        for name, rank in ranked.items():
            first = "; ".join(f"{names[key]} {need.grades.get(key, 0):g}" for key in rank(need.words)[:5])
            sys.stdout.write(f"  {name:9} {first}\n")
        best = sorted(need.grades.items(), key=lambda one: -one[1])[:5]
        sys.stdout.write(f"  {'judged':9} " + "; ".join(f"{names[key]} {grade:g}" for key, grade in best) + "\n")


def _gain(grades: Sequence[float]) -> float:
    return sum((2**grade - 1) / math.log2(at + 1) for at, grade in enumerate(grades[:DEEP], start=1))


def _judged(file: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in _rows(file):
        found.setdefault(row["need"], {})[row["service"]] = int(row["grade"])
    return found


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _shared(name: str) -> Path:
    folder = os.environ.get("WATERSMEET_SHARED", str(Path(__file__).parents[2] / "shared"))
    return Path(folder) / "data" / name


if __name__ == "__main__":
    main()
