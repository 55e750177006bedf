"""P1, search: text, within 10 km, one filter, the best 20, over so many services; against tantivy and PostgreSQL.

    python -m bench.search --services 200000 --json

All three hold the same services and the same tokens. In one process: ours to the finished rows, and the same query
straight on tantivy. Served: our JSON endpoint under granian, and the same view over PostgreSQL's full text, in turn.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import django
import psycopg

from bench import scoreboard
from tests.database import start_postgres

ID = "P1"
LIMIT = 20


def main() -> None:
    """Make the services, the index and the table, measure, and print the line."""
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="watersmeet-bench-") as folder:
        home = Path(folder)
        os.environ |= {
            "WATERSMEET_DATA": str(home / "data"),
            "WATERSMEET_SEARCH": "index",
            "DJANGO_SETTINGS_MODULE": "watersmeet.config.settings",
        }
        os.environ["WATERSMEET_DATABASE"] = "" if asked.alone else start_postgres(home)
        django.setup()
        line = _measured(asked)
    if asked.scoreboard:
        scoreboard.put(line)
    sys.stdout.write((json.dumps(line) if asked.json else scoreboard.read_aloud(line)) + "\n")


def _measured(asked: argparse.Namespace) -> dict[str, Any]:
    from bench.crowd import Crowd  # noqa: PLC0415 - it knows the rooms, which are there only now
    from watersmeet.config import setup  # noqa: PLC0415 - the same
    from watersmeet.records.directory.finding import shelf, writing  # noqa: PLC0415 - the same

    setup.ready()
    crowd = Crowd(asked.services, asked.seed)
    questions = crowd.questions(asked.queries)
    begun = time.monotonic()
    many = writing.write(crowd.entries())
    built, size = (
        time.monotonic() - begun,
        sum(one.stat().st_size for one in shelf.folder().rglob("*") if one.is_file()),
    )
    line = {"id": ID, "services": many, "queries": len(questions), "seed": asked.seed, "rounds": asked.rounds}
    line |= {"build_s": round(built, 1), "index_mb": round(size / 1e6, 1)}
    line |= _in_process(questions, asked.rounds)
    if not asked.alone:
        line |= _against(os.environ["WATERSMEET_DATABASE"], asked, questions)
    return line | {"peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)}


def _in_process(questions: Sequence[Any], rounds: int) -> dict[str, Any]:
    """Ours, from the words to the finished rows, and the same query straight on tantivy; the first round warms up."""
    from bench import straight  # noqa: PLC0415 - it knows the rooms, which are there only now

    ours, bare = [], []
    for turn in range(rounds + 1):
        mine, theirs = _seconds(straight.ours, questions), _seconds(straight.bare, questions)
        if turn:
            ours.append(mine)
            bare.append(theirs)
    told = {f"p{part}_ms": round(median(_part(one, part) for one in ours), 2) for part in (50, 95)}
    ratio = median(_part(mine, 95) / _part(theirs, 95) for mine, theirs in zip(ours, bare, strict=True))
    return told | {"tantivy_p95_ms": round(median(_part(one, 95) for one in bare), 2), "vs_tantivy": round(ratio, 2)}


def _against(address: str, asked: argparse.Namespace, questions: Sequence[Any]) -> dict[str, Any]:
    """PostgreSQL in this process, then both served, in turn."""
    from bench import full_text, served, straight  # noqa: PLC0415 - they know the rooms, which are there only now
    from bench.crowd import Crowd  # noqa: PLC0415 - the same

    with psycopg.connect(address, autocommit=True) as database:
        begun = time.monotonic()
        full_text.fill(database, Crowd(asked.services, asked.seed).entries())
        line: dict[str, Any] = {"postgres_build_s": round(time.monotonic() - begun, 1)}
        equal = [straight.passing(one) == full_text.passing(database, one.words, one.near) for one in questions]
        line["hits_equal"] = all(equal)
        line["passing"] = sum(len(straight.passing(one)) for one in questions)

        def by_full_text(one: Any) -> None:
            full_text.best(database, one.words, one.near, LIMIT)

        pairs = []
        for turn in range(asked.rounds + 1):
            pair = _seconds(by_full_text, questions), _seconds(straight.ours, questions)
            pairs += [pair] if turn else []
    line["postgres_p95_ms"] = round(median(_part(theirs, 95) for theirs, _mine in pairs), 2)
    line["vs_postgres"] = round(median(_part(mine, 95) / _part(theirs, 95) for theirs, mine in pairs), 3)
    bodies = [served.posted(one) for one in questions]
    with served.server() as mine, served.server(BENCH_FULL_TEXT=address) as theirs:
        rates = []
        for turn in range(asked.rounds + 1):
            pair_of_rates = [served.rate(port, bodies, asked.seconds) for port in (mine, theirs)]
            rates += [pair_of_rates] if turn else []
    line["served_rps"] = round(median(one for one, _other in rates), 1)
    line["postgres_rps"] = round(median(other for _one, other in rates), 1)
    line["served_vs_postgres"] = round(median(one / other for one, other in rates), 2)
    return line


def _seconds(ask: Callable[[Any], object], questions: Sequence[Any]) -> list[float]:
    """The seconds that each question takes."""
    found = []
    for one in questions:
        begun = time.perf_counter()
        ask(one)
        found.append(time.perf_counter() - begun)
    return found


def _part(seconds: Sequence[float], percent: int) -> float:
    """Milliseconds within which so many of a hundred were answered."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description="Search against two others.")
    parser.add_argument("--json", action="store_true", help="one JSON line, last")
    parser.add_argument("--scoreboard", action="store_true", help="put the line into bench/scoreboard.json")
    parser.add_argument("--services", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8, help="of each round that is served")
    parser.add_argument("--alone", action="store_true", help="without PostgreSQL: how long, how big, how quick")
    parser.add_argument("--seed", type=int, default=1913)
    return parser.parse_args()


if __name__ == "__main__":
    main()
