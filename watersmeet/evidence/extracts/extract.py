"""One moment's records as typed tables, with what was set aside and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from watersmeet.evidence.tables import PEOPLE, TABLES, Quarantined, Table, check

NOT_AGREED = "the person is not among those who agreed to evaluation"


@dataclass(frozen=True)
class Extract:
    """Checked tables, read at one instant."""

    tables: dict[str, pa.Table]
    quarantined: tuple[Quarantined, ...]
    extracted_at: datetime

    def as_known_at(self, instant: datetime) -> dict[str, pa.Table]:
        """The tables without rows that were written down later; counts made when read are those of now."""
        then = pa.scalar(instant, pa.timestamp("us", tz="UTC"))
        return {
            name: frame
            if TABLES[name].counted_when_read
            else frame.filter(pc.less_equal(frame.column("recorded_at"), then))
            for name, frame in self.tables.items()
        }


def extract(
    sources: Mapping[str, Iterable[pa.RecordBatch]], extracted_at: datetime, merged: Mapping[str, str] | None = None
) -> Extract:
    """Check what each source yields; a table without a source is empty. Raises ContractBroken.

    `merged` names the record that stands for others of the same human being: they are counted as one person.

    A row about a person who is not in `people` is set aside in every table: who has not agreed is not counted. Such
    rows are numbered among those that passed the check.
    """
    tables: dict[str, pa.Table] = {}
    aside: list[Quarantined] = []
    for name, table in TABLES.items():
        checked = check(table, _as_one(table, gathered(table, sources.get(name, ())), merged or {}))
        tables[name] = checked.accepted
        aside += checked.quarantined
    agreed = tables[PEOPLE.name].column("person")
    for name, frame in tables.items():
        if name != PEOPLE.name and "person" in frame.column_names:
            known = pc.is_in(frame.column("person"), value_set=agreed)
            aside += [Quarantined(name, row + 1, "person", NOT_AGREED) for row in _where(pc.invert(known))]
            tables[name] = frame.filter(known)
    return Extract(tables, tuple(aside), extracted_at)


def gathered(table: Table, batches: Iterable[pa.RecordBatch]) -> pa.Table:
    """A source's batches as one frame, whatever types it inferred for each; nothing at all is an empty frame."""
    filled = [pa.Table.from_batches([batch]) for batch in batches if batch.num_rows]
    return pa.concat_tables(filled, promote_options="permissive") if filled else table.schema.empty_table()


def _as_one(table: Table, frame: pa.Table, merged: Mapping[str, str]) -> pa.Table:
    """The frame with each person's one record; a person registered twice keeps the first row."""
    if not merged or "person" not in frame.column_names:
        return frame
    persons = [merged.get(person, person) for person in frame.column("person").to_pylist()]
    at = frame.schema.get_field_index("person")
    frame = frame.set_column(at, frame.schema.field(at), pa.array(persons, frame.schema.field(at).type))
    if table is not PEOPLE:
        return frame
    first = {person: row for row, person in reversed(list(enumerate(persons)))}
    return frame.take(pa.array(sorted(first.values()), pa.int64()))


def _where(mask: pa.ChunkedArray) -> list[int]:
    found: list[int] = pc.indices_nonzero(mask).to_pylist()
    return found
