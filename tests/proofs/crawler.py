"""Walks every page that somebody can reach by links and forms, and keeps what was met on the way."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
Fill = Callable[["Field"], str]


@dataclass
class Field:
    """One field of a form as a browser sees it; `options` are those of radios, boxes and lists."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form: where it goes, how, and its fields by name."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def filled(self, fill: Fill) -> dict[str, str]:
        """Every field with something in it."""
        return {one.name: one.value if one.kind in {"hidden", "submit"} else fill(one) for one in self.fields.values()}


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._open: Form | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Links, forms and the fields in them."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None and tag in {"input", "textarea", "select", "button", "option"}:
            self._field(self._open, tag, given)

    def handle_endtag(self, tag: str) -> None:
        """A form ends."""
        if tag == "form":
            self._open = None

    @staticmethod
    def _field(form: Form, tag: str, given: dict[str, str]) -> None:
        if tag == "option":
            if form.fields:
                list(form.fields.values())[-1].options.append(given.get("value", ""))
            return
        name = given.get("name", "")
        if not name:
            return
        kind = given.get("type", "text") if tag == "input" else {"button": "submit"}.get(tag, tag)
        value = given.get("value", "")
        one = form.fields.setdefault(name, Field(name, kind, value))
        if kind in {"radio", "checkbox"}:
            one.options.append(value or "on")


def sensible(one: Field) -> str:
    """What somebody might enter: a choice, a word, a number, an address."""
    named = {"age": "18_over", "place": "EX35 6EQ", "near": "EX35 6EQ", "postcode": "EX35 6EQ", "pin": "4826"}
    if one.options:
        usual = one.options[-1 if one.kind == "select" else 0]
        return next((option for option in one.options if option == named.get(one.name)), usual)
    kinds = {"email": "wren@person.example", "tel": "07700 900 982", "number": "3", "password": "4826"}
    return named.get(one.name) or kinds.get(one.kind, "Heron")


@dataclass(frozen=True)
class Visit:
    """One request that was answered: the route, how, where, with what, and the status."""

    route: str
    method: str
    path: str
    told: tuple[tuple[str, str], ...]
    status: int


@dataclass
class Crawl:
    """One walk of one browser; `often` is how many addresses of one route are looked at; it `passes_by` others.

    Each form is sent once by each of `fills`, and each goes on from there by itself; pages are looked at once for all.
    """

    browser: Client
    often: int = 3
    fills: tuple[Fill, ...] = (sensible,)
    passes_by: Callable[[str], bool] = field(default=lambda _route: False)
    around: Callable[[], AbstractContextManager[Any]] = nullcontext
    seen: Callable[[Visit, HttpResponse], None] | None = None
    visits: list[Visit] = field(default_factory=list)
    _met: set[tuple[Fill, str, str]] = field(default_factory=set)

    def walk(self, *starts: str) -> list[Visit]:
        """From the starts to wherever links and forms lead."""
        waiting, met, counted = deque(starts), set(starts), Counter[str]()
        while waiting:
            path = waiting.popleft()
            route = route_of(path)
            if route is None or counted[route] >= self.often or self.passes_by(route):
                continue
            counted[route] += 1
            answer = self._ask("get", path, {}, self.fills)
            for link in _onward(path, answer):
                if link not in met:
                    met.add(link)
                    waiting.append(link)
        return self.visits

    def _ask(self, method: str, path: str, told: dict[str, str], fills: tuple[Fill, ...]) -> HttpResponse:
        answer = getattr(self.browser, method)(path, told)
        visit = Visit(route_of(path) or "", method, path, tuple(told.items()), answer.status_code)
        self.visits.append(visit)
        self._met.update((fill, method, path) for fill in fills)
        if self.seen:
            self.seen(visit, answer)
        if method == "get" and _is_page(answer):
            for form in Page(answer.content.decode()).forms:
                self._submit(path, form, fills)
        return answer

    def _submit(self, path: str, form: Form, fills: tuple[Fill, ...]) -> None:
        """Send a form as its senders would, and go where it leads; `around` may undo what it did."""
        target = urlsplit(urljoin(path, form.action)).path
        route = route_of(target)
        if route is None or self.passes_by(route) or form.method != "post" or _leaves(target):
            return
        for fill in fills:
            if (fill, "post", target) not in self._met:
                self._send(target, form, fill)

    def _send(self, target: str, form: Form, fill: Fill) -> None:
        with self.around():
            answer = self._ask("post", target, form.filled(fill), (fill,))
            for onward in _onward(target, answer) if answer.status_code == HTTPStatus.FOUND else ():
                if not {(fill, "get", onward), (fill, "post", onward)} & self._met:
                    self._ask("get", onward, {}, (fill,))


def route_of(path: str) -> str | None:
    """The name of the route that serves an address, None when there is none."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def _is_page(answer: HttpResponse) -> bool:
    return answer.get("Content-Type", "").startswith("text/html") and not answer.streaming


def _onward(path: str, answer: HttpResponse) -> Iterator[str]:
    """Where an answer leads inside the house."""
    onward = [answer["Location"]] if answer.has_header("Location") else []
    if _is_page(answer):
        onward += Page(answer.content.decode()).links
    for link in onward:
        parts = urlsplit(urljoin(path, link))
        if parts.scheme in {"", "http"} and parts.netloc in {"", "testserver"}:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def _leaves(target: str) -> bool:
    """Whether a form signs out: a walk goes on signed in."""
    return route_of(target) in {"account_logout", "accounts:link_close", "demo:sign_in", "accounts:link_open"}
