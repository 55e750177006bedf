"""The index breaks, or its disk is full: people still find, and it is written anew by itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tantivy
from django.test import Client

from tests.factories import directory as made
from tests.factories import partnerships as places
from tests.factories.accounts import COMMAND
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.finding import indexed, shelf, writing
from watersmeet.records.directory.models import Service

pytestmark = pytest.mark.django_db
NEAR = {"near": "EX31 1AA", "miles": "5"}


@pytest.fixture
def index(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """This installation searches in an index that holds a chess club; the folder of what is read."""
    settings.WATERSMEET_DATA, settings.WATERSMEET_SEARCH = tmp_path, "index"
    made.service(places.partnership().pk, name="Chess club", description="For anyone.")
    directory.keep_index()
    directory.keep_index()
    yield tmp_path / "index" / shelf.current().folder  # type: ignore[union-attr]
    indexed._open.clear()
    writing._written.clear()


def found(words: str = "chess") -> list[str]:
    indexed._open.clear()  # as in a process that begins
    return [hit.service.name for hit in directory.find(VISITOR, words, near="EX31 1AA") if hit.matched]


def of(folder: Path, ending: str) -> list[Path]:
    files = [one for one in folder.iterdir() if one.name.endswith(ending)]
    assert files
    return files


def spoil(folder: Path, how: str) -> None:
    if how == "meta":
        (folder / "meta.json").write_text("{")
    elif how == "no meta":
        (folder / "meta.json").unlink()
    else:
        for file in of(folder, how.split()[0]):
            if how.endswith("gone"):
                file.unlink()
            else:
                file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize(
    "how",
    [
        *("meta", "no meta", ".term gone", ".term cut", ".fast gone", ".fast cut"),
        *(".idx cut", ".store cut", ".store gone"),
    ],
)
def test_who_searches_in_a_broken_index_finds_and_it_is_mended(index: Path, how: str, client: Client) -> None:
    spoil(index, how)
    assert found() == ["Chess club"]
    indexed._open.clear()
    answer = client.post("/find.json", {"words": "chess", **NEAR})
    assert [one["name"] for one in answer.json()["services"]] == ["Chess club"]
    assert directory.keep_index() == 1
    indexed._open.clear()
    assert indexed.reader() is not None
    assert shelf.current().folder != index.name  # type: ignore[union-attr]
    assert found() == ["Chess club"]


def test_what_could_not_be_written_leaves_nothing_behind(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setenv("WATERSMEET_NOW", "+1d")
    monkeypatch.setattr(writing, "fill", full)
    for _try in range(3):
        with pytest.raises(OSError, match="No space left"):
            directory.keep_index()
    assert [one for one in index.parent.iterdir() if one.is_dir()] == [index]
    assert found() == ["Chess club"]


def test_what_closed_a_moment_ago_is_told_to_no_other_program(index: Path, client: Client) -> None:
    del index
    Service.objects.update(status=directory.Status.DEFUNCT, changed_at=clock.now())
    assert client.post("/find.json", {"words": "chess", **NEAR}).json()["services"] == []


def test_a_course_that_just_became_full_leaves_who_asks_for_places(index: Path) -> None:
    del index
    run = made.run(places_in_all=1, service_at=made.service(name="Pottery course"))
    wanted = directory.Wishes(places_left=True)
    directory.keep_index()
    assert len(directory.find(VISITOR, "pottery", near="EX31 1AA", wishes=wanted)) == 1
    directory.take_place(run.pk, by=COMMAND)
    directory.keep_index()
    assert len(directory.find(VISITOR, "pottery", near="EX31 1AA", wishes=wanted)) == 0


def test_rows_are_seen_to_change_as_they_are_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who takes in many is at it for minutes; meanwhile the index, or another program, may ask what is new."""
    began, save = clock.now(), Service.save
    later = began + 3 * shelf.LOOK_BACK

    def slowly(self: Service, **more: Any) -> None:
        save(self, **more)
        monkeypatch.setenv("WATERSMEET_NOW", later.isoformat())

    monkeypatch.setattr(Service, "save", slowly)
    columns = {"name": "name", "postcode": "postcode"}
    mapping = directory.Mapping(source="list", title="A list", licence="", sector="community", columns=columns)
    rows = [directory.SourceRow(2, {"name": "Herons", "postcode": "EX31 1AA"})]
    directory.import_rows(rows, mapping, "list", by=COMMAND, partnership=places.partnership().pk)
    assert Service.objects.get(name="Herons").changed_at == later


def test_a_writer_that_was_killed_in_the_middle_is_followed_by_another(index: Path) -> None:
    writer = tantivy.Index.open(str(index)).writer(writing.HEAP, 1)
    writer.delete_documents_by_term("key", Service.objects.get().pk.hex)
    writer.commit()  # and the process ends before it says so
    del writer
    made.service(name="Draughts")
    directory.keep_index()
    assert found("draughts") == ["Draughts"]
