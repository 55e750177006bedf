"""What services mean, as a model read it: kept beside the index, by a digest of the text; nothing of people."""

import hashlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from watersmeet.records.directory.finding import shelf

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]


def known(texts: Collection[str]) -> "dict[str, Vector]":
    """Those of the texts that were read, and what they mean."""
    import numpy as np  # noqa: PLC0415 - a tenth of a second, for who ranks by meaning alone

    by_key = {_key(text): text for text in texts}
    with _store() as store:
        rows = [row for key in by_key for row in store.execute("SELECT * FROM vector WHERE key = ?", (key,))]
    return {by_key[key]: np.frombuffer(row, dtype=np.float32) for key, row in rows}


def put(read: "Mapping[str, Vector]") -> None:
    """Keep what texts mean."""
    with _store() as store:
        rows = [(_key(text), row.tobytes()) for text, row in read.items()]
        store.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)


def missing(texts: Collection[str]) -> list[str]:
    """Those of the texts that were not read yet, the shortest first."""
    with _store() as store:
        held = {key for (key,) in store.execute("SELECT key FROM vector")}
    return sorted((text for text in set(texts) if _key(text) not in held), key=lambda text: (len(text), text))


def keep_only(texts: Collection[str]) -> None:
    """Forget all others."""
    wanted = {_key(text) for text in texts}
    with _store() as store:
        gone = [(key,) for (key,) in store.execute("SELECT key FROM vector") if key not in wanted]
        store.executemany("DELETE FROM vector WHERE key = ?", gone)


@contextmanager
def _store() -> Iterator[sqlite3.Connection]:
    """The file, in one transaction."""
    shelf.folder().mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(shelf.folder() / "meaning.sqlite3", timeout=10)) as store, store:
        store.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, row BLOB NOT NULL) WITHOUT ROWID")
        yield store


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]
