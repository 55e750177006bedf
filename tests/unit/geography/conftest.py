"""A shelf of one's own; and one of the real files, loaded once."""

from pathlib import Path

import pytest

from tests.conftest import missing
from tests.factories import geography as make

FILES = (
    "geography/nspl_nov2021_sample.parquet",
    "geography/lookup_lsoa11_lsoa21_ltla22.csv.gz",
    "geography/lookup_lsoa21_icb24.csv.gz",
    "geography/lookup_lsoa21_ward24_ltla24.csv.gz",
    "geography/lookup_ltla24_region24.csv",
    "geography/population20_lsoa11.parquet",
    "geography/ethnicity21_lsoa21.parquet",
    "imd/imd2019_england_lsoa11.csv.gz",
    "imd/imd2025_england_lsoa21.csv.gz",
)


@pytest.fixture
def shelf_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of this test's own."""
    monkeypatch.setenv("WATERSMEET_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture(scope="session")
def real(shared: Path) -> list[Path]:
    """The real files."""
    files = [shared / "data" / name for name in FILES]
    return files if all(one.exists() for one in files) else missing("the files of data/geography and data/imd")


@pytest.fixture(scope="session")
def _once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("official")


@pytest.fixture
def official(db: None, real: list[Path], _once: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder into which the real files were loaded by `geography load`, and nothing else."""
    monkeypatch.setenv("WATERSMEET_DATA", str(_once))
    if not (_once / "geography").exists():
        make.load(*real)
    return _once
