"""Official tables on the disk, under `WATERSMEET_DATA/geography`: one Arrow file for each kind and vintage.

An Arrow file is mapped into memory as it lies, so that 2.7 million postcodes cost nothing until one is looked up, and
are shared by every process; a look-up is a binary search in its sorted keys. A file is whole or not there at all.
"""

import fcntl
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watersmeet.base import crash

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

ABOUT = b"watersmeet"
_DRAFT = ".draft-"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True, slots=True)
class Edition:
    """One table of one vintage, as it lies on the disk; `vintage` sorts by time among those of its kind."""

    kind: str
    vintage: str
    path: Path
    written: int

    def opened(self) -> "Opened":
        """The table, mapped. Raises OSError or ValueError where the file is not what we wrote."""
        return _opened(self.path, self.written)


@dataclass(frozen=True, slots=True)
class Opened:
    """A mapped table: what is said about it, its sorted keys, its columns."""

    about: Mapping[str, Any]
    keys: "NDArray[np.bytes_]"
    table: "pa.Table"

    def rows(self, key: str) -> list[dict[str, Any]]:
        """Every row of that key, which is the first column, without it; few, and most often one or none."""
        import numpy as np

        wanted = np.bytes_(key.encode())
        first = int(np.searchsorted(self.keys, wanted))
        many = int(np.searchsorted(self.keys, wanted, "right")) - first
        if not many:
            return []
        found: list[dict[str, Any]] = self.table.slice(first, many).to_pylist()
        return found


def folder() -> Path:
    """Where the tables lie; it need not exist."""
    return Path(os.environ.get("WATERSMEET_DATA", "").strip() or "data").expanduser() / "geography"


def editions(kind: str = "") -> list[Edition]:
    """What lies on the shelf, newest vintage first; of one kind, or of all."""
    kinds = [folder() / kind] if kind else sorted(one for one in _listed(folder()) if one.is_dir())
    found = [(where.name, file) for where in kinds for file in _listed(where) if file.suffix == ".arrow"]
    told = [Edition(name, file.stem, file, _written(file)) for name, file in found if not file.name.startswith(_DRAFT)]
    return sorted(told, key=lambda one: (one.kind, one.vintage), reverse=True)


def name(kind: str, vintage: str) -> Path:
    """Where a table of that kind and vintage lies. Raises ValueError for a name that is none."""
    if not _NAME.fullmatch(kind) or not _NAME.fullmatch(vintage):
        raise ValueError(f"{kind!r} {vintage!r} can name no file")
    return folder() / kind / f"{vintage}.arrow"


@contextmanager
def alone() -> Iterator[None]:
    """While it stands nobody else puts tables on the shelf; what a loading that was killed left goes first."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder(), os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for left in folder().glob(f"*/{_DRAFT}*"):
            left.unlink(missing_ok=True)
        yield
    finally:
        os.close(handle)


def drafted(kind: str, vintage: str, table: "pa.Table", about: Mapping[str, Any]) -> tuple[Path, Path]:
    """Write a table beside its place, whole and on the disk: (the draft, the place). First column: its sorted key."""
    import pyarrow as pa

    place = name(kind, vintage)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent, prefix=_DRAFT)
    told = table.replace_schema_metadata({ABOUT: json.dumps(dict(about), sort_keys=True).encode()})
    with os.fdopen(handle, "wb") as out:
        with pa.ipc.new_file(out, told.schema) as writer:
            writer.write_table(told.combine_chunks())
        out.flush()
        os.fsync(out.fileno())
    crash.here("geography.drafted")
    return Path(draft), place


def put(drafts: Sequence[tuple[Path, Path]]) -> None:
    """Put drafts in their places, each in one step."""
    for draft, place in drafts:
        draft.replace(place)
        crash.here("geography.put")
    for where in {place.parent for _draft, place in drafts}:
        handle = os.open(where, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _listed(where: Path) -> list[Path]:
    try:
        return list(where.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _written(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@lru_cache(maxsize=32)
def _opened(path: Path, _written: int) -> Opened:
    import numpy as np
    import pyarrow as pa

    try:
        with pa.memory_map(str(path)) as mapped:
            table = pa.ipc.open_file(mapped).read_all()
        about = json.loads(table.schema.metadata[ABOUT])
        keys = table.column(0).combine_chunks()
        width = keys.type.byte_width
        held = np.frombuffer(keys.buffers()[1], dtype=f"S{width}", count=len(keys))
    except (pa.ArrowInvalid, KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"{path} is not a table that we wrote: {fault}") from None
    return Opened(about, held, table.drop_columns(table.column_names[:1]))
