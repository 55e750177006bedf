"""Loading official files: known by their columns; broken ones say so and change nothing; killed, the old one stays."""

import gzip
import io
import lzma
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.factories import geography as make
from watersmeet.audit.models import Line
from watersmeet.base import areas, shelf
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Conflict, Problem, Refused
from watersmeet.exchange.geography import kinds, loading, opening

pytestmark = pytest.mark.django_db
RANKS = {f"E010000{number:02}": number * 7 % 20 + 1 for number in range(1, 21)}


@pytest.fixture
def nspl(tmp_path: Path) -> Path:
    """An invented directory of two postcodes."""
    rows = [make.postcode("M33 7ZF"), make.postcode("M33 7ZE", doterm="202001")]
    return make.as_csv(tmp_path / "any name.csv", rows)


@pytest.mark.parametrize(
    ("columns", "name", "vintage"),
    [
        (make.NSPL, kinds.POSTCODES, ""),
        (make.NEWER, kinds.POSTCODES, ""),
        ("pcd,pcds,dointr,doterm,oslaua,osward,oseast1m,osnrth1m,ctry,rgn,lsoa11,lsoa21,icb", kinds.POSTCODES, ""),
        ("lsoa11_code,IMD_rank,IMD_decile", kinds.INDEX, "2019"),
        (
            "LSOA code (2021),LSOA name (2021),Local Authority District code (2024),"
            "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)",
            kinds.INDEX,
            "2025",
        ),
        (
            "LSOA code (2011),Local Authority District code (2013),"
            "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)",
            kinds.INDEX,
            "2015",
        ),
        ("LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM", kinds.LINKS, ""),
        ("LAD24CD,LAD24NM,RGN24CD,RGN24NM", kinds.LINKS, ""),
        ("lsoa11_code,total_population,0,1,90+", kinds.POPULATION, ""),
    ],
)
def test_a_file_is_known_by_its_columns_in_any_order(columns: str, name: str, vintage: str) -> None:
    told = kinds.kind_of(tuple(reversed(columns.split(","))), "a file")
    assert (told.name, told.vintage) == (name, vintage)


def test_a_look_up_links_its_smallest_areas_to_each_larger_one() -> None:
    told = kinds.kind_of(("lsoa11_code", "lsoa21_code", "ltla22_name", "ltla22_code"), "a file")
    pairs = {(one.level, one.to, one.to_name, one.vintage) for one in told.links}
    assert pairs == {
        ("lsoa21", "lad", "ltla22_name", "2022"),
        ("lsoa11", "lsoa21", "", "2021"),
        ("lsoa21", "lsoa11", "", "2021"),
    }


@pytest.mark.usefixtures("shelf_here")
def test_an_unknown_file_lists_its_columns_and_what_is_known(tmp_path: Path) -> None:
    with pytest.raises(Problem) as told:
        make.load(make.as_csv(tmp_path / "nspl.csv", [{"colour": "red"}], "colour,size"))
    assert "colour, size" in told.value.say
    assert "directory of postcodes" in told.value.next_step


@pytest.mark.parametrize("way", ["plain", "gz", "xz", "zip", "parquet", "mark"])
@pytest.mark.usefixtures("shelf_here")
def test_however_it_is_packed_it_is_the_same_table(nspl: Path, tmp_path: Path, way: str) -> None:
    raw, file = nspl.read_bytes(), tmp_path / f"packed {way}"
    if way == "parquet":
        columns, *rows = (line.split(",") for line in raw.decode().replace('"', "").splitlines())
        pq.write_table(pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))), file)
    elif way == "zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("Documents/names.csv", "a,b\n1,2\n")
            out.writestr("Data/NSPL.csv", raw)
            out.writestr("Data/guide.pdf", raw * 2)
    else:
        packed = {"gz": gzip.compress, "xz": lzma.compress, "mark": lambda told: b"\xef\xbb\xbf" + told}
        file.write_bytes(packed.get(way, bytes)(raw))
    (told,) = make.load(file)
    assert (told.kind, told.vintage, told.rows, told.kept, told.before) == ("postcodes", "2020-01", 2, 2, False)
    assert make.load(nspl)[0].before


