"""Published percentages are recomputed from their counts, and each wrong denominator is caught."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from watersmeet.evidence.published import NHSTT, Formula, Reason, read, recompute
from watersmeet.evidence.published.reading import COLUMNS, KEY
from watersmeet.evidence.unreadable import Unreadable

GROUP = dict.fromkeys(KEY, "All")

DENOMINATORS = (
    ("finished_course_treatment", None),
    ("finished_course_treatment", "not_at_caseness"),
    ("finished_course_treatment", "at_caseness"),
    ("at_caseness", None),
    ("not_at_caseness", None),
    ("referrals_received", None),
)
WRONG = [(f, of, less) for f in NHSTT for of, less in DENOMINATORS if (of, less) != (f.of, f.less)]


def table(*lines: tuple[str, str, str], **group: str) -> pa.Table:
    rows = [GROUP | group | {"measure_name": m, "measure_statistic": s, "value": v} for m, s, v in lines]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in COLUMNS]))


def england(published_recovery: str) -> pa.Table:
    """England 2019-20: the year whose recovery tells the two denominators apart."""
    return table(
        ("finished_course_treatment", "count", "606192"),
        ("at_caseness", "count", "569244"),
        ("not_at_caseness", "count", "36054"),
        ("recovery", "count", "291371"),
        ("recovery", "percentage", published_recovery),
    )


def test_recovery_keeps_people_whose_caseness_is_unknown():
    assert recompute(england("51.1")).reproduced == 1


def test_the_tempting_denominator_gives_another_percentage():
    wrong = (Formula("recovery", "at_caseness"),)
    (mismatch,) = recompute(england("51.1"), wrong).mismatches
    assert (mismatch.published, mismatch.recomputed) == (Decimal("51.1"), Decimal("51.2"))
    assert mismatch.group["variable_type"] == "All"


@pytest.mark.parametrize(
    ("n", "d", "half_up"), [(1, 2000, "0.1"), (1, 2001, "0"), (13, 80, "16.3"), (9, 16, "56.3"), (5, 5, "100")]
)
def test_a_half_is_rounded_up_on_exact_integers(n, d, half_up):
    counts = table(
        ("finished_course_treatment", "count", str(d)),
        ("improvement", "count", str(n)),
        ("improvement", "percentage", half_up),
    )
    assert recompute(counts).reproduced == 1


@pytest.mark.parametrize("withheld", ["NULL", "*", "", "-", "n/a"])
def test_a_withheld_percentage_is_not_a_published_one(withheld):
    assert recompute(england(withheld)).published == 0


@pytest.mark.parametrize(
    "broken",
    [
        {"drop": "not_at_caseness"},
        {"replace": ("finished_course_treatment", "36054")},
        {"replace": ("recovery", "NULL")},
        {"again": ("recovery", "count", "291372")},
        {"again_percentage": ("effect", "percentage", "12.0")},
    ],
)
def test_what_cannot_be_computed_is_counted_and_never_guessed(broken):
    rows = england("51.1").to_pylist()
    if "drop" in broken:
        rows = [row for row in rows if row["measure_name"] != broken["drop"]]
    if "replace" in broken:
        name, value = broken["replace"]
        rows = [
            row | {"value": value} if row["measure_name"] == name and row["measure_statistic"] == "count" else row
            for row in rows
        ]
    frame = pa.Table.from_pylist(rows, schema=england("1").schema)
    extra = broken.get("again") or broken.get("again_percentage")
    if extra:
        frame = pa.concat_tables([frame, table(extra)])
    answer = recompute(frame)
    assert answer.not_computable == 1
    assert answer.published == answer.reproduced + answer.not_computable + len(answer.mismatches)


def test_groups_with_empty_keys_still_find_their_counts():
    rows = [row | {"variable_a": None} for row in england("51.1").to_pylist()]
    assert recompute(pa.Table.from_pylist(rows, schema=england("1").schema)).reproduced == 1


def test_a_percentage_with_more_decimals_than_the_counts_give_is_a_mismatch():
    assert len(recompute(england("51.12")).mismatches) == 1


@pytest.fixture(scope="module")
def england_rows(shared: Path) -> pa.Table:
    return read(shared / "data/nhstt/england_measures_annual.parquet")


class TestTheRealFile:
    """NHS Talking Therapies, England, 2017-18 to 2022-23."""

    def test_every_published_percentage_is_reproduced(self, england_rows):
        answer = recompute(england_rows)
        assert (answer.published, answer.reproduced, answer.not_computable, answer.mismatches) == (2825, 2825, 0, ())

    @pytest.mark.parametrize(("formula", "of", "less"), WRONG, ids=lambda v: getattr(v, "measure", str(v)))
    def test_each_wrong_denominator_is_caught(self, england_rows, formula, of, less):
        swapped = tuple(replace(f, of=of, less=less) if f is formula else f for f in NHSTT)
        caught = {mismatch.measure for mismatch in recompute(england_rows, swapped).mismatches}
        assert caught == {formula.measure}


class TestAFileThatCannotBeRead:
    """One reason each, with the file named."""

    def reason(self, path: Path) -> Reason:
        with pytest.raises(Unreadable) as refused:
            read(path)
        assert refused.value.where == path
        return refused.value.reason

    def test_it_is_not_there(self, tmp_path):
        assert self.reason(tmp_path / "gone.parquet") is Reason.NO_FILE

    def test_it_is_a_folder(self, tmp_path):
        assert self.reason(tmp_path) is Reason.NO_FILE

    def test_it_is_a_spreadsheet(self, tmp_path):
        (tmp_path / "file.parquet").write_text("a,b\n1,2\n")
        assert self.reason(tmp_path / "file.parquet") is Reason.NOT_PARQUET

    def test_it_is_cut_short(self, tmp_path):
        whole = tmp_path / "whole.parquet"
        pq.write_table(england("51.1"), whole)
        (tmp_path / "half.parquet").write_bytes(whole.read_bytes()[:200])
        assert self.reason(tmp_path / "half.parquet") is Reason.NOT_PARQUET

    def test_it_lacks_columns(self, tmp_path):
        pq.write_table(england("51.1").drop_columns(["value", "org_code"]), tmp_path / "f.parquet")
        with pytest.raises(Unreadable) as refused:
            read(tmp_path / "f.parquet")
        assert refused.value.reason is Reason.NO_COLUMNS
        assert refused.value.detail == "org_code, value"

    def test_it_has_no_rows(self, tmp_path):
        pq.write_table(table(), tmp_path / "f.parquet")
        assert self.reason(tmp_path / "f.parquet") is Reason.NO_ROWS
