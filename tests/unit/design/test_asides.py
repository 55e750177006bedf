"""Asides show what fills their slot, to those who act, and nothing when nobody filled it."""

from collections.abc import Sequence
from uuid import uuid4

import pytest
from django.template import engines

from watersmeet.base.actor import Actor, Kind
from watersmeet.base.ports import Port
from watersmeet.base.ref import Ref
from watersmeet.design import asides

WORKER = Actor(Kind.USER, uuid4(), name="Amira Hollis")


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[Ref]]:
    """A port of our own with one slot; the list tells what it was asked about."""
    asked: list[Sequence[Ref]] = []

    def remember(actor: Actor, about: Sequence[Ref]) -> list[asides.Aside]:
        asked.append(about)
        return [asides.Aside("Remembered", f"Groups answer {actor.name} faster <when asked>", "/lesson", "March")]

    port: Port[asides.Shows] = Port("test.asides", "of this test")
    port.fill({"referral.decline": remember})
    monkeypatch.setattr(asides, "port", port)
    return asked


def page(slot: str, **context: object) -> str:
    shown: str = engines["jinja2"].env.from_string("[{{ asides(slot, about=refs) }}]").render(slot=slot, **context)  # type: ignore[attr-defined]
    return "".join(shown.split("\n"))


def test_a_filled_slot_is_shown_beside_the_work(filled: list[Sequence[Ref]]) -> None:
    about = [Ref("service", uuid4())]
    html = page("referral.decline", refs=about, actor=WORKER)
    assert "Remembered" in html
    assert "Groups answer Amira Hollis faster &lt;when asked&gt;" in html
    assert '<a href="/lesson">March</a>' in html
    assert filled == [about]


def test_an_empty_slot_shows_nothing(filled: list[Sequence[Ref]]) -> None:
    assert page("referral.accept", refs=[], actor=WORKER) == "[]"


def test_nothing_is_shown_where_nobody_acts(filled: list[Sequence[Ref]]) -> None:
    assert page("referral.decline", refs=[]) == "[]"
    assert filled == []
