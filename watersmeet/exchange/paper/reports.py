"""A report as tagged PDF: paragraphs, then parts with lists and tables."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from watersmeet.exchange.paper import typesetting

LAYOUT = Path(__file__).parent / "report.typ"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, sentences under it, and a table if there is one: each row has as many cells as the head."""

    heading: str
    lines: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What stands on it; `paragraphs` come before the parts."""

    title: str
    day: str
    lang: str
    region: str = "gb"
    paragraphs: Sequence[str] = ()
    parts: Sequence[Part] = ()

    def pdf(self) -> bytes:
        """All of it as a tagged PDF (PDF/UA-1)."""
        return typesetting.pdf(LAYOUT, "report", asdict(self))
