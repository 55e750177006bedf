"""Files lie sealed, whole, under an address that tells nothing; they go with the key, and nothing is left behind."""

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from tests.factories import files as make
from watersmeet.base import ids
from watersmeet.base.db import keys
from watersmeet.base.db.sealed import TamperedError
from watersmeet.base.files import disk
from watersmeet.base.files import keeping as files
from watersmeet.base.files.models import File
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    """A data folder of this test."""
    settings.WATERSMEET_DATA = tmp_path
    return tmp_path


@pytest.fixture
def person() -> Iterator[UUID]:
    """Somebody with a data key."""
    yield somebody()
    keys.forget()


def somebody() -> UUID:
    one = ids.new()
    keys.make(one)
    return one


def put(person: UUID, content: bytes = make.TEXT, name: str = "notes.txt", owner: Ref | None = None) -> File:
    made = files.put(io.BytesIO(content), name=name, owner=owner or Ref("message", ids.new()), person=person)
    return File.objects.get(pk=made)


def lying(data: Path) -> list[Path]:
    return [path for path in (data / "files").rglob("*") if path.is_file() and path.name != ".lock"]


def owner_of(row: File) -> Ref:
    return Ref(row.owner_kind, row.owner_id)


def test_what_was_put_is_opened_whole(person: UUID) -> None:
    long = b"Heron and kettle. " * 20_000  # more pieces than one
    row = put(person, long)
    opened = files.open_file(row.pk, owner=owner_of(row))
    assert (opened.name, opened.content, opened.media_type) == ("notes.txt", long, "text/plain; charset=utf-8")


def test_neither_words_nor_name_nor_hash_lie_in_the_open(person: UUID, data: Path) -> None:
    put(person, b"Canary in the text.", "canary-name.txt")
    [file] = lying(data)
    assert b"Canary" not in file.read_bytes()
    assert "canary" not in str(file)
    assert file.stat().st_mode & 0o077 == 0


def test_the_same_file_of_one_person_lies_there_once_and_of_two_cannot_be_told(person: UUID, data: Path) -> None:
    first, again, other = put(person), put(person), put(somebody())
    assert first.address == again.address != other.address
    assert len(lying(data)) == 2


def test_a_file_is_opened_by_its_owner_alone(person: UUID) -> None:
    row = put(person)
    for other in (Ref("message", ids.new()), Ref("copy", row.owner_id)):
        with pytest.raises(NotFound):
            files.open_file(row.pk, owner=other)


@pytest.mark.parametrize("change", ["cut", "swap", "flip", "empty"])
def test_a_file_that_was_changed_on_the_disk_is_refused(person: UUID, data: Path, change: str) -> None:
    row = put(person, b"a" * (3 * disk.PIECE))
    [file] = lying(data)
    whole = file.read_bytes()
    piece = 4 + int.from_bytes(whole[:4], "big")
    changed = {
        "cut": whole[:piece],
        "swap": whole[piece : 2 * piece] + whole[:piece] + whole[2 * piece :],
        "flip": whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
        "empty": b"",
    }
    file.write_bytes(changed[change])
    with pytest.raises(TamperedError):
        files.open_file(row.pk, owner=owner_of(row))


def test_what_is_refused_leaves_nothing(person: UUID, data: Path) -> None:
    with pytest.raises(Invalid):
        put(person, b"MZ\0program", "notes.txt")
    assert not lying(data)
    assert not File.objects.exists()


def test_forgetting_takes_every_file_of_a_person_and_of_nobody_else(
    person: UUID, data: Path, django_capture_on_commit_callbacks: Any
) -> None:
    put(person)
    kept = put(somebody())
    with django_capture_on_commit_callbacks(execute=True):
        assert files.forget(person) == 1
    assert [path.name for path in lying(data)] == [kept.address]
    assert files.open_file(kept.pk, owner=owner_of(kept)).content == make.TEXT


def test_forgetting_that_fails_forgets_nothing(person: UUID, data: Path) -> None:
    row = put(person)
    with transaction.atomic():
        files.forget(person)
        transaction.set_rollback(True)
    assert files.open_file(row.pk, owner=owner_of(row)).content == make.TEXT


def test_what_no_row_names_is_swept_away_once_it_is_old(person: UUID, data: Path) -> None:
    kept, lost = put(person), put(person, b"of an act that failed")
    lost.delete()
    young = files.sweep()
    draft = data / "files" / kept.address[:2] / ".draft-left"
    draft.touch()
    old = time.time() - 2 * 60 * 60
    for path in lying(data):
        os.utime(path, (old, old))
    assert (young, files.sweep(), files.sweep()) == (0, 1, 0)
    assert [path.name for path in lying(data)] == [kept.address]


def test_what_is_put_again_while_it_is_swept_stays(person: UUID, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(person).delete()
    [path] = lying(data)
    os.utime(path, (1, 1))
    known = disk.remove_old

    def put_between(address: str, before: Any) -> bool:
        put(person)
        return known(address, before)

    monkeypatch.setattr(disk, "remove_old", put_between)
    assert files.sweep() == 0
    assert lying(data) == [path]


def test_a_list_names_the_files_of_each_owner(person: UUID) -> None:
    owner = Ref("message", ids.new())
    put(person, owner=owner)
    put(person, make.PDF, "letter.pdf", owner)
    put(person)
    assert [(one.name, one.kind) for one in files.listed([owner])[owner]] == [
        ("notes.txt", "text"),
        ("letter.pdf", "pdf"),
    ]