@pytest.mark.usefixtures("shelf_here")
def test_what_is_left_out_is_counted_with_its_reason(tmp_path: Path) -> None:
    rows = [
        make.postcode("M33 7ZF", lat="53.4244", long="-2.3177"),
        make.postcode("M33 7ZF", laua="E08000001"),
        make.postcode("nowhere"),
        make.postcode("M33 7ZE", lat="56.9", long="-6.9"),
        make.postcode("M33 7ZD", laua="E99999999", lat="99.999999", long="0.000000", oseast1m="", osnrth1m=""),
    ]
    (told,) = make.load(make.as_csv(tmp_path / "a.csv", rows))
    assert (told.rows, told.kept) == (5, 2)
    assert told.left_out == {"given twice": 1, "not written as a postcode": 1, "its two places are apart": 1}
    assert areas.about("M33 7ZF").areas["lad"].code == "E08000009", "of two the first"
    assert told.rows == told.kept + sum(told.left_out.values())


@pytest.mark.usefixtures("shelf_here")
def test_loading_is_written_in_the_book_once(nspl: Path) -> None:
    make.load(nspl)
    make.load(nspl)
    (line,) = Line.objects.filter(verb="geography.load")
    assert line.detail == {"table": "postcodes.2020-01"}


@pytest.mark.usefixtures("shelf_here")
def test_only_a_command_may(nspl: Path) -> None:
    with pytest.raises(Refused):
        loading.load([nspl], by=Actor(Kind.PROCESS))
    assert shelf.editions() == []


def test_another_table_of_the_same_vintage_replaces_it_when_that_is_said(shelf_here: Path, tmp_path: Path) -> None:
    make.load(make.index(tmp_path / "a.csv", RANKS))
    before = make.stands(shelf_here)
    other = make.index(tmp_path / "b.csv", {code: 21 - rank for code, rank in RANKS.items()})
    with pytest.raises(Conflict, match="has 20 rows, this has 20"):
        make.load(other)
    assert make.stands(shelf_here) == before
    make.load(other, vintage="2026")
    assert {one.vintage for one in shelf.editions("imd")} == {"2025", "2026"}
    make.load(other, replaces=True)
    assert make.load(other)[0].before


def test_two_files_of_one_vintage_in_a_call_are_none(shelf_here: Path, tmp_path: Path, nspl: Path) -> None:
    files = [make.index(tmp_path / name, RANKS) for name in ("a.csv", "b.csv")]
    with pytest.raises(Conflict, match="Two of these files"):
        make.load(nspl, *files)
    assert make.stands(shelf_here) == {}


@pytest.mark.usefixtures("shelf_here")
def test_a_count_of_people_without_a_year_asks_for_it(tmp_path: Path) -> None:
    row = {"lsoa11_code": "E01000001", "total_population": "1474"}
    file = make.as_csv(tmp_path / "people.csv", [row], "lsoa11_code,total_population")
    with pytest.raises(Problem, match="which year"):
        make.load(file)
    make.load(file, vintage="2020-mid")
    assert areas.population("E01000001") == [("2020-mid", 1474)]


def whole(tmp_path: Path) -> bytes:
    """An index that is sound."""
    return make.index(tmp_path / "sound.csv", RANKS).read_bytes()


def swollen(times: int) -> bytes:
    """A few bytes that unpack to so many pages of blanks."""
    out = io.BytesIO()
    with gzip.open(out, "wb") as packed:
        packed.write(b"lsoa21_code,IMD_rank\n")
        for _page in range(times):
            packed.write(b" " * 1_000_000)
    return out.getvalue()


