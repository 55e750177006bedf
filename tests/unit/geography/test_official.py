"""What the loaded official files say is what was published."""

import csv
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.conftest import missing
from tests.factories import geography as make
from watersmeet.base import areas, geography, shelf
from watersmeet.base.geography import Place, km

pytestmark = pytest.mark.django_db
OF_ICB = "imd_proportion_of_lso_as_in_most_deprived_10_percent_nationally"


def test_the_share_of_each_board_in_decile_one_is_the_published_one(official: Path, shared: Path) -> None:
    file = shared / "data/imd/imd2025_england_icb24.csv"
    if not file.exists():
        missing(str(file))
    with file.open(encoding="utf-8", newline="") as there:
        published = {row["icb24_code"]: float(row[OF_ICB]) for row in csv.DictReader(there)}
    told = {area.code: round(worst / many, 4) for area, worst, many in areas.shares("IMD 2025", "icb")}
    assert told == published
    assert len(told) == 42


def test_every_english_rank_of_the_directory_is_that_of_2019(official: Path, real: list[Path]) -> None:
    """Each row by its own small area, as `find` reads it; the file's own ranks were not loaded."""
    rows = pq.read_table(real[0], columns=["pcds", "ctry", "imd"]).to_pylist()
    english = {row["pcds"].replace(" ", ""): row["imd"] for row in rows if row["ctry"] == "E92000001"}
    (held,) = shelf.editions("postcodes")
    (index,) = (one for one in shelf.editions("imd") if one.vintage == "2019")
    ranked = index.opened()
    by_area = zip((one.decode() for one in ranked.keys.tolist()), ranked.table["rank"].to_pylist(), strict=True)
    ranks = dict(by_area)
    told = held.opened()
    small = zip((one.decode() for one in told.keys.tolist()), told.table["lsoa11"].to_pylist(), strict=True)
    assert {code: ranks[lsoa] for code, lsoa in small if code in english} == english
    assert len(english) == 46_936
    for code in ("HR1 1AA", "SR1 1AA", "SM1 1AA"):
        found = areas.decile(code, "IMD 2019")
        assert (found.rank, found.of) == (english[code.replace(" ", "")], 32_844)


