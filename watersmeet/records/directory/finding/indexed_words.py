"""Which services say something, wherever they are: asked of the index, which has read all their words already.

Reading the words of 200,000 services takes more than a minute; who asks for that again and again stops everybody.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from tantivy import Occur, Query

from watersmeet.records.directory import meaning
from watersmeet.records.directory.finding.indexed import Reader


def holding(reader: Reader, asked: meaning.Asked, stems: Collection[str]) -> set[UUID]:
    """Those that hold every one of the stems, or are about all topics that are asked for and hold what is left."""
    ways = []
    if stems:
        ways.append(_all(_stem(reader, one) for one in stems))
    if asked.topics:
        about = (_topic(reader, one) for one in asked.topics)
        ways.append(_all((*about, *(_stem(reader, one) for one in asked.rest))))
    return _services(reader, _any(ways)) if ways else set()


def about_any(reader: Reader, topics: Iterable[meaning.Topic]) -> set[UUID]:
    """Those that are about any of the topics."""
    return _services(reader, _any([_topic(reader, one) for one in topics]))


def _services(reader: Reader, query: Query) -> set[UUID]:
    found = reader.searcher.search(query, max(1, reader.searcher.num_docs), count=False).hits
    addresses = [address for _score, address in found]
    halves = zip(reader.read("high", addresses), reader.read("low", addresses), strict=True)
    return {UUID(int=high << 64 | low) for high, low in halves}


def _topic(reader: Reader, topic: meaning.Topic) -> Query:
    return _any([reader.is_one(f"{letter}:{topic.id}") for letter in "ND"])


def _stem(reader: Reader, stem: str) -> Query:
    return _any([reader.is_one(f"{letter}:{stem}") for letter in "nd"])


def _any(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, one) for one in queries])


def _all(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, one) for one in queries])
