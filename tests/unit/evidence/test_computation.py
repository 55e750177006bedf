"""A run is the same every time, for one place alone, in whole numbers first."""

from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.unit.evidence.invented import HERE, READ_AT, THERE, place
from watersmeet.evidence.extracts.extract import extract
from watersmeet.evidence.runs import computation
from watersmeet.evidence.runs.questions import FIRST_FIGURES
from watersmeet.evidence.tables.columns import INSTANT


def tables(people: int = 12) -> dict[str, pa.Table]:
    return extract(place(people), READ_AT).tables


def elsewhere(frame: pa.Table) -> pa.Table:
    at = frame.schema.get_field_index("partnership")
    return frame.set_column(at, frame.schema.field(at), pa.array([THERE] * frame.num_rows, pa.string()))


def test_the_counts_are_whole_numbers():
    found = computation.answer(FIRST_FIGURES, tables(12), HERE)
    assert found.counts["funnel"] == [{"referred": 12, "started": 12, "finished": 6, "paired": 6}]
    assert found.counts["needs_met"] == [
        {"domain": "housing", "needs": 12, "met": 6, "partly": 0, "not_met": 0, "not_yet_known": 6}
    ]
    happy = next(row for row in found.counts["ons4_change"] if row["scale"] == "happy")
    assert (happy["paired"], happy["change_sum"], happy["change_squares"]) == (6, 12, 28)
    numbers = [v for rows in found.counts.values() for row in rows for v in row.values() if not isinstance(v, str)]
    assert all(type(value) is int for value in numbers)


def test_estimates_come_from_those_whole_numbers_alone():
    found = computation.answer(FIRST_FIGURES, tables(12), HERE)
    needs = found.estimates["needs_met"]["all"]
    assert (needs["bounds"]["low"], needs["bounds"]["high"]) == (0.5, 1.0)
    happy = found.estimates["ons4_change"]["happy"]
    assert happy["mean"]["value"] == 2.0
    assert happy["mean"]["low"] == pytest.approx(2 - 2.570581836 * (0.8 / 6) ** 0.5)
    assert happy["bounds"] == {"low": 0.5, "high": 1.0}


def test_what_cannot_be_estimated_says_why():
    found = computation.answer(FIRST_FIGURES, tables(2), HERE)
    assert found.estimates["ons4_change"]["happy"]["mean"] == {"why_not": "fewer than two people"}


def test_nothing_recorded_is_empty_and_not_nought():
    found = computation.answer(FIRST_FIGURES, extract({}, READ_AT).tables, HERE)
    assert all(rows == [] for rows in found.counts.values())
    assert found.estimates["needs_met"] == {}


def test_another_place_changes_nothing_here():
    both = {name: pa.concat_tables([frame, elsewhere(frame)]) for name, frame in tables(12).items()}
    assert (
        computation.answer(FIRST_FIGURES, both, HERE).counts
        == computation.answer(FIRST_FIGURES, tables(12), HERE).counts
    )


def test_the_order_of_rows_changes_nothing():
    given = tables(12)
    turned = {name: frame.take(pa.array(range(frame.num_rows)[::-1], pa.int64())) for name, frame in given.items()}
    assert computation.answer(FIRST_FIGURES, turned, HERE) == computation.answer(FIRST_FIGURES, given, HERE)
    assert all(computation.digest(name, turned[name]) == computation.digest(name, given[name]) for name in given)


def test_one_changed_cell_changes_the_digest():
    needs = tables(4)["needs"]
    at = needs.schema.get_field_index("state")
    changed = needs.set_column(
        at,
        needs.schema.field(at),
        pc.replace_with_mask(
            needs.column("state").combine_chunks(), pa.array([True, False, False, False]), pa.scalar("partly")
        ),
    )
    assert computation.digest("needs", changed) != computation.digest("needs", needs)


def test_the_day_of_a_count_made_when_read_is_no_part_of_its_digest():
    given = tables(2)["uncounted"]
    at = given.schema.get_field_index("recorded_at")
    later = given.set_column(at, given.schema.field(at), pa.array([READ_AT + timedelta(days=1)], INSTANT))
    assert computation.digest("uncounted", later) == computation.digest("uncounted", given)


def test_an_empty_cell_and_empty_words_have_different_digests():
    people = tables(2)["people"]
    at = people.schema.get_field_index("district")
    blank = people.set_column(at, people.schema.field(at), pa.array(["", ""]))
    assert computation.digest("people", blank) != computation.digest("people", people)


def test_every_measure_of_a_run_says_its_version_definition_and_estimand():
    for spec in computation.answer(FIRST_FIGURES, tables(2), HERE).specs.values():
        assert spec["version"] >= 1
        assert len(spec["definition"]) == 16
        assert all(sentence.endswith(".") for sentence in spec["estimand"].values())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": [1, 0.1 + 0.2]}, {"a": [1, 0.3]}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": 1}, {"a": 1, "b": 1}, False),
        ([1], [1, 1], False),
        (1, True, False),
        (0.5, 0.5001, False),
        (None, None, True),
    ],
)
def test_results_are_alike_when_their_numbers_are(one, other, same):
    assert computation.alike(one, other) is same
