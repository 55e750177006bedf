"""Letters of one page as tagged PDF: to the person, and to their GP."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from watersmeet.exchange.paper import typesetting

LAYOUT = Path(__file__).parent / "letter.typ"
LARGE_PRINT = 16
KEEP, MAY = "keep", "may"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the facts under it."""

    heading: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What stands on the page; `banner` stands in a frame above the rest."""

    title: str
    to: Sequence[str]
    day: str
    lang: str
    region: str = "gb"
    sender: str = ""
    points: int = 12
    banner: str = ""
    paragraphs: Sequence[str] = ()
    parts: Sequence[Part] = ()

    def pdf(self) -> bytes:
        """The page as a tagged PDF (PDF/UA-1)."""
        return typesetting.pdf(LAYOUT, "letter", asdict(self))


def to_person(
    *,
    name: str,
    address: str,
    day: str,
    news: str,
    reference: str,
    page: str,
    phone: str,
    hours: str,
    lang: str,
    sender: str = "",
) -> Letter:
    """The news, how to read more, and a number: it names no service, and us only by `sender`."""
    told = {"reference": reference, "page": page, "phone": phone, "hours": hours}
    return Letter(
        title=_("A letter for you"),
        to=[name, *(line.strip() for line in address.splitlines() if line.strip())],
        day=day,
        lang=lang.partition("-")[0],
        sender=sender,
        points=LARGE_PRINT,
        paragraphs=[
            _("Hello %(name)s,") % {"name": name},
            _("You asked us for something. There is news:"),
            news,
            _("To talk about it, ring %(phone)s. A person answers: %(hours)s. Say your reference: %(reference)s.")
            % told,
            _("You can also read more at %(page)s with your reference and the PIN that you chose.") % told,
            _("You can stop at any time. Ring us, or say so on that page. You can come back later."),
            _("In danger, or not safe with yourself? Call 999. It is answered day and night."),
        ],
    )


def to_gp(*, surgery: Sequence[str], day: str, keep: bool | None, facts: Sequence[Part]) -> Letter:
    """Facts under their headings. `keep` is the person's answer about online view; None, not asked, counts as yes."""
    banner = {
        True: _("Keep from online view: YES. The person asked for this."),
        False: _("Keep from online view: no. The person was asked."),
        None: _("Keep from online view: YES. The person was not asked."),
    }[keep]
    return Letter(
        title=_("Social prescribing: message back"), to=surgery, day=day, lang="en", banner=banner, parts=facts
    )
