"""Files that people hand over: put, opened, forgotten, swept. Who may, and the audit's line, are the caller's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import IO
from uuid import UUID

from django.db import transaction

from watersmeet.base import clock
from watersmeet.base.db import keys
from watersmeet.base.db.ring import keyed
from watersmeet.base.files import disk, kinds
from watersmeet.base.files.models import File
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref

SETTLES = timedelta(hours=1)
"""No act that puts a file lasts as long: what lies there longer and is in no row, no row will ever name."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as it stands in a list: nothing of it was opened but its name; `size` is in bytes."""

    id: UUID
    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A file, opened."""

    name: str
    media_type: str
    content: bytes


class FileName(str):
    """The name of a file in an export, which knows whose file it is: `open_named` opens it."""

    file: UUID
    owner: Ref

    def __new__(cls, name: str, file: UUID, owner: Ref) -> "FileName":
        """`owner` is what the file belongs to, such as a message."""
        made = super().__new__(cls, name)
        made.file, made.owner = file, owner
        return made


def put(stream: IO[bytes], *, name: str, owner: Ref, person: UUID) -> UUID:
    """Keep a file of `person` that belongs to `owner`, in the caller's transaction. Raises Invalid for field "file"."""
    found = kinds.check(stream.read(kinds.LIMIT + 1), name)
    address = keyed("blind", "file", person.bytes, found.content).hex()
    disk.write(address, keys.open_key(person), found.content)
    row = File.objects.create(
        person=person,
        owner_kind=owner.kind,
        owner_id=owner.id,
        address=address,
        kind=found.kind,
        size=len(found.content),
        name=found.name,
        made_at=clock.now(),
    )
    return row.pk


def listed(owners: Iterable[Ref]) -> dict[Ref, list[Listed]]:
    """The files of each owner, the oldest first."""
    wanted = set(owners)
    rows = File.objects.filter(owner_id__in=[owner.id for owner in wanted]).order_by("made_at", "pk")
    found: dict[Ref, list[Listed]] = {}
    for row in rows:
        owner = Ref(row.owner_kind, row.owner_id)
        if owner in wanted:
            found.setdefault(owner, []).append(Listed(row.pk, row.name or "", row.kind, row.size))
    return found


def open_file(file: UUID, *, owner: Ref) -> Opened:
    """The content of a file of this owner, which the caller has found the actor may see. Raises NotFound."""
    row = File.objects.filter(pk=file, owner_kind=owner.kind, owner_id=owner.id).first()
    if row is None:
        raise NotFound
    content = disk.read(row.address, keys.open_key(row.person))
    return Opened(row.name or "", kinds.KINDS[row.kind].media_type, content)


def open_named(name: FileName) -> Opened:
    """The content of a file that an export names. Raises NotFound."""
    return open_file(name.file, owner=name.owner)


def forget(person: UUID) -> int:
    """Every file of a person goes, in the caller's transaction; returns how many. Their key goes with it."""
    rows = File.objects.filter(person=person)
    addresses = set(rows.values_list("address", flat=True))
    gone, _by_table = rows.delete()
    for address in addresses:
        transaction.on_commit(partial(disk.remove, address))  # not before: an act that fails forgets nothing
    return gone


def remove(owners: Iterable[Ref]) -> None:
    """The files of these owners leave the list, in the caller's transaction; `sweep` takes them from the disk.

    Not at once: another row of the same person may name the same content, or be about to.
    """
    for owner in owners:
        File.objects.filter(owner_kind=owner.kind, owner_id=owner.id).delete()


def sweep() -> int:
    """Take away what lies on the disk and is in no row: removed, of acts that failed, or of a machine that stopped."""
    before = datetime.now(UTC) - SETTLES  # the disk's own clock, whatever ours was set to
    waiting = list(disk.lying(before))
    known = set(File.objects.filter(address__in=waiting).values_list("address", flat=True)) if waiting else set()
    return sum(disk.remove_old(address, before) for address in waiting if address not in known)