def bomb() -> bytes:
    """The same as a zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", b"lsoa21_code,IMD_rank\n" + b"E01000001,1\n" * 10_000_000)
    return out.getvalue()


BROKEN = {
    "empty": lambda _whole: b"",
    "header alone": lambda told: told[: told.index(b"\n") + 1],
    "cut in a row": lambda told: told[:-9],
    "cut between rows": lambda told: told[: told.rindex(b'"E010')],
    "cut in a cell": lambda told: told.rstrip()[:-2],
    "a row short of a cell": lambda told: told.replace(b',"7"', b""),
    "a row too wide": lambda told: told.replace(b'"7"', b'"7","8"'),
    "a rank twice": lambda told: told.replace(b'"20"', b'"19"'),
    "a rank in words": lambda told: told.replace(b'"7"', b'"seven"'),
    "an area twice": lambda told: told.replace(b"E01000007", b"E01000008"),
    "utf-16": lambda told: told.decode().encode("utf-16"),
    "windows-1252": lambda told: told.replace(b"E01000007", b"\xc9"),
    "binary": lambda _whole: bytes(range(256)) * 100,
    "pdf": lambda _whole: b"%PDF-1.7\n%\xe2\xe3\n",
    "gz cut": lambda told: gzip.compress(told)[:-20],
    "gz changed": lambda told: gzip.compress(told)[:40] + b"x" * 20 + gzip.compress(told)[60:],
    "xz cut": lambda told: lzma.compress(told)[:-30],
    "zip cut": lambda _whole: b"PK\x03\x04 and no more",
    "zip without a table": lambda _whole: make_zip("a.pdf"),
    "parquet cut": lambda _whole: b"PAR1 and no more PAR1",
    "gz bomb": lambda _whole: swollen(200),
    "zip bomb": lambda _whole: bomb(),
    "no end of a line": lambda _whole: b"x" * 100_000,
}


def make_zip(name: str) -> bytes:
    """A zip file of one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, "words")
    return out.getvalue()


@pytest.mark.parametrize("way", BROKEN)
def test_what_is_broken_is_said_and_nothing_is_changed(shelf_here: Path, tmp_path: Path, nspl: Path, way: str) -> None:
    make.load(nspl)
    before = make.stands(shelf_here)
    file = tmp_path / "broken.csv"
    file.write_bytes(BROKEN[way](whole(tmp_path)))
    sound = make.as_csv(tmp_path / "sound too.csv", [make.postcode("M33 7ZA", dointr="202501")])
    with pytest.raises(Problem) as told:
        make.load(sound, file)
    assert "broken.csv" in told.value.say
    assert told.value.next_step
    assert make.stands(shelf_here) == before


def test_a_file_of_words_repeated_a_million_times_does_not_fill_the_memory(shelf_here: Path, tmp_path: Path) -> None:
    words = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int32()), pa.array(["E01000001" * 100_000]))
    pq.write_table(pa.table({"lsoa21_code": words, "IMD_rank": pa.array([1] * 1_000_000)}), tmp_path / "a.parquet")
    with pytest.raises(Problem, match="longer than any"):
        make.load(tmp_path / "a.parquet")
    assert make.stands(shelf_here) == {}


@pytest.mark.usefixtures("shelf_here")
def test_more_rows_than_the_country_has_are_not_read(nspl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST", 1)
    with pytest.raises(Problem, match="grows too large"):
        make.load(nspl)


def test_a_table_on_the_shelf_that_was_damaged_is_said_and_loaded_anew(shelf_here: Path, nspl: Path) -> None:
    make.load(nspl)
    (held,) = shelf.editions()
    held.path.write_bytes(b"ARROW1 and no more")
    with pytest.raises(ValueError, match="not a table that we wrote"):
        shelf.editions()[0].opened()
    assert not make.load(nspl)[0].before
    assert areas.about("M33 7ZF").areas["lsoa11"].code == "E01000001"
