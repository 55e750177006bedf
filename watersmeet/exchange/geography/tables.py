"""The smaller official tables: indices of deprivation, look-ups between areas, counts of people."""

import re
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem
from watersmeet.exchange.geography.kinds import GROUPS, INDEX, POPULATION, Kind, Link
from watersmeet.exchange.geography.made import PSEUDO, Made
from watersmeet.exchange.geography.opening import Source, broken

_CODE = re.compile(r"[A-Z][0-9]{8}|95[A-Z0-9]{6}")
_SMALL = 9


def index(source: Source, kind: Kind) -> list[Made]:
    """Ranks and tenths of small areas. Raises Problem where an area is missing: the tenths of all would be wrong."""
    import pyarrow as pa

    rows = _rows(source, kind.columns.values())
    code, rank, own = (kind.columns.get(what, "") for what in ("code", "rank", "decile"))
    ranks = {row[code]: _whole(row[rank], rank, source.name) for row in rows}
    many = len(ranks)
    if len(ranks) != len(rows) or not all(map(_CODE.fullmatch, ranks)):
        raise broken(source.name, _("not every row has a small area of its own"))
    if max(ranks.values(), default=0) != many or min(ranks.values(), default=0) != 1:
        said = _("its ranks go to %(last)d and it has %(many)d areas") % {"last": max(ranks.values()), "many": many}
        raise broken(source.name, said)
    tenths = {one: -(-number * 10 // many) for one, number in ranks.items()}
    wrong = sum(own != "" and _whole(row[own], own, source.name) != tenths[row[code]] for row in rows)
    if wrong:
        raise broken(source.name, _("%(wrong)d of its own deciles do not follow from its ranks") % {"wrong": wrong})
    keys = sorted(ranks)
    columns = {"rank": pa.array([ranks[one] for one in keys], pa.int32())}
    columns["decile"] = pa.array([tenths[one] for one in keys], pa.int8())
    return [Made(INDEX, kind.vintage, _keyed(keys, columns), len(rows), many, areas=kind.areas)]


def links(source: Source, kind: Kind) -> list[Made]:
    """One table for each pair of levels: the code, the code of the larger area, its name."""
    wanted = {column for one in kind.links for column in (one.code, one.to_code, one.to_name) if column}
    rows = _rows(source, wanted)
    return [_link(rows, one) for one in kind.links]


def _link(rows: list[dict[str, str]], link: Link) -> Made:
    import pyarrow as pa

    left: Counter[str] = Counter()
    found: dict[tuple[str, str], str] = {}
    one_each = not link.to.startswith("lsoa")
    first: dict[str, str] = {}
    for row in rows:
        code, to = row[link.code], row[link.to_code]
        if not _CODE.fullmatch(code) or not _CODE.fullmatch(to) or re.fullmatch(PSEUDO, to):
            left["no code"] += 1
        elif one_each and first.setdefault(code, to) != to:
            left["another area for one that has one"] += 1
        else:
            found[code, to] = row[link.to_name] if link.to_name else ""
    keys = sorted(found)
    columns = {
        "code": pa.array([to for _code, to in keys]),
        "name": pa.array([found[key] for key in keys]).dictionary_encode(),
    }
    table = _keyed([code for code, _to in keys], columns)
    kind = f"{link.level}-{link.to}"
    return Made(kind, link.vintage, table, len(rows), len(rows) - sum(left.values()), left, link.level)


def population(source: Source, kind: Kind) -> list[Made]:
    """How many live in each small area, in all and by each year of age."""
    import pyarrow as pa
    import pyarrow.compute as pc

    pieces = list(source.pieces(list(dict.fromkeys(kind.columns.values()))))
    if not pieces or not pieces[0].num_rows:
        raise broken(source.name, _("it has a header and no rows"))
    told = pa.Table.from_batches(pieces)
    codes = [one.strip() for one in told[kind.columns["code"]].to_pylist()]
    places = {code: at for at, code in reversed(list(enumerate(codes))) if _CODE.fullmatch(code)}
    keys = sorted(places)
    left = Counter({"no code": sum(_CODE.fullmatch(one) is None for one in codes)})
    left["given twice"] = len(codes) - left["no code"] - len(keys)
    told = told.take(pa.array([places[one] for one in keys]))
    try:
        columns = {
            what: pc.replace_substring(pc.utf8_trim_whitespace(told[column]), ",", "").cast(pa.int32())
            for what, column in kind.columns.items()
            if what != "code"
        }
    except pa.ArrowInvalid as fault:
        raise broken(source.name, fault) from None
    return [Made(POPULATION, kind.vintage, _keyed(keys, columns), len(codes), len(keys), +left, kind.areas)]


def groups(source: Source, kind: Kind) -> list[Made]:
    """How many live in each small area by group, from a row for each of both; in all as the groups sum up."""
    import pyarrow as pa

    rows = _rows(source, kind.columns.values())
    code, total, group, many = (kind.columns[what] for what in ("code", "total", "group", "many"))
    counted: dict[str, dict[str, int]] = {}
    totals: dict[str, int] = {}
    for row in rows:
        counted.setdefault(row[code], {})[row[group]] = _whole(row[many], many, source.name)
        totals[row[code]] = _whole(row[total], total, source.name)
    wrong = sum(sum(held.values()) != totals[one] for one, held in counted.items())
    if wrong or not all(map(_CODE.fullmatch, counted)):
        raise broken(
            source.name, _("the groups of %(wrong)d areas do not sum up to all their people") % {"wrong": wrong}
        )
    keys = sorted(counted)
    columns = {"total": pa.array([totals[one] for one in keys], pa.int32())}
    for name in sorted({name for held in counted.values() for name in held}):
        columns[name] = pa.array([counted[one].get(name, 0) for one in keys], pa.int32())
    return [Made(POPULATION, kind.vintage, _keyed(keys, columns), len(rows), len(rows), areas=kind.areas)]


MAKERS = {INDEX: index, POPULATION: population, GROUPS: groups}


def _rows(source: Source, columns: Any) -> list[dict[str, str]]:
    """All of a smaller file: at most some two hundred thousand rows. Raises Problem."""
    found: list[dict[str, str]] = []
    for batch in source.pieces(list(dict.fromkeys(columns))):
        if len(found) + batch.num_rows > 500_000:
            say = _("%(file)s has more rows than there are areas.") % {"file": source.name}
            raise Problem(say, _("Fetch it again. Nothing was changed."))
        found += batch.to_pylist()
    if not found:
        raise broken(source.name, _("it has a header and no rows"))
    return [{name: cell.strip() for name, cell in row.items()} for row in found]


def _whole(text: str, column: str, name: str) -> int:
    bare = text.replace(",", "").removesuffix(".0")
    if not bare.isascii() or not bare.isdigit() or len(bare) > 9:
        raise broken(name, _("%(column)s is no whole number: %(text)r") % {"column": column, "text": text[:40]})
    return int(bare)


def _keyed(keys: list[str], columns: dict[str, Any]) -> Any:
    import pyarrow as pa

    return pa.table(
        {"key": pa.array([one.encode().ljust(_SMALL, b"\0") for one in keys], pa.binary(_SMALL)), **columns}
    )
