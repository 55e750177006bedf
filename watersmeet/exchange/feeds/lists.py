"""Read what a feed sends: JSON, and pages of lists in the envelopes of Open Referral UK 3.0 and 1.0."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from watersmeet.exchange.feeds.silence import Answer, Silent

Wire = dict[str, Any]
DEEPEST = 40
_ITEMS = ("contents", "content", "items", "data", "results")
_PAGES = ("total_pages", "totalPages")
_TOTAL = ("total_items", "totalElements")
_NUMBER = ("page_number", "number")
_LAST = ("last_page", "last")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its items whatever they are, and what the envelope says, None where it says nothing.

    `dialect` is the version whose envelope it is, "" where there is none; `pointer` leads to the items.
    """

    items: tuple[Any, ...]
    pages: int | None
    total: int | None
    number: int | None
    last: bool | None
    dialect: str
    pointer: str

    @property
    def digest(self) -> str:
        """By which one tells whether the same page came again."""
        return digest(list(self.items))


def parsed(answer: Answer, where: str) -> Any:
    """The JSON that came. Raises Silent."""
    try:
        told = json.loads(answer.body.decode("utf-8-sig"), parse_constant=lambda _name: None)
    except (ValueError, RecursionError):
        raise Silent("not_json", where) from None
    if _is_deep(told):
        raise Silent("not_json", where)
    return told


def page(body: Any, where: str) -> Page:
    """A page of a list, in whichever envelope it comes. Raises Silent."""
    if isinstance(body, list):
        return Page(tuple(body), None, None, None, None, "", "#")
    if not isinstance(body, dict):
        raise Silent("not_a_list", where)
    name = next((one for one in _ITEMS if isinstance(body.get(one), list)), None)
    if name is None:
        raise Silent("not_a_list", where)
    dialect = {"contents": "3.0", "content": "1.0"}.get(name, "")
    items = tuple(body[name])
    pages, total = _whole(body, _PAGES), _whole(body, _TOTAL)
    return Page(items, pages, total, _whole(body, _NUMBER), _flag(body, _LAST), dialect, f"#/{name}")


def digest(told: Any) -> str:
    """The same for the same JSON, whatever the order of its fields."""
    written = json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _is_deep(told: Any) -> bool:
    """Whether it is nested deeper than anything that is meant."""
    level = [told]
    for _depth in range(DEEPEST):
        level = [one for each in level if isinstance(each, dict | list) for one in _within(each)]
        if not level:
            return False
    return True


def _within(each: dict[str, Any] | list[Any]) -> list[Any]:
    return list(each.values()) if isinstance(each, dict) else each


def _whole(body: Mapping[str, Any], names: tuple[str, ...]) -> int | None:
    found = (body.get(name) for name in names)
    return next((one for one in found if isinstance(one, int) and not isinstance(one, bool) and 0 <= one < 10**9), None)


def _flag(body: Mapping[str, Any], names: tuple[str, ...]) -> bool | None:
    return next((body[name] for name in names if isinstance(body.get(name), bool)), None)
