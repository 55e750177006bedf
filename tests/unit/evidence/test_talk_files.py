"""A conversation of the field is taken in, read by everybody, and written as it came."""

import json
from collections import Counter
from pathlib import Path

import pytest
import typer
from django.test import Client
from typer.testing import CliRunner, Result

from tests.factories import places
from tests.factories.places import Place
from tests.unit.people.pages.test_sharing import words
from watersmeet.base.problems import Invalid, Problem
from watersmeet.evidence import deliberation
from watersmeet.evidence.opinions import Conversation, read

NAME = "scoop-hivemind.taxes"


@pytest.fixture
def here(db: None) -> Place:
    return places.place()


def call(*said: str | Path) -> Result:
    app = typer.Typer()
    app.command("else")(lambda: None)
    deliberation.join(app)
    return CliRunner().invoke(app, ["deliberation", *map(str, said)])


def taken_in(folder: Path, here: Place) -> dict[str, str]:
    ran = call("take-in", folder, "--question", "What of taxes?", "--partnership", here.partnership.slug, "--json")
    assert ran.exit_code == 0, ran.exception
    told: dict[str, str] = json.loads(ran.stdout)
    return told


def as_said(talk: Conversation, kept: set[str]) -> list[list[tuple[str, int]]]:
    """What each person said, in no order of people."""
    said: dict[str, list[tuple[str, int]]] = {}
    for (who, name), says in talk.last.items():
        if name in kept:
            said.setdefault(who, []).append((name, says))
    return sorted(sorted(one) for one in said.values())


def test_a_real_one_is_taken_in_and_written_again_with_what_was_said_and_nobody_in_it(
    client: Client, here: Place, shared: Path, tmp_path: Path
) -> None:
    came = read(shared / "data" / "deliberation" / NAME)
    told = taken_in(shared / "data" / "deliberation" / NAME, here)
    assert (told["statements"], told["votes"]) == (len(came.statements), len(came.last))
    assert call("write", told["code"], tmp_path / "out").exit_code == 0
    again = read(tmp_path / "out")
    kept = set(again.statements)
    assert {name for name, many in Counter(name for _who, name in came.last).items() if many >= 8} == kept
    assert as_said(again, kept) == as_said(came, kept)
    assert {name: one.taken_out for name, one in again.statements.items()} == {
        name: one.taken_out for name, one in came.statements.items() if name in kept
    }
    page = words(client.get(f"/evidence/talk/{told['code']}/"))
    assert "What of taxes?" in page
    assert "people took part" in page


def test_what_is_wrong_is_said_and_nothing_is_taken_in(here: Place, tmp_path: Path) -> None:
    slug = ("--partnership", here.partnership.slug)
    assert isinstance(call("take-in", tmp_path, "--question", "How?", *slug).exception, Problem)
    (tmp_path / "comments.csv").write_text("comment-id,agrees,disagrees,moderated,comment-body\n0,1,0,1,Yes\n")
    (tmp_path / "votes.csv").write_text("timestamp,comment-id,voter-id,vote\n1,0,0,1\n")
    (tmp_path / "participants-votes.csv").write_text("participant,group-id,0\n0,,1\n")
    assert isinstance(call("take-in", tmp_path, "--question", " ", *slug).exception, Invalid)
    told = taken_in(tmp_path, here)
    problem = call("write", told["code"], tmp_path / "few").exception
    assert isinstance(problem, Problem)
    assert "Fewer than 20 people" in problem.say
    assert not (tmp_path / "few").exists()