def test_a_decile_is_a_tenth_of_the_ranks_and_carries_its_index(official: Path) -> None:
    for index, many in (("IMD 2019", 32_844), ("IMD 2025", 33_755)):
        (edition,) = (one for one in shelf.editions("imd") if areas.index_named(one) == index)
        table = edition.opened().table
        pairs = list(zip(table["rank"].to_pylist(), table["decile"].to_pylist(), strict=True))
        assert all(decile == -(-rank * 10 // many) for rank, decile in pairs)
        assert {decile for _rank, decile in pairs} == set(range(1, 11))
    both = {one.index: one.decile for one in areas.about("SR1 1AA").deciles}
    assert both == {"IMD 2025": 1, "IMD 2019": 1}


def test_points_are_where_the_directory_says_by_its_own_degrees(official: Path, real: list[Path]) -> None:
    """Every loaded point on its grid: metres, which is what two transformations differ by."""
    rows = pq.read_table(real[0], columns=["pcds", "lat", "long"]).to_pylist()
    own = {row["pcds"].replace(" ", ""): Place(row["lat"], row["long"]) for row in rows}
    (held,) = shelf.editions("postcodes")
    told = held.opened()
    codes, table = [one.decode() for one in told.keys.tolist()], told.table
    east, north = (np.asarray(table[name], dtype=float) for name in ("east", "north"))
    lons, lats = geography.degrees("", east, north)
    away = [
        km(Place(lat, lon), own[code])
        for code, lat, lon, at in zip(codes, lats.tolist(), lons.tolist(), east.tolist(), strict=True)
        if at
    ]
    assert len(away) == 96_350 - 13_297
    assert median(away) < 0.001
    assert max(away) < 0.1


def test_northern_ireland_is_on_the_irish_grid(shared: Path) -> None:
    """The middle of each half postcode there lies where another file's own degrees put it; on our grid 400 km off."""
    file = shared / "data/geography/outward_codes.csv"
    if not file.exists():
        missing(str(file))
    with file.open(encoding="utf-8", newline="") as there:
        rows = [row for row in csv.DictReader(there) if row["postcode"].startswith("BT")]
    away = [
        km(found, Place(float(row["latitude"]), float(row["longitude"])))
        for row in rows
        if (found := geography.locate_outward(row["postcode"]))
    ]
    assert len(away) > 75
    assert median(away) < 0.6
    assert max(away) < 12


def test_areas_carry_their_names_and_vintages(official: Path) -> None:
    found = areas.about("HR1 1AA")
    told = {level: (one.code, one.name, one.vintage) for level, one in found.areas.items()}
    assert told["ward"] == ("E05009449", "Central", "2024")
    assert told["lad"] == ("E06000019", "Herefordshire, County of", "2024")
    assert told["icb"][::2] == ("E54000019", "2024")
    assert told["region"] == ("E12000005", "West Midlands", "2024")
    assert told["lsoa11"][0] == told["lsoa21"][0] == "E01014010"


def test_a_small_area_that_was_split_has_no_successor_and_a_merged_one_has(official: Path, real: list[Path]) -> None:
    (links,) = shelf.editions("lsoa11-lsoa21")
    (held,) = shelf.editions("postcodes")
    table = held.opened()
    codes = zip((one.decode() for one in table.keys.tolist()), table.table["lsoa11"].to_pylist(), strict=True)
    one_of = {lsoa: f"{code[:-3]} {code[-3:]}" for code, lsoa in codes}
    across = links.opened()
    split = next(lsoa for lsoa in one_of if len(across.rows(lsoa)) > 1)
    found = areas.about(one_of[split])
    assert (found.areas["lsoa21"].code, found.areas["lsoa21"].why) == ("", areas.Why.CHANGED)
    deciles = {one.index: one for one in found.deciles}
    assert (deciles["IMD 2025"].decile, deciles["IMD 2025"].why) == (None, areas.Why.CHANGED)
    assert deciles["IMD 2019"].decile
    (backwards,) = shelf.editions("lsoa21-lsoa11")
    merged = next(
        lsoa
        for lsoa in one_of
        if len(told := across.rows(lsoa)) == 1 and len(backwards.opened().rows(told[0]["code"])) > 1
    )
    assert areas.about(one_of[merged]).areas["lsoa21"].code == across.rows(merged)[0]["code"]


@pytest.mark.parametrize(
    ("code", "nation"), [("DG1 1AA", "Scotland"), ("LD1 5AA", "Wales"), ("BT1 1AA", "Northern Ireland")]
)
def test_other_nations_have_no_english_decile(official: Path, code: str, nation: str) -> None:
    found = areas.about(code)
    assert (found.state, found.nation) == (areas.State.KNOWN, nation) or found.ended
    assert found.place
    assert {(one.decile, one.why) for one in found.deciles} == {(None, areas.Why.NOT_ENGLISH)}


def test_three_states(official: Path) -> None:
    ended, unknown, known = (areas.about(code) for code in ("DG10 0AB", "ZZ99 9ZZ", "HR1 1AA"))
    assert (ended.state, ended.ended, ended.place) == (areas.State.ENDED, "2009-11", None)
    assert (unknown.state, unknown.place, unknown.nation) == (areas.State.UNKNOWN, None, "")
    assert {one.why for one in unknown.deciles} == {areas.Why.NO_POSTCODE}
    assert (known.state, known.ended) == (areas.State.KNOWN, "")


def test_people_are_counted_by_each_table(official: Path) -> None:
    assert [vintage for vintage, _many in areas.population("E01000001")] == ["2021-census", "2020-mid"]
    (census,) = (one for one in shelf.editions("population") if one.vintage == "2021-census")
    (mid,) = (one for one in shelf.editions("population") if one.vintage == "2020-mid")
    assert len(census.opened().table) == 178_360 // 5
    table = mid.opened().table
    ages = [table[f"age{age}"].to_pylist() for age in range(91)]
    assert [sum(each) for each in zip(*ages, strict=True)] == table["total"].to_pylist()


def test_loading_all_again_changes_nothing(official: Path, real: list[Path]) -> None:
    before = make.stands(official)
    assert all(one.before for one in make.load(*real))
    assert make.stands(official) == before
