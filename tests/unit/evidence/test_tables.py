"""The contract lets honest rows in and sets the others aside with a reason."""

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from watersmeet.evidence.tables import NEEDS, PEOPLE, REFERRALS, RESPONSES, TABLES, ContractBroken, check

BASE: dict[str, Any] = {
    "partnership": "place",
    "happened_on": date(2026, 3, 2),
    "recorded_at": datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
}
NEED: dict[str, Any] = BASE | {
    "need": "n1",
    "person": "p1",
    "domain": "housing",
    "state": "met",
    "settled_on": date(2026, 4, 1),
}


def needs(*changes: dict[str, Any]) -> pa.Table:
    rows = [NEED | {"need": f"n{number}"} | change for number, change in enumerate(changes, start=1)]
    return pa.Table.from_pylist(rows, schema=pa.schema([f.with_nullable(True) for f in NEEDS.schema]))


def test_every_table_says_whose_it_is_when_it_happened_and_when_it_was_known():
    for table in TABLES.values():
        names = [column.name for column in table.columns]
        assert {"partnership", "happened_on", "recorded_at"} <= set(names)
        assert len(names) == len(set(names))
        assert set(table.key) <= set(names)
        assert {name for pair in table.orders for name in pair} <= set(names)
        assert all(column.doc.endswith(".") or column.doc.endswith("...") for column in table.columns)


def test_a_row_that_keeps_the_contract_is_counted():
    checked = check(NEEDS, needs({}))
    assert checked.accepted.num_rows == 1
    assert checked.accepted.schema == NEEDS.schema
    assert checked.quarantined == ()


@pytest.mark.parametrize(
    ("change", "column", "rule"),
    [
        ({"person": None}, "person", "empty"),
        ({"domain": "  "}, "domain", "empty"),
        ({"state": "sorted"}, "state", "not a known code"),
        ({"settled_on": date(2026, 3, 1)}, "settled_on", "before happened_on"),
        ({"happened_on": date(2026, 3, 5), "settled_on": None}, "happened_on", "after it was recorded"),
        ({"need": "n1"}, "partnership+need", "the same row again"),
    ],
)
def test_a_row_that_breaks_a_rule_is_set_aside_with_its_number_and_reason(change, column, rule):
    checked = check(NEEDS, needs({}, change, {}))
    assert checked.accepted.column("need").to_pylist() == ["n1", "n3"]
    assert [(q.row, q.column, q.rule) for q in checked.quarantined] == [(2, column, rule)]


def test_a_local_day_may_be_one_ahead_of_the_utc_day():
    assert check(NEEDS, needs({"happened_on": date(2026, 3, 3)})).quarantined == ()


def test_numbers_outside_their_range_are_set_aside():
    person = BASE | {"person": "p1", "age_band": None, "district": None, "decile_source": "IoD 2025"}
    frame = pa.Table.from_pylist([person | {"person": f"p{d}", "decile": d} for d in (0, 1, 10, 11)])
    frame = pa.table(
        {name: pa.array(frame.column(name).to_pylist(), PEOPLE.schema.field(name).type) for name in frame.column_names}
    )
    checked = check(PEOPLE, frame)
    assert [(q.row, q.rule) for q in checked.quarantined] == [(1, "below 1"), (4, "above 10")]


def test_an_answer_off_its_scale_is_set_aside():
    answer = BASE | {"person": "p1", "referral": None, "instrument": "ons4", "supersedes": None}
    asked = [("happy", 0), ("happy", 10), ("happy", 11), ("happy", -1), ("total", 5), ("happy", None)]
    rows = [answer | {"response": f"r{n}", "scale": scale, "score": score} for n, (scale, score) in enumerate(asked)]
    frame = pa.Table.from_pylist(rows, schema=pa.schema([f.with_nullable(True) for f in RESPONSES.schema]))
    checked = check(RESPONSES, frame)
    assert [(q.row, q.column) for q in checked.quarantined] == [(3, "score"), (4, "score"), (5, "scale")]


def test_nothing_is_lost_between_accepted_and_set_aside():
    frame = needs({}, {"state": "x"}, {"person": None, "state": "x"}, {})
    checked = check(NEEDS, frame)
    assert checked.accepted.num_rows + len(checked.quarantined) == frame.num_rows


def test_a_reason_never_quotes_a_value():
    checked = check(NEEDS, needs({"state": "lives at 4 Mill Row"}))
    assert "Mill Row" not in repr(checked.quarantined)


def test_a_frame_without_a_column_is_refused_whole():
    with pytest.raises(ContractBroken, match="started_on"):
        check(REFERRALS, pa.table({name: [] for name in REFERRALS.schema.names if name != "started_on"}))


def test_a_frame_of_another_type_is_refused_whole():
    frame = needs({}).set_column(0, "need", pa.array([b"\xff\xfe"], pa.binary()))
    with pytest.raises(ContractBroken, match="need"):
        check(NEEDS, frame)


def test_an_empty_frame_is_empty_and_not_wrong():
    assert check(NEEDS, needs()).accepted.num_rows == 0
