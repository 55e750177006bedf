"""`watersmeet feed`, as somebody types it."""

import json
from typing import Any

import pytest

from tests.factories import feeds
from tests.factories import partnerships as places
from tests.factories.feeds import Theirs, identifier, service
from watersmeet.config import cli
from watersmeet.exchange.feeds import harvesting
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import Service
from watersmeet.records.partnerships.models import Partnership


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The installation is set up, and nobody waits between questions."""
    monkeypatch.setattr(cli.setup, "ready", lambda: False)
    monkeypatch.setattr(harvesting.Wish, "__init__", _hurried(harvesting.Wish.__init__))


def _hurried(make: Any) -> Any:
    def quickly(self: Any, **said: Any) -> None:
        make(self, **({"manner": feeds.QUICK} | said))

    return quickly


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any, str]:
    """The exit code, the JSON on the last line, and what was said to people."""
    capsys.readouterr()
    code = cli.run([*words, "--json"])
    said = capsys.readouterr()
    return code, json.loads(said.out.splitlines()[-1]), said.err


def test_a_feed_is_added_harvested_and_told(
    theirs: Theirs, place: Partnership, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs.services.append(service(4, name=None, description="<p>Tea</p>"))

    code, told, _said = run(capsys, "feed", "add", f"{theirs.url}/services/", "--name", "tea", "--licence", "OGL 3.0")
    assert (code, told) == (
        0,
        {"name": "tea", "url": theirs.url, "licence": "OGL 3.0", "private": True, "new": True},
    )
    assert run(capsys, "feed", "status")[1]["feeds"][0]["last"] is None

    code, told, said = run(capsys, "feed", "harvest", "tea")
    figures = {
        name: told[name] for name in ("rows", "accepted", "quarantined", "repeated", "listed", "version", "whole")
    }
    assert (code, figures) == (
        0,
        {"rows": 4, "accepted": 3, "quarantined": 1, "repeated": 0, "listed": 3, "version": "3.0", "whole": True},
    )
    [waits] = told["quarantine"]
    assert (waits["service"], waits["where"]) == (identifier(4), "/services?page=1#/contents/3/name")
    assert [one["code"] for one in told["findings"]] == ["html_in_description"]
    assert "quarantined: " in said
    last = run(capsys, "feed", "status")[1]["feeds"][0]["last"]
    assert (last["rows"], last["accepted"], last["fault"]) == (4, 3, "")
    capsys.readouterr()
    assert cli.run(["feed", "status"]) == 0
    assert "html_in_description, 1: There is HTML in the words." in capsys.readouterr().out


def test_a_trial_says_so(theirs: Theirs, place: Partnership, capsys: pytest.CaptureFixture[str]) -> None:
    feeds.added(place, theirs.url)
    code, told, said = run(capsys, "feed", "harvest", "--dry-run")
    assert (code, told["dry_run"], told["listed"]) == (0, True, 3)
    assert "nothing was changed" in said
    assert not Service.objects.filter(partnership=place).exists()


def test_of_all_feeds_one_that_fails_stops_nobody(
    theirs: Theirs, place: Partnership, capsys: pytest.CaptureFixture[str]
) -> None:
    feeds.added(place, "http://127.0.0.1:9", name="a dead one")
    held = feeds.added(place, "http://127.0.0.1:9/held", name="a held one")
    directory.hold_feed(held)
    feeds.added(place, theirs.url)

    code, told, said = run(capsys, "feed", "harvest", "--all")

    assert code == 1
    dead, busy, sound = told["feeds"]
    assert (dead["fault"], "error" in busy, sound["accepted"]) == ("unreachable", True, 3)
    assert "a held one is being harvested at this moment" in said


def test_which_feed_must_be_clear(theirs: Theirs, place: Partnership, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "feed", "harvest")[1]["error"] == "No feed is added yet."
    feeds.added(place, theirs.url)
    feeds.added(place, f"{theirs.url}/other", name="coffee")
    assert "coffee, tea" in run(capsys, "feed", "harvest")[1]["error"]
    assert "coffee, tea" in run(capsys, "feed", "harvest", "milk")[1]["error"]
    other = places.partnership()
    feeds.added(other, theirs.url)
    assert "--partnership" in run(capsys, "feed", "harvest", "tea")[1]["next_step"]
    assert run(capsys, "feed", "harvest", "tea", "--partnership", other.slug)[1]["accepted"] == 3


def test_an_address_or_name_twice(theirs: Theirs, place: Partnership, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "feed", "add", theirs.url, "--name", "tea")
    code, told, _said = run(capsys, "feed", "add", theirs.url, "--licence", "OGL 3.0")
    assert (code, told["new"], told["name"], told["licence"]) == (0, False, "tea", "OGL 3.0")
    code, told, _said = run(capsys, "feed", "add", f"{theirs.url}/other", "--name", "tea")
    assert (code, told["next_step"]) == (1, "Give this one another name by --name.")


def test_a_feed_of_which_nothing_can_be_taken_is_no_success(
    theirs: Theirs, place: Partnership, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs.services = [service(1, name=None)]
    feeds.added(place, theirs.url)
    assert run(capsys, "feed", "harvest")[0] == 1
