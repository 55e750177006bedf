"""`watersmeet demo --fresh` forgets a demo, and nothing that may be more than one."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from watersmeet.base.problems import Conflict
from watersmeet.config import forgetting, setup


@pytest.fixture
def folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a demo: a database beside keys, and a message that was sent."""
    there = tmp_path / "demo"
    (there / "post").mkdir(parents=True)
    (there / "keys.json").write_text("keys")
    (there / "watersmeet.sqlite3").write_bytes(b"")
    settings.WATERSMEET_DATA, settings.WATERSMEET_DEMO = there, True
    monkeypatch.setitem(connection.settings_dict, "NAME", there / "watersmeet.sqlite3")
    monkeypatch.setattr(forgetting.demo, "is_only_ours", lambda: True)
    monkeypatch.setattr(forgetting.connections, "all", list)
    return there


@pytest.fixture
def running(folder: Path) -> Iterator[int]:
    """Another process that serves this folder, as `setup.ready` holds it."""
    handle = setup.open_folder(folder)
    fcntl.flock(handle, fcntl.LOCK_SH)
    yield handle
    os.close(handle)


def refused(folder: Path) -> Conflict:
    before = sorted(folder.rglob("*"))
    with pytest.raises(Conflict) as problem:
        forgetting.begin_again()
    assert sorted(folder.rglob("*")) == before
    assert problem.value.next_step
    return problem.value


def test_a_demo_is_forgotten_as_a_whole(folder: Path) -> None:
    forgetting.begin_again()
    assert not folder.exists()
    forgetting.begin_again()


def test_a_demo_that_runs_is_not_touched(folder: Path, running: int) -> None:
    assert "Another demo is running" in refused(folder).say
    fcntl.flock(running, fcntl.LOCK_UN)
    forgetting.begin_again()
    assert not folder.exists()


def test_whatever_sets_up_a_folder_holds_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []
    monkeypatch.setattr(setup, "_in_use", held)
    setup._hold()
    refused(folder)
    os.close(held[0])
    forgetting.begin_again()


def test_a_folder_that_holds_something_else_is_not_touched(folder: Path) -> None:
    (folder / "thesis.docx").write_text("years of work")
    assert "thesis.docx" in refused(folder).say


def test_a_real_place_is_not_touched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting.demo, "is_only_ours", lambda: False)
    assert "real partnership" in refused(folder).say


def test_what_is_no_demo_is_not_touched(folder: Path, settings: Any) -> None:
    settings.WATERSMEET_DEMO = False
    refused(folder)


@pytest.mark.parametrize("elsewhere", ["a name on a server", Path("/srv/other.sqlite3")])
def test_a_database_elsewhere_would_outlive_its_keys(
    folder: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: Any
) -> None:
    monkeypatch.setitem(connection.settings_dict, "NAME", elsewhere)
    refused(folder)


@pytest.mark.django_db
def test_a_real_partnership_is_none_of_ours(settings: Any) -> None:
    from tests.factories import partnerships as places  # noqa: PLC0415 - the other tests need no database

    assert forgetting.demo.is_only_ours()
    places.partnership()
    assert not forgetting.demo.is_only_ours()
