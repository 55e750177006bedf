"""The real file of services, read once."""

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.factories import partnerships as places
from tests.factories.directory import take_in
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships.models import Partnership

FOLDER = "data/feeds/trafford/mental_health"


@pytest.fixture(scope="session")
def trafford_file(shared: Path) -> Path:
    """Trafford's services, as the council publishes them."""
    file = shared / FOLDER / "trafford_mental_health_services.csv"
    return file if file.exists() else missing(str(file))


@pytest.fixture(scope="session")
def trafford_points(shared: Path) -> dict[tuple[str, str], tuple[float, float]]:
    """(name, postcode) -> (lat, lon) as the council drew them."""
    drawn = json.loads((shared / FOLDER / "trafford_mental_health_services.geojson").read_text(encoding="utf-8"))
    return {
        (one["properties"]["name"], one["properties"]["postcode"]): tuple(reversed(one["geometry"]["coordinates"]))
        for one in drawn["features"]
    }


@pytest.fixture
def place(db: None) -> Partnership:
    """A new place."""
    return places.partnership()


@pytest.fixture
def trafford(trafford_file: Path, place: Partnership) -> directory.Outcome:
    """Trafford's services in the directory of `place`."""
    return take_in(trafford_file, place)


def rewritten(file: Path, to: Path, change: dict[int, dict[str, str]], drop: frozenset[int] = frozenset()) -> Path:
    """The file with cells changed in some lines (the header is line 1) and some lines left out."""
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    with to.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        for line, row in enumerate(rows, 2):
            if line not in drop:
                writer.writerow(row | change.get(line, {}))
    return to
