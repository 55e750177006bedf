"""The same search on PostgreSQL: the same tokens and cells in one GIN index, exact distance, its own rank."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import psycopg

from bench.crowd import FREE, KM
from watersmeet.base import geography
from watersmeet.records.directory import meaning
from watersmeet.records.directory.entries import Entry
from watersmeet.records.directory.finding import cells, tokens
from watersmeet.records.directory.finding.tokens import Told
from watersmeet.records.directory.near import find_near

TABLE = """
CREATE TABLE bench_service (id uuid PRIMARY KEY, said tsvector, lat float8, lon float8, name text, description text,
                            organisation text, kind text, words text)
"""
GIN = "CREATE INDEX bench_said ON bench_service USING gin (said)"
PUT = "COPY bench_service FROM STDIN"
FAR = f"""
2 * {geography.EARTH_KM} * asin(sqrt(least(1, sin(radians(lat - %(lat)s) / 2) ^ 2
  + cos(radians(lat)) * cos(radians(%(lat)s)) * sin(radians(lon - %(lon)s) / 2) ^ 2)))
"""
PASS = f"SELECT id, {FAR} AS km FROM bench_service WHERE said @@ %(asked)s::tsquery"
BEST = f"""
SELECT id, name, description, organisation, kind, words, km FROM (
  SELECT *, {FAR} AS km, ts_rank(said, %(about)s::tsquery) AS worth FROM bench_service WHERE said @@ %(asked)s::tsquery
) AS found WHERE km <= %(within)s ORDER BY worth - 0.5 * km / %(within)s DESC, id LIMIT %(limit)s
"""
Row = tuple[Any, ...]


def fill(database: psycopg.Connection[Row], entries: Iterable[Entry]) -> None:
    """Make the table, its rows and its index, and let the planner know them."""
    database.execute(TABLE)
    with database.cursor() as cursor, cursor.copy(PUT) as copy:
        for one in entries:
            copy.write_row(_row(one))
    database.execute(GIN)
    database.execute("VACUUM ANALYZE bench_service")


def passing(database: psycopg.Connection[Row], words: str, near: str) -> set[UUID]:
    """All that are about these words, free, and near enough."""
    found = database.execute(PASS, _asked(words, find_near(near).place)).fetchall()
    return {one for one, km in found if km <= KM}


def best(database: psycopg.Connection[Row], words: str, near: str, limit: int) -> list[tuple[UUID, Told, float]]:
    """The best of them, to be shown, each with its distance in km."""
    rows = database.execute(BEST, _asked(words, find_near(near).place) | {"limit": limit}).fetchall()
    return [
        (one, Told(name, description, frozenset(said.split()), organisation, kind), km)
        for one, name, description, organisation, kind, said, km in rows
    ]


def _row(one: Entry) -> Row:
    place, words = one.places[0], tokens.words(one.name, one.description)
    ground = tokens.ground(cells.cells_of(place.lat, place.lon), one.marks)
    named = (f"'{_plain(token)}':1A" for token in words if token[0] in "nN")
    told = (f"'{_plain(token)}':9D" for token in words if token[0] in "dDw")
    said = " ".join((*named, *told, *(f"'{_plain(token)}':9D" for token in ground)))
    return (
        *(str(one.service), said, place.lat, place.lon),
        *(one.name, one.description, one.organisation, one.kind, " ".join(words)),
    )


def _asked(words: str, centre: geography.Place) -> dict[str, Any]:
    about = " | ".join(f"'{_plain(token)}'" for token in _tokens(meaning.asked(words)))
    folded, _rest = tokens.fold(FREE.marks)
    size = cells.size_for(KM)
    there = " | ".join(f"'{size.token(*cell)}{folded}'" for cell in cells.around(centre, KM))
    both = f"({about}) & ({there})"
    return {"about": about, "asked": both, "lat": centre.lat, "lon": centre.lon, "within": KM}


def _tokens(asked: meaning.Asked) -> Iterator[str]:
    for topic in (*asked.topics, *asked.beside):
        yield from (f"N:{topic.id}", f"D:{topic.id}")
    for stem in {*asked.rest, *(stem for stem, _topic in asked.alone)}:
        yield from (f"n:{stem}", f"d:{stem}")


def _plain(token: str) -> str:
    """A token that needs no marks of its own in a query."""
    return token.replace("'", "")
