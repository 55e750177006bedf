"""Which ways of referring a place has closed: from whom, to what, why, and what to do instead.

Without any, whoever may refer may refer to any service. Nobody who asks for themself goes by these rules.
"""

from collections.abc import Iterable
from typing import Annotated

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, StringConstraints

from watersmeet.records.partnerships.document import Part
from watersmeet.records.partnerships.models import Sector

MOST = 40
ANYBODY, NEVER = gettext_lazy("Anybody whose role lets them refer"), gettext_lazy("Never closed")
AROUND: tuple[Promise, ...] = (ANYBODY, NEVER)
"""What stands around the rules where they are read, and is none."""
KINDS: dict[str, Promise] = {
    "service": gettext_lazy("services that are neither a group nor a course"),
    "group": gettext_lazy("groups"),
    "course": gettext_lazy("courses"),
}
"""The kinds of service in the directory, by their code there."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
MaybeWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class ClosedWay(Part):
    """No referral goes this way.

    `from` is a sector or the name of an organisation; `to` may be a kind of service as well. `why` and `instead`, what
    to do, are read by whoever would refer.
    """

    from_: Name = Field(alias="from")
    to: Name
    why: Words
    instead: MaybeWords = ""


def insist_sound(ways: Iterable[ClosedWay]) -> None:
    """Raise ValueError, in words, where there are too many, or one stands there twice."""
    pairs = [(way.from_, way.to) for way in ways]
    if len(pairs) > MOST:
        raise ValueError(_("There are more than %(most)s closed ways: say it with sectors.") % {"most": MOST})
    for giver, receiver in pairs:
        if pairs.count((giver, receiver)) > 1:
            told = {"from": giver, "to": receiver}
            raise ValueError(_("The way from %(from)s to %(to)s stands there twice.") % told)


def name_of(who: str) -> str:
    """A sector, a kind of service or an organisation, as people read it."""
    if who in Sector.values:
        return str(Sector(who).label)
    return str(KINDS.get(who, who))


def in_words(way: ClosedWay) -> str:
    """Why it is closed, and what to do instead."""
    why = sentence(way.why)
    return f"{why} {_('Instead: %(instead)s') % {'instead': sentence(way.instead)}}" if way.instead else why


def sentence(words: str) -> str:
    """The words with a stop at their end."""
    return words if not words or words.endswith((".", "!", "?")) else f"{words}."
