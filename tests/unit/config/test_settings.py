"""A setting that nobody can have meant stops everything by its name, with the cure; an empty one is not said."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.factories import partnerships as places
from watersmeet.base import clock
from watersmeet.base.problems import Problem
from watersmeet.config import setup

HOUSE = Path(__file__).parents[3]
SETTINGS = str(HOUSE / "watersmeet/config/settings.py")


def read(monkeypatch: pytest.MonkeyPatch, name: str, said: str) -> dict[str, Any]:
    """The settings as a process with this one would read them."""
    monkeypatch.setenv(name, said)
    return runpy.run_path(SETTINGS)


def begin(data: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as somebody would who has this data folder and these settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WATERSMEET_", "DJANGO_"))}
    told = kept | {"WATERSMEET_DATA": str(data)} | settings
    return subprocess.run(
        [sys.executable, "-m", "watersmeet", *words], env=told, cwd=HOUSE, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        *(("WATERSMEET_LEASE", said) for said in ("soon", "-1", "0", "nan", "inf", "99999")),
        *(("WATERSMEET_ADDRESS", said) for said in ("here", "ftp://a.example", "https://", "https://a.example/b", "http://[")),
        ("WATERSMEET_GOVUK_ADDRESS", "nowhere"),
        ("WATERSMEET_TEXTS", "pigeon"),
        ("WATERSMEET_DEMO", "yes"),
        ("WATERSMEET_KEYS", "~nobody-of-that-name/keys.json"),
        *(
            ("WATERSMEET_DATABASE", said)
            for said in ("mysql://a/b", "sqlite:", "sqlite:///", "sqlite:///tmp", "postgresql://a", "postgresql://a:b/c")
        ),
        ("WATERSMEET_DATABASE", "postgresql://a:99999/b"),
        ("WATERSMEET_DATABASE", "postgresql://[::1/b"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_told_by_name_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    with pytest.raises(Problem) as problem:
        read(monkeypatch, name, said)
    assert name in problem.value.say
    assert problem.value.next_step


def test_a_wrong_database_says_nothing_of_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Problem) as problem:
        read(monkeypatch, "WATERSMEET_DATABASE", "postgres://us:sesame@host:port/name")
    assert "sesame" not in str(problem.value)


@pytest.mark.parametrize("name", ["DATA", "KEYS", "ADDRESS", "LEASE", "TEXTS", "DATABASE", "HOSTS", "MAIL", "DEMO"])
def test_an_empty_setting_is_not_said(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(f"WATERSMEET_{name}", raising=False)
    without = runpy.run_path(SETTINGS)
    empty = read(monkeypatch, f"WATERSMEET_{name}", " ")
    assert {key: empty[key] for key in empty if key.isupper() and key != "SECRET_KEY"} == {
        key: without[key] for key in without if key.isupper() and key != "SECRET_KEY"
    }


@pytest.mark.parametrize("said", ["soon", "+99999999999999d", "+9999999d", "@/proc/self", "0001-01-01T00:00:00+14:00"])
def test_a_clock_that_cannot_be_moved_so_says_so(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv(clock.VARIABLE, said)
    with pytest.raises(clock.ClockSettingError, match=clock.VARIABLE):
        clock.now()


def test_a_command_says_a_wrong_setting_in_one_line_and_in_json(tmp_path: Path) -> None:
    told = begin(tmp_path / "data", "setup", "--json", WATERSMEET_LEASE="soon")
    assert (told.returncode, told.stderr.count("\n")) == (1, 1)
    assert "WATERSMEET_LEASE" in told.stderr
    assert json.loads(told.stdout)["next_step"]
    assert not (tmp_path / "data").exists()


def test_a_data_folder_that_is_none_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    told = begin(tmp_path / "data", "setup")
    assert (told.returncode, told.stderr.count("\n")) == (1, 1)
    assert "WATERSMEET_DATA" in told.stderr
    assert (tmp_path / "data").read_text() == "mine"


@pytest.mark.django_db
def test_a_ring_that_is_gone_is_not_made_anew_over_what_it_sealed(settings: Any, tmp_path: Path) -> None:
    settings.WATERSMEET_KEYS = tmp_path / "keys.json"
    setup._insist_keys()
    places.partnership()
    setup._insist_keys()
    settings.WATERSMEET_KEYS.unlink()
    with pytest.raises(Problem) as problem:
        setup._insist_keys()
    assert "WATERSMEET_KEYS" in problem.value.next_step
    assert not any(tmp_path.iterdir())


def test_a_damaged_database_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    assert json.loads(begin(tmp_path / "data", "setup", "--json").stdout)["made"] is True
    assert json.loads(begin(tmp_path / "data", "setup", "--json").stdout)["made"] is False
    database = tmp_path / "data" / "watersmeet.sqlite3"
    for beside in database.parent.glob(f"{database.name}-*"):
        beside.unlink()
    database.write_bytes(b"not a database at all, " * 1000)
    told = begin(tmp_path / "data", "referrals", "check", "--json")
    assert (told.returncode, told.stderr.count("\n")) == (1, 1)
    assert "not a database" in told.stderr
    assert "WATERSMEET_DATABASE" in json.loads(told.stdout)["next_step"]
    assert database.read_bytes().startswith(b"not a database")


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["import", "--help"], ["fly"], ["find", "x", "--limit", "y"]]
)
def test_a_question_or_a_typo_writes_nothing(tmp_path: Path, words: list[str]) -> None:
    told = begin(tmp_path / "data", *words)
    assert told.returncode == (0 if words[-1].startswith("--") else 2), told.stderr
    assert told.stdout or told.stderr.startswith("watersmeet: ")
    assert not any(tmp_path.iterdir())


def test_a_command_that_is_none_is_told_before_anything_is_set_up(tmp_path: Path) -> None:
    (tmp_path / "run").write_bytes((HOUSE / "run").read_bytes())
    told = subprocess.run(["sh", tmp_path / "run", "watersmete", "demo"], capture_output=True, text=True)
    assert told.returncode != 0
    assert told.stderr.startswith("run: there is no command watersmete")
    assert [one.name for one in tmp_path.iterdir()] == ["run"]
