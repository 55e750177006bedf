"""What is known of a postcode, and what is not and why: on invented files."""

from pathlib import Path

import pytest

from tests.factories import geography as make
from watersmeet.base import areas, geography

pytestmark = pytest.mark.django_db
M33 = "M33 7ZF"


@pytest.mark.usefixtures("shelf_here")
def test_before_anything_is_loaded_a_point_and_a_district_are_known_and_nothing_else() -> None:
    found = areas.about(M33)
    assert found.state is areas.State.KNOWN
    assert found.place == geography.locate(M33)
    assert (found.areas["lad"].code, found.areas["lad"].vintage) == ("E08000009", areas.SHIPPED)
    assert {found.areas[level].why for level in ("lsoa11", "lsoa21", "ward", "icb", "region")} == {areas.Why.NOT_LOADED}
    assert found.deciles == ()
    assert areas.decile(M33, "IMD 2025") == areas.Decile("IMD 2025", why=areas.Why.NOT_LOADED)


@pytest.mark.usefixtures("shelf_here")
def test_the_newest_directory_that_holds_a_postcode_is_read_and_older_ones_stay(tmp_path: Path) -> None:
    old = [make.postcode(M33), make.postcode("M33 7ZE", lsoa11="E01000002")]
    new = [make.postcode(M33, doterm="202503", dointr="202001", lsoa11="E01000009")]
    make.load(make.as_csv(tmp_path / "old.csv", old))
    make.load(make.as_csv(tmp_path / "new.csv", new))
    found, other = areas.about(M33), areas.about("M33 7ZE")
    assert (found.state, found.ended, found.vintage) == (areas.State.ENDED, "2025-03", "2025-03")
    assert found.areas["lsoa11"].code == "E01000009"
    assert (other.state, other.vintage, other.areas["lsoa11"].code) == (areas.State.KNOWN, "1980-01", "E01000002")


@pytest.mark.usefixtures("shelf_here")
def test_a_postcode_newer_than_the_shipped_file_is_found_on_its_grid(tmp_path: Path) -> None:
    irish = {"ctry": "N92000002", "laua": "N09000003", "oseast1m": "333500", "osnrth1m": "374500", "lsoa11": ""}
    new = [make.postcode("M33 9ZZ"), make.postcode("BT1 9ZZ", **irish)]
    assert geography.locate("M33 9ZZ") is geography.locate("BT1 9ZZ") is None
    (told,) = make.load(make.as_csv(tmp_path / "new.csv", new))
    assert told.kept == 2
    english, belfast = geography.locate("M33 9ZZ"), geography.locate("BT1 9ZZ")
    assert english
    assert belfast
    assert geography.km(belfast, geography.Place(54.6, -5.93)) < 1, (
        "the middle of Belfast; on our grid it is 400 km off"
    )
    assert 53.3 < english.lat < 53.5


@pytest.mark.usefixtures("shelf_here")
def test_a_decile_of_each_index_is_by_the_small_areas_it_was_made_for(tmp_path: Path) -> None:
    ranks = {f"E0100000{number}": 11 - number for number in range(1, 10)} | {"E01000010": 1}
    make.load(
        make.as_csv(tmp_path / "nspl.csv", [make.postcode(M33)]),
        make.index(tmp_path / "one.csv", ranks),
        make.index(tmp_path / "two.csv", ranks, "lsoa11_code"),
    )
    told = {one.index: (one.decile, one.rank, one.of, one.why) for one in areas.about(M33).deciles}
    assert told == {
        "IMD 2025": (None, None, None, areas.Why.NOT_LOADED),  # no look-up from 2011 to 2021
        "IMD 2019": (10, 10, 10, None),
    }


@pytest.mark.usefixtures("shelf_here")
def test_the_newer_of_directory_and_look_up_names_the_district(tmp_path: Path) -> None:
    row = {"lsoa21_code": "E01000001", "lad24_code": "E06000099", "lad24_name": "New Council"}
    link = make.as_csv(tmp_path / "link.csv", [row], "lsoa21_code,lad24_code,lad24_name")
    both = {"LSOA11CD": "E01000001", "LSOA21CD": "E01000001", "LAD25CD": "E08000009", "CTRY25CD": "E92000001"}
    for month, wanted in (("202106", "E06000099"), ("202505", "E08000009")):
        newer = {"PCDS": M33, "DOINTR": month, "EAST1M": "379000", "NORTH1M": "392000", **both}
        make.load(make.as_csv(tmp_path / "new.csv", [newer], make.NEWER), link)
        assert areas.about(M33).areas["lad"].code == wanted


@pytest.mark.usefixtures("shelf_here")
def test_shares_need_their_tables() -> None:
    with pytest.raises(LookupError):
        areas.shares("IMD 2025", "icb")
