"""A directory of postcodes (ONS NSPL or ONSPD) becomes a table: where each is, in which areas, and when it ended."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from watersmeet.base import geography
from watersmeet.exchange.geography.kinds import POSTCODES, Kind
from watersmeet.exchange.geography.made import PSEUDO, Made
from watersmeet.exchange.geography.opening import Source, broken

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

APART_KM = 1.0
"""A row whose grid point and degrees are further apart than this is wrong in one of them: a wrong grid is 400 off."""
_SHAPE = "^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$"
_AREAS = ("country", "region", "lad", "ward", "icb", "lsoa11", "lsoa21")
_IRISH = b"N"


def read(source: Source, kind: Kind) -> Made:
    """The table, sorted by postcode. Raises Problem where the file is none such, or broken."""
    import pyarrow as pa

    left: Counter[str] = Counter()
    pieces, rows, newest = [], 0, 0
    for batch in source.pieces(list(dict.fromkeys(kind.columns.values()))):
        rows += batch.num_rows
        try:
            piece = _piece(batch, kind, left, source.name)
        except (pa.ArrowException, UnicodeError) as fault:
            raise broken(source.name, fault) from None
        newest = max(newest, _newest(piece))
        pieces.append(piece.drop_columns(["begun"]))
    if not pieces or not newest:
        raise broken(source.name, _("it has a header and no postcodes"))
    table = pa.concat_tables(pieces).unify_dictionaries().combine_chunks()
    del pieces
    table, twice = _once(table)
    left["given twice"] += twice
    return Made(POSTCODES, f"{newest // 100}-{newest % 100:02}", table, rows, table.num_rows, +left)


def _piece(batch: "pa.RecordBatch", kind: Kind, left: Counter[str], name: str) -> "pa.Table":
    import pyarrow as pa
    import pyarrow.compute as pc

    def cells(what: str) -> Any:
        column = kind.columns.get(what)
        return pc.utf8_trim_whitespace(batch.column(column)) if column else pa.nulls(batch.num_rows, pa.string())

    codes = pc.utf8_upper(pc.replace_substring(cells("postcode"), " ", ""))
    sound = pc.match_substring_regex(codes, _SHAPE)
    left["not written as a postcode"] += batch.num_rows - (pc.sum(sound).as_py() or 0)
    columns = {"postcode": codes} | {what: _number(cells(what), what, name) for what in ("east", "north")}
    columns |= {what: _number(cells(what), what, name) for what in ("begun", "ended")}
    for what in _AREAS:
        told = pc.fill_null(cells(what), "")
        columns[what] = pc.if_else(pc.match_substring_regex(told, PSEUDO), "", told).dictionary_encode()
    if kind.columns.get("icb", "").lower().startswith("stp"):  # elsewhere the column holds what other nations have
        told = columns["icb"].cast(pa.string())
        columns["icb"] = pc.if_else(pc.starts_with(told, "E54"), told, "").dictionary_encode()
    away = _apart(columns, cells("lat"), cells("long"))
    kept = pc.and_(sound, pc.invert(away))
    left["its two places are apart"] += pc.sum(pc.and_(sound, away)).as_py() or 0
    table = pa.table(columns).filter(kept)
    keys = table.column("postcode").combine_chunks().cast(pa.binary())
    return table.set_column(0, "postcode", _fixed(keys, 7))


def _fixed(words: "pa.Array", width: int) -> "pa.Array":
    """Words as keys of one width, shorter ones filled up with nothing."""
    import numpy as np
    import pyarrow as pa

    held = np.array(words.to_pylist(), dtype=f"S{width}")
    return pa.Array.from_buffers(
        pa.binary(width), len(held), [None, pa.py_buffer(np.ascontiguousarray(held).tobytes())]
    )


def _number(words: Any, what: str, name: str) -> Any:
    """Whole numbers, 0 for none. Raises Problem."""
    import pyarrow as pa
    import pyarrow.compute as pc

    bare = pc.replace_substring_regex(pc.fill_null(words, ""), r"\.0*$", "")
    try:
        return pc.if_else(pc.equal(bare, ""), "0", bare).cast(pa.int32())
    except pa.ArrowInvalid as fault:
        raise broken(name, f"{what}: {fault}") from None


def _newest(piece: "pa.Table") -> int:
    """The newest month (yyyymm) in which a postcode began or ended."""
    import pyarrow.compute as pc

    return max(pc.max(piece.column(what)).as_py() or 0 for what in ("begun", "ended"))


def _apart(columns: dict[str, Any], lat: Any, lon: Any) -> Any:
    """Which rows have a point on their nation's grid that is not where their own degrees are."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    def floats(words: Any) -> "NDArray[np.float64]":
        bare = pc.if_else(pc.equal(pc.fill_null(words, ""), ""), "nan", words)
        return np.asarray(pc.fill_null(bare, "nan").cast(pa.float64()))

    east, north = (np.asarray(columns[what], dtype=float) for what in ("east", "north"))
    own_lat, own_lon = floats(lat), floats(lon)
    has = (east > 0) & (north > 0) & (own_lat < 90)
    first = np.array(columns["country"].cast(pa.string()).to_pylist(), dtype="S1")
    wrong = np.zeros(len(east), dtype=bool)
    for authority, which in (("", has & (first != _IRISH)), ("N", has & (first == _IRISH))):
        if which.any():
            degrees = geography.degrees(authority, east[which], north[which])
            wrong[which] = _km(degrees, own_lat[which], own_lon[which]) > APART_KM
    return pa.array(wrong)


def _km(degrees: Any, lat: "NDArray[np.float64]", lon: "NDArray[np.float64]") -> "NDArray[np.float64]":
    import numpy as np

    lons, lats = degrees
    along = np.radians(lons - lon) * np.cos(np.radians(lat))
    away: NDArray[np.float64] = geography.EARTH_KM * np.hypot(np.radians(lats - lat), along)
    return away


def _once(table: "pa.Table") -> tuple["pa.Table", int]:
    """Sorted by postcode, each once, and how many stood there again: of two the first is kept."""
    import numpy as np
    import pyarrow as pa

    keys = np.frombuffer(table.column(0).chunk(0).buffers()[1], dtype="S7", count=table.num_rows)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.ones(len(ordered), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return table.take(pa.array(order[first])), int((~first).sum())
