"""P2, writes: steps of referrals with gate, event, line of the book and postings in one commit, against pgbench.

    python -m bench.writes --json

Both write the same rows to the same PostgreSQL, which keeps its promises (fsync on), round by round in turn.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

import django

from bench import scoreboard
from tests.database import start_postgres

ID = "P2"


def main() -> None:
    """Start a PostgreSQL in a fresh folder, measure, and print the line."""
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="watersmeet-bench-") as folder:
        home = Path(folder)
        os.environ["WATERSMEET_DATA"] = str(home / "data")
        os.environ["WATERSMEET_DATABASE"] = address = start_postgres(home, settings=())
        os.environ["DJANGO_SETTINGS_MODULE"] = "watersmeet.config.settings"
        django.setup()
        from bench import measured  # noqa: PLC0415 - it knows the rooms, which are there only now
        from watersmeet.config import setup  # noqa: PLC0415 - the same

        setup.ready()
        line = measured.writes(
            ID,
            address,
            home,
            connections=asked.connections,
            each=asked.each,
            seconds=asked.seconds,
            rounds=asked.rounds,
            seed=asked.seed,
        )
    if asked.scoreboard:
        scoreboard.put(line)
    sys.stdout.write((json.dumps(line) if asked.json else scoreboard.read_aloud(line)) + "\n")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.writes", description="Writes against pgbench.")
    parser.add_argument("--json", action="store_true", help="one JSON line, last")
    parser.add_argument("--scoreboard", action="store_true", help="put the line into bench/scoreboard.json")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--each", type=int, default=20, help="referrals for each connection")
    parser.add_argument("--seconds", type=float, default=8, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1913)
    return parser.parse_args()


if __name__ == "__main__":
    main()
