"""Try what a feed can do before it is read: which parameters it obeys, what it lacks, whether its lists are whole."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import quote
from uuid import uuid4

from watersmeet.base import clock
from watersmeet.exchange.feeds import lists
from watersmeet.exchange.feeds.asking import Asker
from watersmeet.exchange.feeds.findings import Findings
from watersmeet.exchange.feeds.lists import Page, Wire
from watersmeet.exchange.feeds.silence import Answer, Silent

ASK_WHOLE, WHOLE, SHALLOW = "full", "already", ""
_LOOKED_AT = 5
_ONE = {"page": 1, "per_page": 1}


def instant(when: datetime) -> str:
    """A moment as a parameter."""
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


def parameters(asker: Asker, first: Page, findings: Findings) -> bool | None:
    """Try search, modified_after and ndjson; returns whether modified_after is obeyed, None where nothing shows it."""
    if not first.items:
        return None
    if _found(asker, {"search": uuid4().hex}):
        findings.once("ignored_search", "/services?search=")
    heeds = not _found(asker, {"modified_after": instant(clock.now() + timedelta(days=2))})
    if not heeds:
        findings.once("ignored_modified_after", "/services?modified_after=")
    answer = _tried(asker, "/services", {**_ONE, "format": "ndjson"})
    if answer.status == HTTPStatus.OK and _is_envelope(answer):
        findings.once("ignored_ndjson", "/services?format=ndjson")
    return heeds


def others(asker: Asker, findings: Findings) -> None:
    """Which lists besides that of services there are."""
    for name in ("service_at_locations", "taxonomy_terms", "taxonomies"):
        answer = _tried(asker, f"/{name}", _ONE)
        if answer.status != HTTPStatus.OK:
            findings.once(f"no_{name}", f"/{name}", str(answer.status))
        elif name == "taxonomies" and not _items(answer):
            findings.once("empty_taxonomies", f"/{name}")


def wholeness(asker: Asker, first: Page, findings: Findings, *, knows_full: bool) -> str:
    """Whether a list holds as much of each service as the service by itself: WHOLE, when asked to (ASK_WHOLE), or not.

    Shown by the first of a few services that has anything nested at all.
    """
    for one in first.items[:_LOOKED_AT]:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            continue
        itself = _itself(asker, one["id"])
        nested = {name for name, value in itself.items() if isinstance(value, list) and value}
        if not nested:
            continue
        if nested <= one.keys():
            return WHOLE
        if knows_full and _whole_when_asked(asker, one["id"], nested, len(first.items)):
            return ASK_WHOLE
        if knows_full:
            findings.once("ignored_full", "/services?full=true")
        findings.once("shallow_list", "/services", *sorted(nested - one.keys()))
        return SHALLOW
    return SHALLOW


def _whole_when_asked(asker: Asker, identifier: str, nested: set[str], many: int) -> bool:
    answer = _tried(asker, "/services", {"page": 1, "per_page": many, "full": "true"})
    same = (one for one in _items(answer) if isinstance(one, dict) and one.get("id") == identifier)
    return any(nested <= one.keys() for one in same)


def _itself(asker: Asker, identifier: str) -> Wire:
    answer = _tried(asker, f"/services/{quote(identifier, safe='', errors='replace')}")
    try:
        told = lists.parsed(answer, "/services/{id}") if answer.status == HTTPStatus.OK else {}
    except Silent:
        return {}
    return told if isinstance(told, dict) else {}


def _found(asker: Asker, more: dict[str, str]) -> bool:
    return bool(_items(_tried(asker, "/services", {**_ONE, **more})))


def _tried(asker: Asker, path: str, params: Mapping[str, str | int] | None = None) -> Answer:
    """The answer; one without status where none comes, since what is only tried stops no harvest. Raises Silent."""
    try:
        return asker.get(path, params)
    except Silent as fault:
        if fault.code == "wait_too_long":
            raise
        return Answer(0)


def _items(answer: Answer) -> tuple[object, ...]:
    try:
        return lists.page(lists.parsed(answer, ""), "").items if answer.status == HTTPStatus.OK else ()
    except Silent:
        return ()


def _is_envelope(answer: Answer) -> bool:
    try:
        lists.page(lists.parsed(answer, ""), "")
    except Silent:
        return False
    return True
