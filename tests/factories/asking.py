"""A visitor who asks for help in a browser without scripts: one page after the other."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

PIN = "4826"
ANSWERS: dict[str, dict[str, Any]] = {
    "who": {"who": "me"},
    "age": {"age": "18_over"},
    "need": {"words": "I do not sleep, and I am alone a lot.", "domain": "health"},
    "name": {"name": "Wren"},
    "ways": {"ways": ["sms", "email"]},
    "details": {"phone": "07700 900 982", "email": "wren@person.example"},
    "times": {"times": ["morning"]},
    "safe": {},
    "share": {"share": "yes"},
    "count": {},
    "pin": {"pin": PIN},
}


FOR_OTHER: dict[str, dict[str, Any]] = {
    "who": {"who": "other"},
    "authority": {"authority": "asked"},
    "agrees": {"agrees": "agrees"},
    "you": {"name": "Robin", "reach": "01632 960 444"},
}
"""What somebody who asks on behalf of Wren answers otherwise."""


def begin(client: Client, service: object = "") -> HttpResponse:
    """Press Begin."""
    return client.post("/ask/", {"service": str(service)})


def answer(client: Client, step: str, told: dict[str, Any] | None = None) -> HttpResponse:
    """Answer one page, as ANSWERS does if not told otherwise."""
    return client.post(f"/ask/{step}/", ({**FOR_OTHER, **ANSWERS})[step] if told is None else told)


def fill_in(client: Client, service: object = "", *, until: str = "check", **told: dict[str, Any]) -> HttpResponse:
    """Begin and answer whatever is asked, up to a page; returns the redirect to that page."""
    page = begin(client, service)
    while (step := page["Location"].split("/")[2]) != until:
        if step == "another-way":
            page = client.get("/ask/check/")  # leads to the first page without an answer
            continue
        page = answer(client, step, told.get(step))
        assert page.status_code == 302, (step, page.content.decode())
    return page


def send(client: Client) -> HttpResponse:
    """Press Send, and follow to the page after it."""
    return client.post("/ask/check/", follow=True)


def ask(client: Client, service: object = "", **told: dict[str, Any]) -> HttpResponse:
    """All of it: returns the page that says that it was sent."""
    fill_in(client, service, **told)
    return send(client)


def link_on(page: HttpResponse) -> str:
    """The path of the link to keep."""
    return re.search(r"/l/[\w-]+/", page.content.decode()).group()  # type: ignore[union-attr]


def open_own_page(client: Client, sent: HttpResponse, pin: str = PIN) -> HttpResponse:
    """Follow the link on the page that said that it was sent, and give the PIN."""
    return client.post(f"{link_on(sent)}open/", {"second": pin}, follow=True)
