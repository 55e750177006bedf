"""In which order did lines commit?

On PostgreSQL ids are not in commit order: a line with a lower id may become visible after one with a higher id. Each
line therefore remembers its transaction (`xid8`), and what lies below `pg_snapshot_xmin` will never grow again. On
SQLite there is one writer at a time, so the order of ids is the order of commits.
"""

from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Func
from django.utils.deconstruct import deconstructible


@deconstructible(path="watersmeet.audit.xact.PresentTransaction")
class PresentTransaction(Func):
    """The identifier of the transaction that inserts; 0 where the database has none."""

    template = "0"
    arity = 0

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, tuple[str | int, ...]]:
        """PostgreSQL's 64-bit transaction id, which does not wrap."""
        return self.as_sql(compiler, connection, template="pg_current_xact_id()", **more)


class Xact(models.BigIntegerField):
    """A transaction id: `xid8` on PostgreSQL, an unused number elsewhere."""

    def __init__(self, **more: Any) -> None:
        more["db_default"] = PresentTransaction()
        super().__init__(**more)

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """The column's type."""
        return "xid8" if connection.vendor == "postgresql" else super().db_type(connection)

    def from_db_value(self, value: Any, *_: object) -> int | None:
        """The driver gives an `xid8` as text."""
        return None if value is None else int(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """An untyped literal, which PostgreSQL reads as the type it is compared with."""
        ready = super().get_db_prep_value(value, connection, prepared)
        return str(ready) if isinstance(ready, int) and connection.vendor == "postgresql" else ready


def position() -> str:
    """The field of a line that follows the order of commits on this database."""
    return "xact" if connection.vendor == "postgresql" else "id"


def settled() -> int:
    """The first position that is not settled: no line below it can still appear. Call it inside a transaction."""
    question = (
        "SELECT pg_snapshot_xmin(pg_current_snapshot())"
        if connection.vendor == "postgresql"
        else "SELECT coalesce(max(id), 0) + 1 FROM audit_line"
    )
    return _number(question)


def ahead() -> int:
    """The first position that no line can have yet, this transaction's own included."""
    if connection.vendor == "postgresql":
        own = _number("SELECT coalesce(pg_current_xact_id_if_assigned(), '0'::xid8)")
        return max(own + 1, _number("SELECT pg_snapshot_xmax(pg_current_snapshot())"))
    return _number("SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'audit_line'")


def _number(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])
