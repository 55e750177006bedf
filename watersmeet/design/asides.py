"""Asides: what the partnership remembers, shown beside the work where it matters.

A page names a slot, such as "referral.decline", and what it is about. A room above fills the port for that slot
by `config/wiring.py`; an empty slot shows nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.template import engines
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from watersmeet.base.actor import Actor
from watersmeet.base.ports import Port
from watersmeet.base.ref import Ref


@dataclass(frozen=True, slots=True)
class Aside:
    """One thing beside the work: a few words, and where to read on."""

    title: str
    words: str
    href: str = ""
    label: str = ""


class Shows(Protocol):
    """What fills a slot: only what `actor` may see, about any of `about`."""

    def __call__(self, actor: Actor, about: Sequence[Ref], /) -> Iterable[Aside]: ...


port: Port[Shows] = Port("design.asides", "slot of a page -> what to show beside it")


def beside(slot: str, *, actor: Actor, about: Sequence[Ref] = ()) -> list[Aside]:
    """What fills the slot for this actor; nothing when nobody filled it."""
    shows = port.get(slot)
    return list(shows(actor, about)) if shows else []


@pass_context
def shown(context: Context, slot: str, about: Sequence[Ref] = ()) -> Markup:
    """The asides of a slot as sheets: `{{ asides("referral.decline", about=refs) }}`."""
    actor = context.get("actor")
    found = beside(slot, actor=actor, about=about) if actor else []
    template = engines["jinja2"].env.get_template("design/asides.html")  # type: ignore[attr-defined]
    return Markup(template.render(asides=found))  # noqa: S704 - an autoescaping template of our own
