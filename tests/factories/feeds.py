"""Feeds of other directories on a real server of our own: sound ones, and ones that deviate as the real ones do."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from tests.factories.accounts import COMMAND
from watersmeet.exchange.feeds import addresses
from watersmeet.exchange.feeds.asking import Manner
from watersmeet.exchange.feeds.harvesting import Report, Wish, harvest
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships.models import Partnership

Wire = dict[str, Any]
SHALLOW = ("id", "name", "status", "description", "url", "email", "last_modified", "organization", "minimum_age")
QUICK = Manner(pause=0.0, tries=3, first_wait=0.0, longest_wait=1.0, seconds=5.0, most_bytes=2_000_000)
ROOT = {
    "version": "HSDS-UK-3.0",
    "profile": "https://github.com/OpenReferralUK/uk-profile",
    "openapi_url": "https://openreferraluk.org/specifications/3.0/openapi.json",
}


def identifier(number: object) -> str:
    """A UUID, the same for the same number."""
    return str(uuid5(NAMESPACE_URL, f"feed:{number}"))


def service(number: int, **more: Any) -> Wire:
    """An invented service as a sound feed has it by itself; a field that is None is left out."""
    told = {
        "id": identifier(number),
        "name": f"Tea and talk {number}",
        "status": "active",
        "description": "A warm room.\n\nTea is free.",
        "url": "https://tea.example/",
        "email": "hello@tea.example",
        "minimum_age": 18,
        "last_modified": "2026-11-01T10:00:00Z",
        "organization": {
            "id": identifier("body"),
            "name": "The Tea House",
            "description": "We make tea.",
            "website": "https://tea.example/us",
        },
        "service_at_locations": [
            {
                "id": identifier(f"at {number}"),
                "location": {
                    "id": identifier("there"),
                    "location_type": "physical",
                    "latitude": 51.08,
                    "longitude": -4.06,
                    "addresses": [
                        {
                            "id": identifier("address"),
                            "address_1": "1 Example Row",
                            "city": "Barnstaple",
                            "state_province": "Devon",
                            "postal_code": "EX31 1AA",
                            "country": "GB",
                            "address_type": "physical",
                        }
                    ],
                },
            }
        ],
        "schedules": [
            {"id": identifier(f"when {number}"), "freq": "WEEKLY", "interval": 1, "byday": "TH"}
            | {"opens_at": "10:00:00", "closes_at": "12:00:00"}
        ],
        "contacts": [{"id": identifier("who"), "phones": [{"id": identifier("ring"), "number": "01632 960 001"}]}],
        "languages": [{"id": identifier("tongue"), "code": "cy", "name": "Welsh"}],
        "cost_options": [{"id": identifier("cost"), "option": "Cake", "amount": 1.5, "currency": "GBP"}],
        "attributes": [
            {"id": identifier("link"), "link_type": "service"}
            | {"taxonomy_term": {"id": identifier("term"), "term": "17", "name": "Tea", "taxonomy": "Drinks"}}
        ],
    } | more
    return {name: value for name, value in told.items() if value is not None}


@dataclass
class Theirs:
    """What a feed has and how it behaves; what is set here is how it deviates.

    `obeys` are the parameters it obeys; `answers` are paths with a status, headers and body of their own.
    """

    services: list[Wire] = field(default_factory=lambda: [service(number) for number in range(1, 4)])
    root: Any = field(default_factory=lambda: dict(ROOT))
    obeys: set[str] = field(default_factory=lambda: {"page", "per_page", "search", "modified_after", "full", "ndjson"})
    most_a_page: int = 100
    shallow: bool = True
    envelope: Callable[[list[Wire], int, int], Any] | None = None
    taxonomies: list[Wire] = field(default_factory=lambda: [{"id": identifier("taxonomy"), "name": "Drinks"}])
    kind: str = "application/json"
    etags: bool = False
    answers: dict[str, list[tuple[int, dict[str, str], bytes]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    connections: set[tuple[str, int]] = field(default_factory=set)
    url: str = ""

    def by_itself(self) -> list[str]:
        """The services that were fetched by themselves."""
        return [unquote(one.rpartition("/")[2]) for one in self.asked if one.startswith("/services/")]

    def page(self, asked: dict[str, str]) -> Any:
        """A page of the list of services."""
        held = self.services
        if "search" in self.obeys and "search" in asked:
            held = [one for one in held if asked["search"] in str(one)]
        if "modified_after" in self.obeys and "modified_after" in asked:
            held = [one for one in held if one.get("last_modified", "") >= asked["modified_after"]]
        whole = not self.shallow or ("full" in self.obeys and asked.get("full") == "true")
        told = [one if whole or not isinstance(one, dict) else _shallow(one) for one in held]
        if "ndjson" in self.obeys and asked.get("format") == "ndjson":
            return b"\n".join(json.dumps(one).encode() for one in told[:1])
        number = int(asked.get("page", "1")) if "page" in self.obeys else 1
        size = min(int(asked.get("per_page", "50")) if "per_page" in self.obeys else 50, self.most_a_page)
        pages = max(1, -(-len(told) // size))
        part = told[(number - 1) * size : number * size]
        return (self.envelope or envelope)(part, number, pages) | {"total_items": len(told)}


def envelope(part: list[Wire], number: int, pages: int) -> Wire:
    """Of 3.0."""
    last = number >= pages
    return {"total_pages": pages, "page_number": number, "size": len(part), "last_page": last, "contents": part}


def older(part: list[Wire], number: int, pages: int) -> Wire:
    """Of 1.0."""
    return {"totalPages": pages, "number": number, "size": len(part), "last": number >= pages, "content": part}


def _shallow(one: Wire) -> Wire:
    return {name: value for name, value in one.items() if name in SHALLOW}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    theirs: Theirs

    def do_GET(self) -> None:
        theirs, parts = self.theirs, urlsplit(self.path)
        theirs.asked.append(self.path)
        theirs.agents.add(self.headers.get("User-Agent", ""))
        theirs.connections.add(self.client_address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if said := theirs.answers.get(self.path) or theirs.answers.get(parts.path):
            self._answer(*(said.pop(0) if len(said) > 1 else said[0]))
            return
        found = self._found(parts.path, asked)
        self._answer(404, {}, b"{}") if found is None else self._answer(200, {}, found)

    def _found(self, path: str, asked: dict[str, str]) -> bytes | None:
        theirs = self.theirs
        told: Any = None
        if path == "/":
            told = theirs.root
        elif path == "/services":
            told = theirs.page(asked)
        elif path.startswith("/services/"):
            there = (one for one in theirs.services if isinstance(one, dict))
            told = next((one for one in there if str(one.get("id")) == unquote(path.rpartition("/")[2])), None)
        elif path in {"/taxonomies", "/taxonomy_terms", "/service_at_locations"}:
            told = envelope(theirs.taxonomies if path == "/taxonomies" else [], 1, 1)
        return told if told is None or isinstance(told, bytes) else json.dumps(told).encode()

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        etag = f'"{hash(body):x}"'
        if self.theirs.etags and status == 200 and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        self.send_response(status)
        if self.theirs.etags:
            self.send_header("ETag", etag)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", self.theirs.kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@contextmanager
def serving(theirs: Theirs) -> Iterator[Theirs]:
    """Serve it on a port of this machine."""
    handler = type("Handler", (_Handler,), {"theirs": theirs})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        theirs.url = f"http://127.0.0.1:{server.server_port}"
        yield theirs
        server.shutdown()


def added(place: Partnership, url: str, *, name: str = "tea", licence: str = "OGL 3.0") -> directory.Feed:
    """A feed of a place."""
    tidy = addresses.tidy(url)
    private = addresses.is_private(tidy)
    return directory.add_feed(partnership=place.pk, name=name, url=tidy, licence=licence, private=private, by=COMMAND)[
        0
    ]


def gathered(feed: directory.Feed, manner: Manner = QUICK, **more: Any) -> Report:
    """Harvest it quickly."""
    feed.refresh_from_db()
    return harvest(feed, Wish(by=COMMAND, manner=manner, **more))


def codes(report: Report) -> set[str]:
    """The names of what was found."""
    return {one["code"] for one in report.findings}
