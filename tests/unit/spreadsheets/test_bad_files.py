"""Ten thousand bad files (a slice by day): each reader takes what is sound or says in one sentence why it is none."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from tests.factories.bad_files import bad_file
from watersmeet.base.problems import Problem
from watersmeet.exchange.geography import kinds, loading, opening
from watersmeet.exchange.spreadsheets import official, quarantine, reading, recognise
from watersmeet.exchange.spreadsheets.guess import guessed
from watersmeet.exchange.spreadsheets.reading import Table
from watersmeet.records.directory import imports

BY_NIGHT = 10_000
SOON = 5  # seconds, on a busy machine too


def services(file: Path) -> str:
    """As `import services` reads it, up to where rows are listed."""
    table = reading.read(file)
    try:
        shape = recognise.shape_of(table.header)
    except Problem:
        found = guessed(table, file)
        if found is None:
            raise
        shape = found
    taken, refused = imports.sort(list(shape.rows(table)), shape.mapping)
    assert len(taken) + len(refused) == len(table.rows)
    insist_harmless(table, refused)
    return "rows taken" if taken else "rows waiting"


def organisations(file: Path) -> str:
    """As `import organisations` reads it."""
    told = official.read(file)
    assert len(told.taken) + len(told.refused) == len(told.table.rows)
    insist_harmless(told.table, told.refused)
    return "rows taken" if told.taken else "rows waiting"


def geography(file: Path) -> str:
    """As `geography load` reads it, up to where it is put on the shelf."""
    source = opening.opened(file)
    kinds.kind_of(source.columns, source.name)
    made = loading.tables_of(file, "2025")
    assert all(one.kept == one.table.num_rows for one, _kind in made if one.kind == kinds.POSTCODES)
    return "rows taken"


def insist_harmless(table: Table, refused: list[imports.Quarantined]) -> None:
    """Every fault has its rule and remedy, and no cell of the file to mend is a formula."""
    assert all(row.faults and all(one.rule and one.remedy for one in row.faults) for row in refused)
    for row in refused:
        assert all(quarantine.harmless(cell)[:1] not in {*"=+-@\t\r"} for cell in row.cells.values() if cell)
    quarantine.told(table.header, refused).encode()


@pytest.mark.parametrize(("reader", "by_day"), [(services, 300), (organisations, 300), (geography, 1600)])
def test_no_bad_file_breaks_a_reader(
    reader: Callable[[Path], str],
    by_day: int,
    tmp_path: Path,
    nightly: bool,
    record_property: Callable[[str, object], None],
) -> None:
    """Anything but a Problem fails, and names the number by which the file is made again.

    So few are sound tables of areas that by day more are read of them.
    """
    said: Counter[str] = Counter()
    file = tmp_path / "bad.csv"
    for number in range(BY_NIGHT if nightly else by_day):
        file.write_bytes(bad_file(number))
        try:
            said[reader(file)] += 1
        except Problem as problem:
            said["told" if problem.say and problem.next_step else "not told"] += 1
        except Exception as fault:
            raise AssertionError(f"bad_file({number}) broke it") from fault
    assert not said["not told"]
    assert all(said[what] for what in ("told", "rows taken")), "some are sound, most are none"
    figures = ", ".join(f"{many} {what}" for what, many in sorted(said.items()))
    record_property("counted", f"bad files, {reader.__name__}: {sum(said.values())} read: {figures}")


def test_a_million_columns_are_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    line = ",".join(f"c{number}" for number in range(1_000_000))
    file.write_text(f"{line}\n{line}\n")
    begun = monotonic()
    with pytest.raises(Problem, match="1000000 columns; we read 1000 at most"):
        reading.read(file)
    assert monotonic() - begun < SOON
