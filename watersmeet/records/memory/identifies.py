"""Words that may tell who a person is are stopped before they are kept: nobody can be taken out of a memory again.

Looked for: NHS numbers, however they are spaced; a full postcode together with a full date; names, telephone numbers
and email addresses of people known in the place. Not looked for, because nothing here could tell: a first name or
surname alone, nicknames, initials, numbers written as words, descriptions of somebody.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.records.memory import dates_said, names_said
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Clue

_POSTCODE = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}[0-9][A-Z0-9]?[\s.\-]{0,2}[0-9][ABD-HJLNP-UW-Z]{2}(?![A-Z0-9])")
_EMAIL = re.compile(r"[\w.+'\-]+@[\w\-]+(?:\.[\w\-]+)+")
_RUN = re.compile(r"[+(]{0,2}\d(?:[\s.()/\-\u2010-\u2015]{0,3}\d)+")
_GROUP = re.compile(r"\d+")
_NHS_GROUPS = ([10], [3, 3, 4])
_NHS, _SHORTEST_PHONE, _LONGEST_PHONE = 10, 9, 14


class What(StrEnum):
    """What was found."""

    NHS_NUMBER = "nhs_number"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE_AND_DATE = "postcode_and_date"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that may tell who a person is: where, what, and the words themselves."""

    where: str
    what: What
    words: str

    @property
    def says(self) -> str:
        """What to tell the writer, and how to mend it."""
        return _SAYS[self.what]() % {"words": self.words}


_SAYS: dict[What, Callable[[], str]] = {
    What.NHS_NUMBER: lambda: _("“%(words)s” may be an NHS number. Take it out."),
    What.NAME: lambda: _("“%(words)s” may be a person's name. Write “a learner”, “somebody” or their role instead."),
    What.PHONE: lambda: _("“%(words)s” may be a person's phone number. Take it out."),
    What.EMAIL: lambda: _("“%(words)s” may be a person's email address. Take it out."),
    What.POSTCODE_AND_DATE: lambda: _(
        "“%(words)s” is a full postcode, and there is a full date too: together they may tell who somebody is. "
        "Write the first half of the postcode, or only the month."
    ),
}


def found(partnership: UUID, words: Mapping[str, str], *, beside: str = "") -> list[Hit]:
    """What in these words, by where they stand, may tell who a person is. `beside` was written there before."""
    plain = {where: tidied(text) for where, text in words.items()}
    hits = [hit for where, text in plain.items() for hit in _numbers(where, text)]
    hits += _known(partnership, plain)
    return hits + list(_where_and_when(plain, tidied(beside)))


def _where_and_when(plain: Mapping[str, str], beside: str) -> Iterator[Hit]:
    """Full postcodes where there is a full date in all that is or was written, and dates beside an earlier postcode."""
    dated = [where for where, text in plain.items() if dates_said.has_date(text)]
    if dated or dates_said.has_date(beside):
        for where, text in plain.items():
            for one in _POSTCODE.finditer(text.upper()):
                yield Hit(where, What.POSTCODE_AND_DATE, one.group())
    if dated and (before := _POSTCODE.search(beside.upper())):
        yield Hit(dated[0], What.POSTCODE_AND_DATE, before.group())


def tidied(text: str) -> str:
    """The text with every digit as 0 to 9, wide letters as plain ones, and without signs that nobody sees."""
    plain = unicodedata.normalize("NFKC", text)
    kept = (sign for sign in plain if unicodedata.category(sign) != "Cf")
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in kept)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits have the check digit of an NHS number."""
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return len(digits) == _NHS and 11 - total % 11 in {int(digits[-1]), 11 + int(digits[-1])} and len({*digits}) > 1


def _numbers(where: str, text: str) -> Iterator[Hit]:
    """NHS numbers: ten digits in any groups; in a longer run those that stand as one group, or as 3, 3 and 4."""
    for run in _RUN.finditer(text):
        groups = list(_GROUP.finditer(run.group()))
        if text[: run.start()].upper().rstrip(" :-").endswith(("ISBN", "ISBN-10")):
            continue
        whole = "".join(one.group() for one in groups)
        if len(whole) == _NHS:
            if is_nhs_number(whole) and not dates_said.begins_with_date([one.group() for one in groups]):
                yield Hit(where, What.NHS_NUMBER, run.group())
            continue
        for size in (1, 3):
            for at in range(len(groups) - size + 1):
                some = groups[at : at + size]
                digits = "".join(one.group() for one in some)
                if [len(one.group()) for one in some] in _NHS_GROUPS and is_nhs_number(digits):
                    yield Hit(where, What.NHS_NUMBER, run.group()[some[0].start() : some[-1].end()])


def _known(partnership: UUID, plain: Mapping[str, str]) -> list[Hit]:
    """Names, numbers and addresses of people known in the place, by one question for all of them."""
    clues: dict[Clue, list[tuple[str, str]]] = {}
    for where, text in plain.items():
        for clue, said in (*_names(text), *_phones(text), *_emails(text)):
            clues.setdefault(clue, []).append((where, said))
    known = people.known(partnership, clues.keys())
    hits = [Hit(where, What(clue[0]), said) for clue in clues if clue in known for where, said in clues[clue]]
    return list(dict.fromkeys(hits))


def _names(text: str) -> Iterator[tuple[Clue, str]]:
    yield from ((("name", pair), said) for pair, said in names_said.pairs(text))


def _phones(text: str) -> Iterator[tuple[Clue, str]]:
    """Every part of a run of digits that begins and ends with a group and could be rung."""
    for run in _RUN.finditer(text):
        groups = list(_GROUP.finditer(run.group()))
        for first in range(len(groups)):
            for last in range(first, len(groups)):
                digits = sum(len(one.group()) for one in groups[first : last + 1])
                if _SHORTEST_PHONE <= digits <= _LONGEST_PHONE:
                    begin = 0 if first == 0 else groups[first].start()
                    said = run.group()[begin : groups[last].end()]
                    yield ("phone", (people.tidy_phone(said.replace("(0)", "")),)), said
                if digits > _LONGEST_PHONE:
                    break


def _emails(text: str) -> Iterator[tuple[Clue, str]]:
    for one in _EMAIL.finditer(text):
        said = one.group().strip(".'-")
        yield ("email", (said.lower(),)), said
