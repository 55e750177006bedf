"""`watersmeet import services`: one JSON line, one clear line for each fault, nothing half done."""

import csv
import json
from contextlib import suppress
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from tests.factories import partnerships as places
from watersmeet.base import postcode
from watersmeet.base.problems import Problem
from watersmeet.exchange.spreadsheets import commands, quarantine, reading, recognise
from watersmeet.records.directory import imports
from watersmeet.records.directory.models import Service
from watersmeet.records.partnerships.models import Partnership

HEADER = "name,description,address,postcode,telephone,website\n"
ROW = 'Example Group,A caf\u00e9,"1 Row, Sale",M33 7ZF,01632 960 001,https://group.example\n'


def run(*arguments: str | Path) -> Result:
    """Run the command as the command line would."""
    app = typer.Typer()
    app.command("else")(lambda: None)
    commands.join(app)
    return CliRunner().invoke(app, ["import", "services", *map(str, arguments)])


@pytest.mark.django_db
def test_the_real_file_on_an_empty_installation(trafford_file: Path) -> None:
    first = run(trafford_file, "--json")
    again = run(trafford_file, "--json")
    wanted = {"rows": 60, "accepted": 59, "quarantined": 1}
    assert [json.loads(one.stdout) for one in (first, again)] == [wanted, wanted]
    assert first.stdout.splitlines()[-1] == '{"rows":60,"accepted":59,"quarantined":1}'
    assert "line 50" in first.stderr
    assert "59 unchanged" in again.stderr
    assert [place.slug for place in Partnership.objects.all()] == ["here"]


