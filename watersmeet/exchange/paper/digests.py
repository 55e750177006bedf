"""What a place remembers as a tagged PDF: for somebody who is new, to read in an hour."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from watersmeet.exchange.paper import typesetting

LAYOUT = Path(__file__).parent / "digest.typ"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: its title, whose and when, its parts as label and words."""

    title: str
    note: str
    parts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Entries of one sort."""

    title: str
    items: Sequence[Item]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The whole of it; `lead` is what stands before the chapters, `holders` who answers for how many entries."""

    title: str
    lang: str
    lead: Sequence[str]
    chapters: Sequence[Chapter]
    holders: Sequence[tuple[str, str]]

    def pdf(self) -> bytes:
        """A tagged PDF (PDF/UA-1)."""
        head = {"holders_title": _("Who answers for what"), "holders_head": [_("Who"), _("Entries")]}
        return typesetting.pdf(LAYOUT, "digest", asdict(self) | head)
