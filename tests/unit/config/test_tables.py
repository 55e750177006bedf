"""An invented place's tables, made at once, are those that the migrations make."""

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path


def test_made_at_once_or_by_migrations_it_is_the_same_database(tmp_path: Path) -> None:
    real, invented = _set_up(tmp_path / "real", demo=False), _set_up(tmp_path / "invented", demo=True)

    assert _drawn(invented) == _drawn(real)
    for table, columns in {"django_migrations": "app, name", "django_content_type": "app_label, model"}.items():
        assert _rows(invented, table, columns) == _rows(real, table, columns)


def _set_up(data: Path, *, demo: bool) -> Path:
    kept = {name: value for name, value in os.environ.items() if name != "WATERSMEET_DATABASE"}
    kept |= {"WATERSMEET_DATA": str(data)} | ({"WATERSMEET_DEMO": "1"} if demo else {})
    subprocess.run([sys.executable, "-m", "watersmeet", "setup"], env=kept, check=True, capture_output=True)
    return data / "watersmeet.sqlite3"


def _drawn(database: Path) -> dict[str, list[str]]:
    """How each table, index and trigger is drawn; columns and constraints in no order."""
    with sqlite3.connect(database) as asked:
        drawn = asked.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: sorted(re.split(r", (?=[\"A-Z])", sql.removesuffix(")").partition("(")[2])) for name, sql in drawn}


def _rows(database: Path, table: str, columns: str) -> set[tuple[str, str]]:
    with sqlite3.connect(database) as asked:
        return set(asked.execute(f"SELECT {columns} FROM {table}"))  # noqa: S608 - our own names
