"""The lines that were measured, in one file; what was not run says so."""

import json
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).with_name("scoreboard.json")
NOT_RUN = "not run"


def put(line: Mapping[str, object], file: Path = FILE) -> None:
    """Put one line in the place of the last one with its id; the others stay as they are."""
    lines = json.loads(file.read_text(encoding="utf-8"))
    lines[str(line["id"])] = dict(line)
    kept = (f"  {json.dumps(name)}: {json.dumps(lines[name])}" for name in sorted(lines))
    file.write_text("{\n" + ",\n".join(kept) + "\n}\n", encoding="utf-8")


def read_aloud(line: Mapping[str, object]) -> str:
    """One figure after another."""
    return "\n".join(f"{name:14} {value}" for name, value in line.items())
