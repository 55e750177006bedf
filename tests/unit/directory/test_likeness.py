"""Ranking by meaning: what was read counts, what was not stands by its words, and nothing waits for the model."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories import directory as made
from tests.factories import partnerships as places
from tests.factories.accounts import COMMAND
from watersmeet.base.actor import VISITOR
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.finding import indexed, likeness, reading, vectors, writing
from watersmeet.records.directory.models import Service

pytestmark = pytest.mark.django_db
NEAR = "EX31 1AA"
ADRIFT = "my head is full of fog and nothing sticks since my stroke"


@pytest.fixture
def semantic(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """This installation ranks by meaning; nothing was read yet."""
    settings.WATERSMEET_DATA, settings.WATERSMEET_SEARCH = tmp_path, "semantic"
    yield tmp_path
    indexed._open.clear()
    writing._written.clear()
    reading._done.clear()


def listed() -> dict[str, Service]:
    """A few services, in the index."""
    place = places.partnership().pk
    rows = {
        "brain": made.service(place, name="Headway drop-in", description="Memory aids after an injury of the brain."),
        "bread": made.service(place, name="Bread club", description="We bake sourdough."),
        "chess": made.service(place, name="Chess club", description="For everybody."),
    }
    directory.keep_index()
    return rows


def found(words: str) -> list[tuple[Any, str]]:
    """What is about the words, and why."""
    return [(hit.service.id, hit.why) for hit in directory.find(VISITOR, words, near=NEAR) if hit.matched]


def test_what_is_near_in_meaning_is_found_and_says_so(semantic: Path) -> None:
    rows = listed()
    words = "recovering from a head wound"
    assert not found(words)
    assert directory.keep_meaning() == len(rows)
    (first, why), *_others = found(words)
    assert first == rows["brain"].pk
    assert why.startswith("close in meaning to what you said")
    assert next(row.why for row in directory.find_rows(VISITOR, words, near=NEAR) if row.matched) == why
    assert rows["bread"].pk not in [service for service, _why in found(words)]


def test_said_by_word_it_keeps_its_reason(semantic: Path) -> None:
    rows = listed()
    directory.keep_meaning()
    assert found("chess")[0][0] == rows["chess"].pk
    assert "\u201cChess\u201d" in found("chess")[0][1]


def test_what_changes_is_read_again_and_what_nobody_says_is_forgotten(semantic: Path) -> None:
    rows = listed()
    assert (directory.keep_meaning(), directory.keep_meaning()) == (3, 0)
    before = likeness.text(rows["bread"].name, rows["bread"].description)
    assert vectors.known([before])
    facts = made.facts(name="Bread club", description="We mend bicycles.")
    directory.revise_service(service=rows["bread"].pk, facts=facts, by=COMMAND)
    directory.keep_index()
    assert directory.keep_meaning() == 1
    assert not vectors.known([before])
    assert directory.keep_meaning() == 0


def test_a_long_list_is_read_some_at_a_time(semantic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = listed()
    monkeypatch.setattr(reading, "MANY", 2)
    assert [directory.keep_meaning() for _turn in range(3)] == [2, len(rows) - 2, 0]


def test_a_model_that_fails_leaves_what_the_words_find(
    semantic: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rows = listed()
    directory.keep_meaning()
    monkeypatch.setattr(likeness, "_model", lambda: 1 / 0)
    assert [service for service, _why in found("chess")] == [rows["chess"].pk]
    assert "words alone" in caplog.text
    assert "chess" not in caplog.text


def test_without_the_extra_the_words_alone_are_used(semantic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = listed()
    monkeypatch.setattr(likeness, "is_installed", lambda: False)
    assert directory.keep_meaning() == 0
    assert [service for service, _why in found("chess")] == [rows["chess"].pk]


def test_without_an_index_the_words_alone_are_used(semantic: Path) -> None:
    rows = listed()
    directory.keep_meaning()
    (semantic / "index" / "current.json").unlink()
    assert [service for service, _why in found("chess")] == [rows["chess"].pk]
    assert not found("recovering from a head wound")


def test_vectors_are_of_length_one_and_alike_for_what_means_the_same() -> None:
    low, sad, bread = likeness.read(["I feel low", "I am sad", "We bake sourdough bread"])
    assert all(abs(float(one @ one) - 1) < 1e-5 for one in (low, sad, bread))
    assert low @ sad > 0.5 > low @ bread
    alone = likeness.read(["I feel low"])[0]
    assert float(alone @ low) > 0.999  # what is read beside it changes nothing


def test_no_words_are_kept(semantic: Path) -> None:
    listed()
    directory.keep_meaning()
    found(ADRIFT)
    kept = b"".join(one.read_bytes() for one in semantic.rglob("*") if one.is_file())
    assert b"my head is full" not in kept
    assert vectors.known([ADRIFT]) == {}
