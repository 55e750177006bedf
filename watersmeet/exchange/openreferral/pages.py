"""A list as it is answered: one page in its envelope, or all of it line by line."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from watersmeet.exchange.openreferral.answers import Body, Lines
from watersmeet.exchange.openreferral.reading import ListAsked
from watersmeet.exchange.openreferral.wire import Wire

T = TypeVar("T")
AT_ONCE = 200
"""So many are fetched at a time of what is told line by line."""


def listed(
    asked: ListAsked, held: Sequence[T], tell: Callable[[Sequence[T]], list[Wire]], changed_at: datetime | None
) -> Body | Lines:
    """The part of a list that is asked for. `tell` maps some of what is held, in the same order."""
    many = len(held)
    per_page = asked.per_page or max(1, many)
    first = (asked.page - 1) * per_page
    if asked.lines:
        return Lines(_line_by_line(held[first : first + per_page], tell), changed_at)
    told = tell(held[first : first + per_page])
    pages = max(1, -(-many // per_page))
    envelope = {
        "total_items": many,
        "total_pages": pages,
        "page_number": asked.page,
        "size": len(told),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages,
        "empty": not told,
        "contents": told,
    }
    return Body(envelope, changed_at)


def _line_by_line(held: Sequence[T], tell: Callable[[Sequence[T]], list[Wire]]) -> Iterator[Wire]:
    for first in range(0, len(held), AT_ONCE):
        yield from tell(held[first : first + AT_ONCE])
