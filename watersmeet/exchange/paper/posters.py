"""A poster: one page with a name in large letters, when and where, and a square that a phone reads, as tagged PDF."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from watersmeet.design import qr
from watersmeet.exchange.paper import typesetting

LAYOUT = Path(__file__).parent / "poster.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """What stands on it: `facts` as (name, words); `address` is the page it leads to, whole; `place` who puts it up.

    Letters are as large as one page of A4 lets them be.
    """

    title: str
    by: str = ""
    words: str = ""
    facts: Sequence[tuple[str, str]] = ()
    address: str
    place: str = ""
    lang: str
    region: str = "gb"

    def pdf(self) -> bytes:
        """The page as a tagged PDF (PDF/UA-1)."""
        short = self.address.removeprefix("https://").removeprefix("http://")
        told = asdict(self) | {
            "short": short,
            "read_more": _("Point the camera of your phone at the square, or go to this address:"),
            "square": str(qr.svg(self.address, name=short)),
            "square_says": _("A square for the camera of a phone. It opens %(address)s") % {"address": short},
        }
        return typesetting.pdf(LAYOUT, "poster", told)