@pytest.mark.django_db
def test_the_quarantine_is_a_file_to_mend(trafford_file: Path, tmp_path: Path) -> None:
    run(trafford_file, "--quarantine", tmp_path / "waiting.csv")
    with (tmp_path / "waiting.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["line"], row["column at fault"], row["postcode"]) == ("50", "postcode", "WA154 1HF")


@pytest.mark.parametrize("way", ["itself", "symlink", "hardlink"])
@pytest.mark.django_db
def test_the_quarantine_never_replaces_what_is_imported(tmp_path: Path, way: str) -> None:
    source, other = tmp_path / "mixed.csv", tmp_path / "other.csv"
    source.write_text(HEADER + ROW, encoding="utf-8")
    if way == "symlink":
        other.symlink_to(source)
    elif way == "hardlink":
        other.hardlink_to(source)
    failed = run(source, "--quarantine", source if way == "itself" else other)
    assert isinstance(failed.exception, Problem)
    assert "the very file to import" in failed.exception.say
    assert source.read_text(encoding="utf-8") == HEADER + ROW
    assert not Service.objects.exists()


@pytest.mark.django_db
def test_a_file_of_somebody_else_is_kept_and_an_older_quarantine_too(tmp_path: Path) -> None:
    source, other = tmp_path / "mixed.csv", tmp_path / "letters.csv"
    source.write_text(HEADER + ROW, encoding="utf-8")
    other.write_text("my letters", encoding="utf-8")
    failed = run(source, "--quarantine", other)
    assert isinstance(failed.exception, Problem)
    assert (other.read_text(encoding="utf-8"), Service.objects.exists()) == ("my letters", False)
    source.write_text(HEADER + ROW + ROW.replace("M33 7ZF", "M333 7ZF"), encoding="utf-8")
    waits = tmp_path / "waiting.csv"
    first, again = (run(source, "--quarantine", waits) for _time in range(2))
    waits.write_text(mended := waits.read_text().replace("M333", "M33"))
    third = run(source, "--quarantine", waits)
    assert ["is kept" in one.stderr for one in (first, again, third)] == [False, False, True]
    assert waits.read_text() == mended != (tmp_path / "waiting.2.csv").read_text()
    source.write_text(HEADER + ROW, encoding="utf-8")
    assert json.loads(run(source, "--quarantine", waits, "--json").stdout)["quarantined"] == 0
    assert waits.read_text() == mended


@pytest.mark.parametrize("before", ["", " ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\ufeff", "\u200b"])
@pytest.mark.parametrize("sign", "=+-@\uff1d\uff0b\uff0d\uff20")
def test_neither_blanks_nor_wide_signs_hide_a_formula(before: str, sign: str) -> None:
    cell = f"{before}{sign}1+1"
    assert quarantine.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", " ", "Tea = talk", " 1 Row", "\u00c9cole", "nobody@group.example"])
def test_an_ordinary_cell_stays_as_it_is(cell: str) -> None:
    assert quarantine.harmless(cell) == cell


@pytest.mark.django_db
def test_a_quarantine_that_cannot_be_written_imports_nothing(trafford_file: Path, tmp_path: Path) -> None:
    failed = run(trafford_file, "--quarantine", tmp_path)
    assert isinstance(failed.exception, Problem)
    assert "Nothing was imported" in failed.exception.next_step
    assert not Service.objects.exists()
    assert not Partnership.objects.exists()


@pytest.mark.django_db
def test_several_places_ask_which(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text(HEADER + ROW, encoding="utf-8")
    slugs = sorted(places.partnership().slug for _number in range(2))
    failed = run(file)
    assert isinstance(failed.exception, Problem)
    assert all(slug in failed.exception.say for slug in slugs)
    assert run(file, "--partnership", slugs[1]).exit_code == 0
    assert {one.partnership.slug for one in Service.objects.all()} == {slugs[1]}
    assert isinstance(run(file, "--partnership", "nowhere").exception, Problem)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n \n", "is empty"),
        (b"PK\x03\x04rest of a workbook", "is a zip file, and no workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xff\xfe" + "name,postcode".encode("utf-16-le"), "no text"),
        (b"colour,size\nred,4\n", "Nobody here knows this header: colour, size"),
        (b"name,name\na,b\n", "same column twice: name"),
        (HEADER.encode() + b'"' + b"x" * 200_000 + b'"\n', "cannot be read as a table"),
    ],
    ids=["empty", "blank", "zip", "pdf", "utf-16", "unknown header", "column twice", "giant cell"],
)
@pytest.mark.django_db
def test_a_file_of_another_kind_is_one_clear_line(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "odd.csv"
    file.write_bytes(content)
    failed = run(file)
    assert isinstance(failed.exception, Problem)
    assert says in failed.exception.say
    assert not Partnership.objects.exists()


(OURS,) = (tuple(one.columns.values()) for one in recognise.known() if one.source == "spreadsheet")
SOUND = ("Tea", "Tea Trust", "group", "", "1 Row", "Sale", "", "M33 7ZF", "01632 960 001", "", "", "", "", "", "")


def ours(folder: Path, **changed: str) -> Path:
    """A file in our own columns with one row, of which some cells are changed."""
    cells = dict(zip(OURS, SOUND, strict=True)) | changed
    file = folder / "ours.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([OURS, cells.values()])
    return file


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("kind", "party"),
        ("organisation", ""),
        ("organisation", "  "),
        *(("phone", cell) for cell in ("ring us", "12", "0163296000101632960001012", "01632 960 001 or 002", "-1")),
    ],
)
@pytest.mark.django_db
def test_a_cell_that_cannot_be_meant_waits_with_its_rule_and_remedy(tmp_path: Path, column: str, cell: str) -> None:
    done = run(ours(tmp_path, **{column: cell}), "--json", "--quarantine", tmp_path / "q.csv")
    assert (done.exit_code, json.loads(done.stdout)) == (1, {"rows": 1, "accepted": 0, "quarantined": 1})
    assert "Not one of 1 rows was taken" in done.stderr
    with (tmp_path / "q.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["column at fault"] == column
    assert row["rule"]
    assert row["remedy"]
    assert not Service.objects.exists()


@pytest.mark.parametrize(
    "phone", ["", "111", "116 123", "+44 (0)1632 960001", "01632-960-001 ext. 12", "01632 960 001 x3"]
)
@pytest.mark.parametrize("kind", ["", "Group", "course"])
@pytest.mark.django_db
def test_what_can_be_meant_is_taken(tmp_path: Path, phone: str, kind: str) -> None:
    done = run(ours(tmp_path, phone=phone, kind=kind), "--json")
    assert (done.exit_code, json.loads(done.stdout)["accepted"]) == (0, 1), done.stderr
    assert run(ours(tmp_path, phone=phone, kind=kind)).exit_code == 0, "a row that was here before is no fault"


@pytest.mark.django_db
def test_a_header_without_rows_is_no_import(tmp_path: Path) -> None:
    file = tmp_path / "header.csv"
    file.write_text(HEADER, encoding="utf-8")
    done = run(file, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (1, {"rows": 0, "accepted": 0, "quarantined": 0})
    assert "a header and no rows" in done.stderr


@pytest.mark.django_db
def test_what_has_no_end_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1000)
    assert "larger than" in str(run("/dev/zero").exception)


@pytest.mark.django_db
def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert "There is no file" in str(run(tmp_path / "none.csv").exception)
    assert "is a folder" in str(run(tmp_path).exception)


def test_an_unknown_header_lists_what_we_know() -> None:
    with pytest.raises(Problem) as problem:
        recognise.mapping_of(("colour", "size"))
    assert "trafford-mental-health (name, description" in problem.value.next_step


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "\u00ac"])
def test_letters_and_separators_are_found(tmp_path: Path, encoding: str, separator: str) -> None:
    file = tmp_path / "any.csv"
    cells = ["Caf\u00e9", "A, b; c", "1 Row", "M33 7ZF", "", ""]
    with file.open("w", encoding=encoding, newline="") as out:
        csv.writer(out, delimiter=separator).writerows([HEADER.strip().split(","), cells])
    table = reading.read(file)
    assert table.header == tuple(HEADER.strip().split(","))
    assert list(table.rows[0].cells.values()) == cells


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    file.write_text(HEADER + 'One,"two\nlines",a,b,c,d\n\nTwo,x,a,b,c,d\n', encoding="utf-8")
    assert [row.line for row in reading.read(file).rows] == [2, 5]


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+44 161", "-1", "@sum", "\tx", "\rx"])
def test_no_cell_of_the_quarantine_is_a_formula(tmp_path: Path, cell: str) -> None:
    row = imports.Quarantined(2, (imports.Fault("name", cell, "rule", "remedy"),), {"name": cell})
    quarantine.write(tmp_path / "q.csv", quarantine.told(("name",), [row]))
    with (tmp_path / "q.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["name"] == f"'{cell}"


@given(st.text(max_size=30))
def test_any_text_is_a_postcode_or_is_refused(text: str) -> None:
    try:
        found = postcode.tidy(text)
    except ValueError:
        return
    assert postcode.tidy(found) == found
    assert postcode.tidy(found.lower().replace(" ", "")) == found


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("garbage") / "any.csv"
    file.write_bytes(content)
    with suppress(Problem):
        recognise.mapping_of(reading.read(file).header)


@given(st.lists(st.lists(st.text(max_size=40), min_size=5, max_size=7), max_size=8))
def test_no_cells_crash_the_sorting(rows: list[list[str]]) -> None:
    header = HEADER.strip().split(",")
    mapping = recognise.mapping_of(tuple(header))
    source = [
        imports.SourceRow(line, dict(zip(header, cells, strict=False)), len(cells) == len(header))
        for line, cells in enumerate(rows, 2)
    ]
    taken, refused = imports.sort(source, mapping)
    assert len(taken) + len(refused) == len(rows)
    assert all(row.faults and all(one.rule and one.remedy for one in row.faults) for row in refused)
