"""A command that could not says so in one clear line and does not exit with 0."""

import json
import subprocess
import sys

import pytest
import typer
from django.db import OperationalError

from watersmeet.base.problems import Conflict, Invalid
from watersmeet.config import cli

HEAVY = (
    "altair",
    "duckdb",
    "ibis",
    "numpy",
    "pandas",
    "pyarrow",
    "pyproj",
    "rich.progress",
    "scipy",
    "typst",
    "urllib3",
)


LOOK = cli.setup.LOOK_AT_DATABASE


class Room:
    """A room whose verbs go wrong in every way."""

    FAULTS = {
        "conflict": Conflict("Somebody was here first.", "Look again."),
        "invalid": Invalid({"near": ["'M3' is not a full UK postcode,\nsuch as EX31 1AA."]}),
        "database": OperationalError("no such table: people\nmore"),
        "missing": FileNotFoundError(2, "No such file or directory", "services.csv"),
        "stopped": KeyboardInterrupt(),
    }

    def join(self, app: typer.Typer) -> None:
        """Add the verbs."""

        @app.command()
        def fault(kind: str, as_json: bool = typer.Option(False, "--json")) -> None:
            if kind in self.FAULTS:
                raise self.FAULTS[kind]
            typer.echo(json.dumps({"json": as_json}))

        @app.command()
        def leave(code: int) -> None:
            raise typer.Exit(code)


@pytest.fixture(autouse=True)
def _room(monkeypatch):
    monkeypatch.setattr(cli, "import_module", lambda _name: Room())
    monkeypatch.setattr(cli.setup, "ready", lambda: False)


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("conflict", "watersmeet: Somebody was here first. Look again.\n"),
        ("invalid", "watersmeet: near: 'M3' is not a full UK postcode, such as EX31 1AA.\n"),
        ("database", f"watersmeet: The database did not answer: no such table: people. {LOOK}\n"),
        ("missing", "watersmeet: No such file or directory: services.csv\n"),
    ],
)
def test_a_problem_is_one_line(kind, line, capsys):
    assert cli.run(["fault", kind]) == 1
    assert capsys.readouterr().err == line


def test_with_json_the_problem_is_one_json_line(capsys):
    assert cli.run(["fault", "conflict", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"error": "Somebody was here first.", "next_step": "Look again."}


def test_what_went_well_exits_with_nothing(capsys):
    assert cli.run(["fault", "none", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"json": True}


def test_words_it_does_not_know_are_told_in_one_line(capsys):
    assert cli.run(["fly"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert cli.run(["fault"]) == 2
    assert "kind" in capsys.readouterr().err


def test_a_verb_may_choose_how_it_leaves():
    assert cli.run(["leave", "3"]) == 3


def test_stopping_it_is_no_accident():
    assert cli.run(["fault", "stopped"]) == cli.STOPPED


@pytest.mark.parametrize("words", [["leave", "--help"], ["--version"], ["fly"], ["leave", "soon"], ["leave"], []])
def test_nothing_is_set_up_for_a_question_or_a_typo(monkeypatch, words) -> None:
    begun: list[bool] = []
    monkeypatch.setattr(cli.setup, "ready", lambda: begun.append(True))
    cli.run(words)
    assert begun == []
    assert cli.run(["leave", "3"]) == 3
    assert begun == [True]


@pytest.mark.parametrize("name", sorted(cli.BY_THEMSELVES))
def test_verbs_that_see_to_it_themselves_are_not_set_up_for(monkeypatch, name) -> None:
    begun: list[bool] = []
    monkeypatch.setattr(cli.setup, "ready", lambda: begun.append(True))
    monkeypatch.setattr(Room, "join", lambda _room, app: app.command(name)(lambda: None))
    assert cli.run([name]) == 0
    assert begun == []


@pytest.mark.parametrize(
    "starts",
    [
        "import django; django.setup(); from watersmeet.config import cli; cli._app()",
        "import watersmeet.config.wsgi, watersmeet.config.urls",
    ],
    ids=["command", "pages"],
)
def test_it_starts_without_what_only_some_need(starts: str) -> None:
    asked = f"import sys; {starts}"
    told = f"{asked}; print(sorted({{{', '.join(map(repr, HEAVY))}}} & sys.modules.keys()))"

    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
