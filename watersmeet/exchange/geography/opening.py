"""Open an official file, a piece at a time: CSV, plain or packed, or Parquet. What is broken or swells is a Problem."""

import csv
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem

if TYPE_CHECKING:
    import pyarrow as pa

LARGEST = 4 * 1024**3
"""Bytes of an official file, unpacked: the whole postcode directory is a third of this."""
GROWS = 100
"""So many times its size at most, once it is bigger than STARTS: what is published grows ten times."""
STARTS = 64 * 1024**2
PIECE = 8 * 1024**2
MOST = 5_000_000
"""Rows: the country has 2.7 million postcodes, with those that ended."""
CELL = 500
_PACKED = {b"\x1f\x8b": gzip.open, b"\xfd7zXZ": lzma.open}
_TROUBLE = (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)
Pieces = Iterator["pa.RecordBatch"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read: its name, its columns, and its rows in pieces of those columns that are wanted."""

    name: str
    columns: tuple[str, ...]
    pieces: Callable[[list[str]], Pieces]


def broken(name: str, why: object) -> Problem:
    """It cannot be read; nothing was changed."""
    said = " ".join(str(why).split()).rstrip(".")[:300]
    return Problem(
        _("%(file)s is broken or cut short: %(why)s.") % {"file": name, "why": said},
        _("Fetch it again, and load it again. Nothing was changed."),
    )


def opened(file: Path) -> Source:
    """What lies in a file. Raises Problem."""
    try:
        with file.open("rb") as there:
            first = there.read(8)
    except FileNotFoundError:
        raise Problem(_("There is no file %(file)s.") % {"file": file}, _("Check the name.")) from None
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or fault
        raise Problem(_("%(file)s cannot be read: %(why)s.") % {"file": file, "why": why}, _("Check it.")) from None
    if not first:
        raise Problem(_("%(file)s is empty.") % {"file": file}, _("Fetch it again."))
    if first.startswith(b"PAR1"):
        return _parquet(file)
    return _text(file, first)


def _text(file: Path, first: bytes) -> Source:
    header = _header(file, first)

    def pieces(wanted: list[str]) -> Pieces:
        with _stream(file, first) as stream:
            yield from _lines(stream, str(file), wanted)
            stream.insist_whole()

    return Source(str(file), header, pieces)


def _lines(stream: "_Counted", name: str, wanted: list[str]) -> Pieces:
    import pyarrow as pa
    from pyarrow import csv as arrow

    try:
        reader = arrow.open_csv(
            stream,
            read_options=arrow.ReadOptions(block_size=PIECE, use_threads=False),
            parse_options=arrow.ParseOptions(newlines_in_values=False),
            convert_options=arrow.ConvertOptions(
                include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), strings_can_be_null=False
            ),
        )
        yield from _bounded(reader, name)
    except (pa.ArrowException, *_TROUBLE) as fault:
        raise broken(name, fault) from None


def _parquet(file: Path) -> Source:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        held = parquet.ParquetFile(file)
        columns = tuple(held.schema_arrow.names)
        if held.metadata.num_rows > MOST:
            raise _too_large(str(file))
    except (pa.ArrowException, *_TROUBLE) as fault:
        raise broken(str(file), fault) from None

    def pieces(wanted: list[str]) -> Pieces:
        try:  # a word that stands in every row is unpacked once, not a million times
            words = [one for one in wanted if pa.types.is_large_string(held.schema_arrow.field(one).type)]
            words += [one for one in wanted if pa.types.is_string(held.schema_arrow.field(one).type)]
            told = parquet.ParquetFile(file, read_dictionary=words)
            yield from _bounded(told.iter_batches(65_536, columns=wanted), str(file))
        except (pa.ArrowException, *_TROUBLE) as fault:
            raise broken(str(file), fault) from None

    return Source(str(file), columns, pieces)


def _bounded(batches: Iterator["pa.RecordBatch"], name: str) -> Pieces:
    """Each piece with its cells as words; not too many rows, no cell that is longer than any that is published."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = 0
    for batch in batches:
        rows += batch.num_rows
        if rows > MOST:
            raise _too_large(name)
        for column in batch.columns:
            words = column.dictionary if pa.types.is_dictionary(column.type) else column
            long = pa.types.is_string(words.type) or pa.types.is_large_string(words.type)
            if long and len(words) and (pc.max(pc.binary_length(words)).as_py() or 0) > CELL:
                raise broken(name, _("a cell is longer than any of an official file"))
        yield pa.RecordBatch.from_arrays(
            [pc.fill_null(column.cast(pa.string()), "") for column in batch.columns], names=batch.schema.names
        )


def _too_large(name: str) -> Problem:
    return Problem(
        _("%(file)s grows too large when it is unpacked.") % {"file": name},
        _("No official file is so large. Fetch it again from where it is published. Nothing was changed."),
    )


class _Counted(io.RawIOBase):
    """Bytes as they are unpacked: it stops where they swell, and knows how they ended."""

    def __init__(self, inner: IO[bytes], name: str, packed: int) -> None:
        super().__init__()
        self._inner, self._name = inner, name
        self._most = min(LARGEST, max(STARTS, GROWS * packed))
        self._size, self._last = 0, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises Problem where they are too many or no text."""
        try:
            piece = self._inner.read(PIECE if size < 0 else size)
        except (*_TROUBLE, lzma.LZMAError) as fault:
            raise broken(self._name, fault or _("it ends in the middle")) from None
        self._size += len(piece)
        if self._size > self._most:
            raise _too_large(self._name)
        if b"\x00" in piece:
            raise not_text(self._name)
        self._last = piece[-1:] or self._last
        return piece

    def insist_whole(self) -> None:
        """Raise Problem unless the last line was ended: what was cut off in a line may look like a shorter code."""
        while self.read():
            pass
        if self._last not in {b"\n", b"\r"}:
            raise broken(self._name, _("its last line has no end"))


def not_text(name: str) -> Problem:
    """It is not text that we read."""
    return Problem(
        _("%(file)s is not text in UTF-8.") % {"file": name},
        _("Save it as CSV in UTF-8, or fetch it again. Nothing was changed."),
    )


@contextmanager
def _stream(file: Path, first: bytes) -> Iterator[_Counted]:
    """The text of a file, unpacked; of a zip file its largest CSV. Raises Problem."""
    packed = file.stat().st_size
    try:
        if first.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(file) as bundle, bundle.open(_largest(bundle, file)) as inner:
                yield _Counted(inner, str(file), packed)
            return
        opens: Any = next((one for magic, one in _PACKED.items() if first.startswith(magic)), io.open)
        with opens(file, "rb") as inner:
            yield _Counted(inner, str(file), packed)
    except (*_TROUBLE, lzma.LZMAError) as fault:
        raise broken(str(file), fault or _("it ends in the middle")) from None


def _largest(bundle: zipfile.ZipFile, file: Path) -> zipfile.ZipInfo:
    tables = [one for one in bundle.infolist() if one.filename.lower().endswith(".csv")]
    if not tables:
        say = _("%(file)s is a zip file without a CSV file in it.") % {"file": file}
        raise Problem(say, _("Give the zip file as it is published, or the CSV file in it."))
    return max(tables, key=lambda one: one.file_size)


def _header(file: Path, first: bytes) -> tuple[str, ...]:
    """The names of the columns. Raises Problem."""
    with _stream(file, first) as stream:
        line = b""
        while b"\n" not in line and len(line) < PIECE and (piece := stream.read(65_536)):
            line += piece
    try:
        text = next(iter(line.splitlines()), b"").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise not_text(str(file)) from None
    if len(text) > 50_000:
        raise broken(str(file), _("its first line has no end"))
    try:
        return tuple(next(csv.reader([text]), []))
    except csv.Error as fault:
        raise broken(str(file), fault) from None
