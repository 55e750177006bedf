"""Many at once are scored as one by one; a real file of 43,928 people adds up exactly."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watersmeet.base.problems import Invalid
from watersmeet.config import cli
from watersmeet.records.outcomes import commands
from watersmeet.records.outcomes.bulk import score_many
from watersmeet.records.outcomes.instrument import About, instrument, shipped
from watersmeet.records.outcomes.scoring import at_caseness, band_of, published, score

PHQ9 = instrument("phq9")
SELF = [one for one in shipped().values() if one.about is About.SELF]
NAMES = [f"DPQ0{number}0" for number in range(1, 10)]
ITEMS = ("--items", ",".join(NAMES), "--unknown", "7,9")
REAL = Path("data/measures/nhanes_phq9_items_2005_2020.csv.gz")


@given(st.data(), st.sampled_from(SELF))
def test_many_are_scored_as_each_by_itself(data, used):
    one = st.fixed_dictionaries({item.code: st.none() | st.integers(item.low, item.high) for item in used.items})
    rows = data.draw(st.lists(one, max_size=5))
    columns = {item.code: pa.array([row[item.code] for row in rows], pa.int64()) for item in used.items}
    found = score_many(used, pa.table(columns)).to_pylist()
    assert len(found) == len(rows)
    for row, out in zip(rows, found, strict=True):
        assert out["known"] == sum(value is not None for value in row.values())
        if used.total:
            summed = score(used, row)[used.code]
            shown = published(used, used.total, summed)
            band = band_of(used.total, shown)
            assert (out["sum"], out["score"]) == (summed, shown)
            assert (out["band"], out["at_caseness"]) == (band and band.code, at_caseness(used.total, shown))


@given(st.sampled_from(PHQ9.items), st.integers(4, 9) | st.integers(-5, -1))
def test_what_was_not_offered_is_named_by_row_and_question(item, wrong):
    columns = {one.code: [0, wrong if one is item else 0] for one in PHQ9.items}
    with pytest.raises(Invalid) as told:
        score_many(PHQ9, pa.table(columns))
    says = f"Row 2: {wrong} was not offered. Write a whole number from 0 to 3, or nothing."
    assert told.value.fields == {item.code: [says]}
    known = score_many(PHQ9, pa.table(columns), {wrong}).to_pylist()
    assert [(row["known"], row["sum"]) for row in known] == [(9, 0), (8, None)]


def ran(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = cli.run(["measures", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_real_file_adds_up(shared, tmp_path, capsys, record_property):
    out = tmp_path / "scores.csv"
    code, said, _err = ran(capsys, "score", "phq9", shared / REAL, *ITEMS, "--out", out, "--json")
    told = json.loads(said)
    assert code == 0
    assert (told["rows"], told["complete"], told["partial"], told["unanswered"]) == (43928, 39467, 218, 4243)
    assert told["unknown"] == 218 + 4243
    assert sum(told["bands"].values()) == told["at_caseness"] + told["below"] == 39467
    assert told["at_caseness"] == sum(told["bands"][band] for band in ("moderate", "moderately_severe", "severe"))
    sums = [line.split(",")[1] for line in out.read_text().splitlines()[1:]]
    assert len(sums) == 43928
    assert sum(int(one) for one in sums if one) == told["sum"] == by_hand(shared / REAL)
    record_property("counted", f"PHQ-9 of {told['rows']} people: {told['rows_per_s']} rows a second")


def by_hand(file: Path) -> int:
    """The same sum, read without Arrow and added up line by line."""
    import csv  # noqa: PLC0415 - the other way of counting
    import gzip  # noqa: PLC0415 - as above

    with gzip.open(file, "rt") as lines:
        rows = [[row[name] for name in NAMES] for row in csv.DictReader(lines)]
    return sum(sum(map(int, row)) for row in rows if all(cell in {"0", "1", "2", "3"} for cell in row))


def test_a_file_is_told_in_words(tmp_path, capsys):
    file = tmp_path / "answers.csv"
    file.write_text("companionship,left_out,isolated\n1,2,3\n1,,2\n,,\n")
    code, said, _err = ran(capsys, "score", "ucla3", file)
    assert code == 0
    assert said == "3 rows: 1 complete, 1 with something missing, 1 without an answer.\n"
    columns = [item.code for item in PHQ9.items]
    file.write_text(",".join(columns) + "\n" + ",".join(["2"] * 9) + "\n")
    told = ran(capsys, "score", "phq9", file)[1].splitlines()
    assert "  moderately severe (15 to 19): 1" in told
    assert told[-1] == "At the cut or worse: 1; better: 0; not known: 0."


@pytest.mark.parametrize(
    ("text", "words", "says"),
    [
        ("companionship,left_out\n1,1\n", (), "has no column isolated"),
        ("companionship,left_out,isolated\n1,2,often\n", (), "row 1, column isolated: often is no whole number"),
        ("companionship,left_out,isolated\n1,2,1.5\n", (), "1.5 is no whole number"),
        ("companionship,left_out,isolated\n1,2,3\n1,2,9\n", (), "Column isolated: Row 2: 9 was not offered"),
        ("a,b,c\n1,2,3\n", ("--items", "a,b"), "ucla3 has 3 questions, and --items names 2 columns"),
        ("a,b,c\n1,2,3\n", ("--items", "a,b,b"), "names 2 columns"),
        ("a,b,c\n1,2,3\n", ("--items", "a,b,c", "--unknown", "x"), "--unknown says x"),
    ],
)
def test_what_cannot_be_scored_says_where(tmp_path, capsys, text, words, says):
    file = tmp_path / "answers.csv"
    file.write_text(text)
    code, said, err = ran(capsys, "score", "ucla3", file, *words)
    assert code not in {0, None}
    assert said == ""
    assert says in err


def test_where_fewer_answers_make_a_pair_it_says_how_many_rows_have_enough(tmp_path, capsys, monkeypatch):
    used = instrument("ucla3")
    looser = used.model_copy(update={"total": used.total.model_copy(update={"pair_needs": 2})})
    monkeypatch.setattr(commands, "instrument", lambda _code: looser)
    file = tmp_path / "answers.csv"
    file.write_text("companionship,left_out,isolated\n1,2,3\n1,,2\n,,1\n")
    told = json.loads(ran(capsys, "score", "ucla3", file, "--json")[1])
    assert (told["complete"], told["enough_for_a_pair"], told["sum"]) == (1, 2, 6)
    assert "Enough answers to be one of a pair: 2." in ran(capsys, "score", "ucla3", file)[1]


def test_no_file_is_written_over(tmp_path, capsys):
    file = tmp_path / "answers.csv"
    file.write_text("companionship,left_out,isolated\n1,2,3\n")
    code, _said, err = ran(capsys, "score", "ucla3", file, "--out", file)
    assert code not in {0, None}
    assert "is left as it is" in err
    assert file.read_text().startswith("companionship")


def test_the_list_says_what_is_off_and_why(capsys):
    said = ran(capsys, "list")[1]
    assert "ucla3     Being with others\n" in said
    assert "phq9      PHQ-9 - It is asked only while somebody is on call." in said
    there = json.loads(ran(capsys, "list", "--json")[1])["instruments"]
    anywhere = [one["code"] for one in there if not one["off"] and not one["watched"]]
    assert anywhere == ["goals", "lonely", "needs", "ons4", "ucla3"]
    assert [one["code"] for one in there if not one["off"] and one["watched"]] == ["gad7", "phq8", "phq9"]
