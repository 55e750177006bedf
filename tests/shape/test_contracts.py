"""Our own contracts catch what they are for."""

import pytest
from grimp import ImportGraph

from tests.shape.contracts import OneDoor, Pure

ROOM = "house.records.people"


def graph(*imports: tuple[str, str]) -> ImportGraph:
    made = ImportGraph()
    for module in ("house", "house.records", ROOM, f"{ROOM}.api", f"{ROOM}.models", f"{ROOM}.frames"):
        made.add_module(module)
    for importer, imported in imports:
        for module in (importer, imported):
            made.add_module(module)
        made.add_import(importer=importer, imported=imported)
    return made


def door() -> OneDoor:
    options = {
        "rooms_of": "house.records",
        "door": "api",
        "frames": "frames",
        "frames_for": "house.evidence.extracts",
        "asides": "pages",
        "asides_for": "house.config.wiring",
        "benches": "bench",
    }
    return OneDoor(name="door", session_options={"root_packages": ["house"]}, contract_options=options)


@pytest.mark.parametrize(
    ("comer", "module", "kept"),
    [
        ("house.desk.home", f"{ROOM}.api", True),
        ("house.desk.home", f"{ROOM}.models", False),
        ("house.desk.home", ROOM, False),
        ("house.desk.home", f"{ROOM}.frames", False),
        ("house.evidence.extracts.people", f"{ROOM}.frames", True),
        ("house.evidence.extracts.people", f"{ROOM}.models", False),
        ("house.config.wiring", f"{ROOM}.models", False),
        ("house.config.wiring", f"{ROOM}.pages.beside", True),
        ("house.desk.home", f"{ROOM}.pages.beside", False),
        (f"{ROOM}.api", f"{ROOM}.models", True),
        ("bench.search", f"{ROOM}.models", True),
        ("benches.search", f"{ROOM}.models", False),
    ],
)
def test_a_room_has_one_door(comer: str, module: str, kept: bool) -> None:
    assert door().check(graph((comer, module)), verbose=False).kept is kept


@pytest.mark.parametrize(
    ("comer", "module", "kept"),
    [
        ("house.base.clock", "django", False),
        ("house.base.db.rows", "django", True),
        ("house.base.clock", "datetime", True),
        ("house.desk.home", "django", True),
    ],
)
def test_pure_folders_know_no_framework(comer: str, module: str, kept: bool) -> None:
    options = {"folders": ["house.base"], "but": ["house.base.db"], "without": ["django"]}
    contract = Pure(name="pure", session_options={"root_packages": ["house"]}, contract_options=options)
    assert contract.check(graph((comer, module)), verbose=False).kept is kept
