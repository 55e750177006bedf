"""A place beside bodies outside it, and the lines of several places read as one map."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.unit.evidence.test_silo import call
from tests.unit.evidence.test_silo_map import promised
from tests.unit.memory.telling import kept, soon
from tests.unit.partnerships.test_rules import sign_in
from tests.unit.people.pages.test_sharing import words
from tests.unit.test_plain_words import OLDEST, Sentences, age
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Problem
from watersmeet.evidence import commands
from watersmeet.evidence.network import read_folder
from watersmeet.evidence.unreadable import Unreadable
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Body, Kind, Promises, Status

BODY = "A national body"


@pytest.fixture
def here(db: None) -> Place:
    return places.place()


@pytest.fixture
def lead(here: Place) -> Actor:
    return places.worker(here.front_door, Role.LEAD)


def theirs(here: Place, **more: object) -> UUID:
    """A body that is no partner promises something here."""
    return kept(places.worker(here.group), Kind.COMMITMENT, **more)


def public(here: Place, by: UUID, lead: Actor) -> None:
    memory.agree_public(by, by=places.worker(here.therapy, Role.MANAGER))
    memory.show(by, public=True, by=lead)


def test_promises_each_way_with_what_became_of_them(here: Place, lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.settle(theirs(here), Status.KEPT, by=lead)
    memory.settle(theirs(here), Status.NOT_KEPT, words="The money ended.", by=lead)
    theirs(here, day=soon(1), body_name=" a NATIONAL  body ")
    ours = promised(here.therapy, BODY)
    memory.reply(ours, "Six are there.", by=places.worker(here.therapy, Role.MANAGER))
    promised(here.therapy, str(here.group))
    monkeypatch.setenv("WATERSMEET_NOW", f"{soon(3)}T10:00:00Z")
    assert memory.outside(lead) == [
        Body(BODY, Promises(3, kept=1, not_kept=1, late=1, replied=0), Promises(1, 0, 0, 0, replied=1))
    ]


def test_what_was_struck_out_or_written_anew_is_no_promise(here: Place, lead: Actor) -> None:
    memory.strike(theirs(here), by=lead)
    memory.strike(promised(here.therapy, BODY), by=lead)
    assert memory.outside(lead) == []


def test_another_place_reads_nothing_of_it(here: Place) -> None:
    theirs(here)
    assert memory.outside(places.worker(places.place().front_door, Role.LEAD)) == []


def test_the_lead_reads_it_and_a_worker_does_not(here: Place, lead: Actor) -> None:
    desk = sign_in(Client(), lead)
    assert "Nothing is promised between this place and others yet" in words(desk.get("/evidence/silo/outside/"))
    assert "/evidence/silo/outside/" in words(desk.get("/evidence/silo/"))
    theirs(here)
    promised(here.therapy, BODY)
    page = desk.get("/evidence/silo/outside/")
    for said in ("Bodies named: 1.", "were promised something too: 1.", f"{here.partnership.name} to {BODY}: 1 time"):
        assert said in words(page)
    assert age(Sentences(page.content.decode()).all) <= OLDEST
    assert sign_in(Client(), places.worker(here.group)).get("/evidence/silo/outside/").status_code == 404


def test_only_what_everybody_may_read_already_goes_out(here: Place, lead: Actor, tmp_path: Path) -> None:
    public(here, promised(here.therapy, BODY), lead)
    promised(here.therapy, BODY)  # not public
    public(here, promised(here.therapy, str(here.group)), lead)  # inside
    theirs(here)  # by a body that could not agree
    commands.outward(tmp_path, place=here.partnership.slug)
    slug, name = here.partnership.slug, here.partnership.name
    assert (tmp_path / f"{slug}.nodes.csv").read_text() == f"name,level\n{name},place\n{BODY},outside\n"
    assert (tmp_path / f"{slug}.edges.csv").read_text() == f"from,to,times\n{name},{BODY},1\n"


def test_a_place_that_promised_nothing_in_public_has_a_line_too(here: Place, tmp_path: Path) -> None:
    commands.outward(tmp_path, place=here.partnership.slug, as_json=True)
    found = read_folder(tmp_path, group="level")
    assert (found.groups, found.ties) == ({here.partnership.name: "place"}, {})


def test_nothing_is_written_where_there_is_no_folder(here: Place, tmp_path: Path) -> None:
    with pytest.raises(Problem):
        commands.outward(tmp_path / "no", place=here.partnership.slug)
    assert list(tmp_path.iterdir()) == []


# Several lines as one map


@pytest.fixture
def line(tmp_path: Path) -> Callable[..., None]:
    def write(slug: str, nodes: dict[str, str], ties: dict[tuple[str, str], int]) -> None:
        rows = "".join(f"{name},{of}\n" for name, of in nodes.items())
        (tmp_path / f"{slug}.nodes.csv").write_text("name,level\n" + rows)
        rows = "".join(f"{one},{to},{times}\n" for (one, to), times in ties.items())
        (tmp_path / f"{slug}.edges.csv").write_text("from,to,times\n" + rows)

    return write


def test_lines_of_several_places_are_one_map(line: Callable[..., None], tmp_path: Path) -> None:
    line("a", {"A": "place", "N": "outside"}, {("A", "N"): 2})
    line("b", {"B": "place", "N": "outside"}, {("B", "N"): 1})
    line("n", {"N": "national", "A": "outside"}, {("N", "A"): 1})
    found = read_folder(tmp_path, group="level")
    assert found.groups == {"A": "place", "B": "place", "N": "national"}
    assert found.ties == {("A", "N"): 2, ("B", "N"): 1, ("N", "A"): 1}
    said = call(tmp_path, "--group", "level", "--json")
    assert json.loads(said.stdout.splitlines()[-1]) == {
        "nodes": 3,
        "ties": 3,
        "density": 0.5,
        "reciprocity": pytest.approx(2 / 3),
        "centralisation": 1.0,
        "ei_index": 1.0,
        "ei_chance": pytest.approx(1 / 3),
    }


def test_files_that_say_two_things_of_the_same_body_are_refused(line: Callable[..., None], tmp_path: Path) -> None:
    line("a", {"A": "place", "N": "outside"}, {})
    line("b", {"B": "place", "N": "elsewhere"}, {})
    with pytest.raises(Unreadable, match="two groups"):
        read_folder(tmp_path, group="level")
    assert read_folder(tmp_path).groups == {"A": "", "B": "", "N": ""}


def test_a_folder_without_lines_and_a_line_without_ties_are_said(line: Callable[..., None], tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no place"):
        read_folder(tmp_path)
    line("a", {"A": "place"}, {})
    (tmp_path / "a.edges.csv").unlink()
    assert "There is no file" in str(call(tmp_path).exception)
    assert "Organisations are missing" in str(call(tmp_path / "a.nodes.csv").exception)
