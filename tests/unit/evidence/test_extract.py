"""Records become tables once, and nobody who has not agreed gets in by a side door."""

from datetime import timedelta

import pyarrow as pa
import pytest

from tests.unit.evidence.invented import READ_AT, batch, place
from watersmeet.evidence.extracts.extract import NOT_AGREED, extract
from watersmeet.evidence.tables import TABLES, ContractBroken


def test_every_table_of_the_contract_is_there_even_when_no_room_fills_it():
    made = extract({}, READ_AT)
    assert set(made.tables) == set(TABLES)
    assert all(made.tables[name].schema == TABLES[name].schema for name in TABLES)


@pytest.mark.parametrize("name", ["needs", "referrals", "responses"])
def test_a_row_about_somebody_who_has_not_agreed_is_set_aside(name):
    sources = place(4)
    sources["people"] = [sources["people"][0].slice(1)]
    whole = extract(place(4), READ_AT)
    made = extract(sources, READ_AT)
    assert "p0" not in made.tables[name].column("person").to_pylist()
    lost = whole.tables[name].num_rows - made.tables[name].num_rows
    assert lost == sum(q.table == name and q.rule == NOT_AGREED for q in made.quarantined) > 0


def test_a_broken_row_is_set_aside_and_the_others_count():
    sources = place(4) | {"needs": batch("needs", {"need": "x", "person": "p1", "domain": "food", "state": "perhaps"})}
    made = extract(sources, READ_AT)
    assert made.tables["needs"].num_rows == 0
    assert [(q.table, q.column) for q in made.quarantined] == [("needs", "state")]


def test_a_room_that_forgot_a_column_stops_the_extract():
    short = [pa.RecordBatch.from_pydict({"need": ["n1"]})]
    with pytest.raises(ContractBroken):
        extract(place(2) | {"needs": short}, READ_AT)


def test_a_room_may_leave_the_types_to_us_even_when_a_batch_holds_only_blanks():
    columns = {"decile": [4], "person": ["p9"]}
    blank = [pa.RecordBatch.from_pylist(b.to_pylist()) for b in place(2)["people"]]
    filled = [pa.RecordBatch.from_pylist([blank[0].to_pylist()[0] | {k: v[0] for k, v in columns.items()}])]
    made = extract({"people": [*blank, *filled]}, READ_AT)
    assert made.tables["people"].column("decile").to_pylist() == [None, None, 4]
    assert made.quarantined == ()


@pytest.mark.parametrize("name", ["people", "needs", "referrals", "responses"])
def test_two_records_of_one_human_being_are_one_person(name):
    made = extract(place(4), READ_AT, merged={"p3": "p1", "p2": "p1"})
    assert set(made.tables[name].column("person").to_pylist()) == {"p0", "p1"}
    assert made.quarantined == ()


def test_a_person_registered_twice_has_one_row():
    made = extract(place(4), READ_AT, merged={"p3": "p1"})
    assert made.tables["people"].column("person").to_pylist() == ["p0", "p1", "p2"]


def test_a_count_made_when_read_is_never_too_late():
    made = extract(place(4), READ_AT)
    assert made.as_known_at(READ_AT - timedelta(days=60))["uncounted"].num_rows == 1


def test_as_known_then_leaves_out_what_was_written_down_later():
    made = extract(place(4), READ_AT)
    assert made.as_known_at(READ_AT)["needs"].num_rows == 4
    assert made.as_known_at(READ_AT - timedelta(days=60))["needs"].num_rows == 0
