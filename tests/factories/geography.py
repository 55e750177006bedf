"""Invented official files, in the columns of the real ones, and the folder that they are loaded into."""

import csv
import gzip
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.factories.accounts import COMMAND
from watersmeet.exchange.geography import loading

NSPL = "pcd,pcd2,pcds,dointr,doterm,usertype,oseast1m,osnrth1m,osgrdind,laua,ward,ctry,rgn,lsoa11,lat,long,imd,stp"
NEWER = "PCD7,PCD8,PCDS,DOINTR,DOTERM,LAD25CD,WD25CD,EAST1M,NORTH1M,CTRY25CD,RGN25CD,LSOA21CD,LSOA11CD,LAT,LONG,ICB23CD"
HERE = {
    "dointr": "198001", "oseast1m": "379000", "osnrth1m": "392000", "osgrdind": "1", "laua": "E08000009",
    "ward": "E05000001", "ctry": "E92000001", "rgn": "E12000002", "lsoa11": "E01000001", "stp": "E54000057",
}  # fmt: skip


def postcode(written: str, **more: str) -> dict[str, str]:
    """A row for a postcode in an invented small area, in NSPL's columns."""
    return {**HERE, "pcd": written.replace(" ", ""), "pcds": written, **more}


def as_csv(file: Path, rows: Iterable[Mapping[str, str]], header: str = NSPL) -> Path:
    """A CSV file of these rows, as ONS quotes it."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, header.split(","), restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    return file


def packed(file: Path) -> Path:
    """The same, as .gz."""
    to = file.with_name(f"{file.name}.gz")
    to.write_bytes(gzip.compress(file.read_bytes()))
    return to


def index(file: Path, ranks: Mapping[str, int], small: str = "lsoa21_code") -> Path:
    """An index of these small areas."""
    return as_csv(file, [{small: code, "IMD_rank": str(rank)} for code, rank in ranks.items()], f"{small},IMD_rank")


def load(*files: Path, **more: object) -> list[loading.Loaded]:
    """Load them as the command does."""
    return loading.load(list(files), by=COMMAND, **more)  # type: ignore[arg-type]


def stands(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, as it is."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
