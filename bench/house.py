"""The whole house as granian serves it; where BENCH_FULL_TEXT names a database, only what finds the rows is another."""

import os
import threading

import psycopg
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from bench import full_text  # noqa: E402 - it knows the rooms, which are there only now
from watersmeet.base.actor import Actor  # noqa: E402 - the same
from watersmeet.records.directory import api as directory  # noqa: E402 - the same
from watersmeet.records.directory.finding import score  # noqa: E402 - the same

ADDRESS = os.environ.get("BENCH_FULL_TEXT", "")
_own = threading.local()


def rows(actor: Actor, words: str, *, near: str, limit: int = 20, **_rest: object) -> tuple[directory.Row, ...]:
    """What PostgreSQL finds, by a connection of this thread's own."""
    del actor
    if not hasattr(_own, "database"):
        _own.database = psycopg.connect(ADDRESS, autocommit=True)
    reasons = score.Reasons(directory.read_question(words))
    return tuple(
        directory.Row(one, told.name, told.organisation, told.kind, km, reasons.why(told, km), True)
        for one, told, km in full_text.best(_own.database, words, near, limit)
    )


if ADDRESS:
    setattr(directory, "find_rows", rows)  # noqa: B010 - the view finds them by this name
