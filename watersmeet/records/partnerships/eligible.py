"""Whom services of a place are for, as its rules say: told to people before they ask, and held to by who refers them.

Only what is known of somebody can speak against them: what is not known is asked, and never taken for a no.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, field_validator, model_validator

from watersmeet.base.postcode import outward
from watersmeet.records.partnerships.closed_ways import MaybeWords, Name, Words, name_of, sentence
from watersmeet.records.partnerships.document import Part

MOST = 40
ALL, NEVER = gettext_lazy("Services are for"), gettext_lazy("Never kept from help")
AROUND: tuple[Promise, ...] = (ALL, NEVER)
"""What stands around the rules where they are read, and is none."""
_DISTRICT = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")


class Eligible(Part):
    """Whom services are for.

    `to` is a sector, a kind of service or the name of an organisation. `adults`: nobody of 16 or 17. `districts`: the
    first halves of postcodes of those it is for. `who` says in words what only they can know. `bring` is what shows
    it, so that it is at hand before the start; `funder` who pays and asks for that. `instead`: what others can do.
    """

    to: Name
    adults: bool = False
    districts: Annotated[tuple[str, ...], Field(max_length=200)] = ()
    who: MaybeWords = ""
    bring: MaybeWords = ""
    funder: MaybeWords = ""
    instead: Words

    @field_validator("districts")
    @classmethod
    def _each_once(cls, districts: tuple[str, ...]) -> tuple[str, ...]:
        """Each once, in order. Raises ValueError, in words, for what is none."""
        tidy = {one.strip().upper() for one in districts}
        wrong = sorted(one for one in tidy if not _DISTRICT.fullmatch(one))
        if wrong:
            told = {"wrong": ", ".join(wrong)}
            raise ValueError(_("Write the first halves of postcodes, such as EX31. Not so: %(wrong)s.") % told)
        return tuple(sorted(tidy))

    @model_validator(mode="after")
    def _says_something(self) -> "Eligible":
        """Raises ValueError where it rules nothing."""
        if not (self.adults or self.districts or self.who or self.bring):
            raise ValueError(_("Say whom it is for: adults, districts, who, or what to bring."))
        return self


def insist_sound(rules: Iterable[Eligible]) -> None:
    """Raise ValueError, in words, where there are too many, or one group is ruled twice by one funder."""
    ends = [(one.to, one.funder) for one in rules]
    if len(ends) > MOST:
        raise ValueError(_("There are more than %(most)s rules on whom services are for.") % {"most": MOST})
    for to, funder in ends:
        if ends.count((to, funder)) > 1:
            told = {"to": to, "funder": funder or _("nobody")}
            raise ValueError(_("Whom %(to)s is for stands there twice, paid for by %(funder)s.") % told)


def against(one: Eligible, *, adult: bool | None, postcode: str) -> str:
    """Why a rule speaks against somebody, in a sentence; "" where it does not, or where nothing is known.

    `adult` is None, and `postcode` "", where nobody said.
    """
    if one.adults and adult is False:
        return _("It is for people of 18 or over.")
    district = outward(postcode) if postcode else ""
    if one.districts and district and district not in one.districts:
        return _("It is for people who live in %(districts)s.") % {"districts": ", ".join(one.districts)}
    return ""


def all_against(rules: Iterable[Eligible], *, adult: bool | None, postcode: str) -> tuple[Eligible, str] | None:
    """The rule that closes it to somebody, and why in a sentence; None where it is open.

    A rule without a funder holds by itself. Of those with one, each is another way in: it is closed when all are.
    """
    told = [(one, against(one, adult=adult, postcode=postcode)) for one in rules]
    always = [(one, why) for one, why in told if why and not one.funder]
    paid = [(one, why) for one, why in told if one.funder]
    if always:
        return always[0]
    return paid[0] if paid and all(why for _one, why in paid) else None


def words(one: Eligible) -> list[str]:
    """Whom it is for and what to bring, in sentences for everybody."""
    said = []
    if one.adults:
        said.append(_("It is for people of 18 or over."))
    if one.districts:
        said.append(_("It is for people who live in %(districts)s.") % {"districts": ", ".join(one.districts)})
    if one.who:
        said.append(sentence(one.who))
    if one.bring:
        said.append(to_bring(one))
    if one.funder:
        said.append(_("Paid for by %(funder)s") % {"funder": sentence(one.funder)})
    return said


def to_bring(one: Eligible) -> str:
    """What shows whom it is for, in a sentence; "" where nothing is asked for."""
    return _("Please bring: %(bring)s") % {"bring": sentence(one.bring)} if one.bring else ""


def rows(rules: Iterable[Eligible]) -> Iterator[tuple[str, str]]:
    """The rules in words, as whoever works here reads them."""
    many = list(rules)
    if not many:
        yield str(ALL), _("whoever their own listing says")
    for one in many:
        instead = _("Instead: %(instead)s") % {"instead": sentence(one.instead)}
        yield _("Who can go to %(to)s") % {"to": name_of(one.to)}, " ".join((*words(one), instead))
    if many:
        yield str(NEVER), _("who asks for themself, urgent care, the crisis lines")
