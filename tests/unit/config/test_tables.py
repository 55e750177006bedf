"""Tables that are made from the models at once, for an invented place and for tests, are those that migrations make."""

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.faults.conftest import new_database

DRAWN = """
SELECT 'column', table_name || '.' || column_name, concat_ws(' ', data_type, character_maximum_length, is_nullable,
       column_default, is_identity) FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) FROM pg_trigger
       WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
"""All that stands in the tables of a PostgreSQL database: kind, name, how it is drawn."""
DJANGOS = "auth_group_permissions.id"
"""Of a table that we never fill Django's own model and its own migration disagree: how big its number may grow."""
NOTED = {"django_migrations": "app, name", "django_content_type": "app_label, model"}


def test_made_at_once_or_by_migrations_it_is_the_same_database(tmp_path: Path) -> None:
    real, invented = _set_up(tmp_path / "real", demo=False), _set_up(tmp_path / "invented", demo=True)

    assert _drawn(invented) == _drawn(real)
    for table, columns in NOTED.items():
        assert _rows(invented, table, columns) == _rows(real, table, columns)


@pytest.mark.postgres
@pytest.mark.database
def test_made_at_once_or_by_migrations_it_is_the_same_on_postgresql(tmp_path: Path) -> None:
    real, at_once = new_database(), new_database()
    _run("watersmeet", "setup", data=tmp_path / "real", WATERSMEET_DATABASE=real)
    (tmp_path / "once").mkdir()
    made = {"WATERSMEET_DATABASE": at_once, "DJANGO_SETTINGS_MODULE": "watersmeet.config.settings"}
    _run("tests.tables", data=tmp_path / "once", **made)

    with psycopg.connect(real) as one, psycopg.connect(at_once) as other:
        drawn = set(one.execute(DRAWN))
        assert {kind for kind, *_rest in drawn} == {"column", "index", "constraint", "trigger", "function"}
        assert {row for row in other.execute(DRAWN) if row[1] != DJANGOS} == {row for row in drawn if row[1] != DJANGOS}
        for table, columns in NOTED.items():
            asked = f"SELECT {columns} FROM {table}"  # noqa: S608 - our own names
            assert set(other.execute(asked)) == set(one.execute(asked))


def _set_up(data: Path, *, demo: bool) -> Path:
    _run("watersmeet", "setup", data=data, **({"WATERSMEET_DEMO": "1"} if demo else {}))
    return data / "watersmeet.sqlite3"


def _run(program: str, *argv: str, data: Path, **more: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "WATERSMEET_DATABASE"}
    kept |= {"WATERSMEET_DATA": str(data), **more}
    subprocess.run([sys.executable, "-m", program, *argv], env=kept, check=True, capture_output=True)


def _drawn(database: Path) -> dict[str, list[str]]:
    """How each table, index and trigger is drawn; columns and constraints in no order."""
    with sqlite3.connect(database) as asked:
        drawn = asked.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: sorted(re.split(r", (?=[\"A-Z])", sql.removesuffix(")").partition("(")[2])) for name, sql in drawn}


def _rows(database: Path, table: str, columns: str) -> set[tuple[str, str]]:
    with sqlite3.connect(database) as asked:
        return set(asked.execute(f"SELECT {columns} FROM {table}"))  # noqa: S608 - our own names
