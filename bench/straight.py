"""One question in this process: by our own door, straight on tantivy, and all that pass."""

from uuid import UUID

from tantivy import Occur, Query

from bench.crowd import FREE, KM, Question
from watersmeet.base.actor import VISITOR
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.finding import indexed

LIMIT = 20


def ours(one: Question) -> tuple[directory.Row, ...]:
    """From the words to rows that are ready to be shown."""
    return directory.find_rows(VISITOR, one.words, near=one.near, within_km=KM, wishes=FREE, limit=LIMIT)


def bare(one: Question) -> list[object]:
    """The same query, built the same way, and the ids of its best: no exact distance, no reason, no name."""
    search = _search(one)
    about = search.about(directory.read_question(one.words))
    query = Query.boolean_query([(Occur.Must, about), (Occur.Must, search.ground)])
    found = search.reader.searcher.search(query, LIMIT, count=False).hits
    addresses = [address for _score, address in found]
    return [search.reader.searcher.fast_field_values(name, addresses) for name in ("high", "low")]


def passing(one: Question) -> set[UUID]:
    """All that are about the words, free, and near enough."""
    return _search(one).passing(directory.read_question(one.words))


def _search(one: Question) -> indexed.InIndex:
    reader = indexed.reader()
    if reader is None:
        raise LookupError("there is no index")
    return indexed.InIndex(reader, directory.find_near(one.near).place, KM, FREE)
