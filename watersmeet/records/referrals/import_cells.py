"""One row of a spreadsheet, read cell by cell: what is wrong is collected, so that a row is mended once."""

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from watersmeet.base import postcode
from watersmeet.design.fields import EmailField, PhoneField
from watersmeet.records.directory.api import Fault, SourceRow
from watersmeet.records.referrals.import_columns import AND

T = TypeVar("T")
_YES_NO = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}


class Unsound(Exception):  # noqa: N818 - it never leaves the import
    """Why a row cannot be taken. `keep_nothing`: not even in the file of those to mend."""

    def __init__(self, *faults: Fault, keep_nothing: bool = False) -> None:
        super().__init__(*faults)
        self.faults = faults
        self.keep_nothing = keep_nothing


class Cells:
    """The cells of one row, by the plain name of the column; `written` is how the file writes that name."""

    def __init__(self, row: SourceRow, written: Mapping[str, str]) -> None:
        self.row = row
        self.written = written
        self.faults: list[Fault] = []

    def text(self, name: str) -> str:
        """What stands there, without spaces around it; "" for an empty cell or a column that the file has not."""
        return (self.row.cells.get(self.written.get(name, ""), "") or "").strip()

    def wrong(self, name: str, rule: str, remedy: str) -> None:
        """Note what is wrong with a cell, and how to mend it."""
        self.faults.append(Fault(self.written.get(name, name), self.text(name), rule, remedy))

    def day(self, name: str) -> date | None:
        """A day: year-month-day, or day/month/year."""
        text = self.text(name)
        if not text:
            return None
        try:
            return _day(text)
        except ValueError:
            self.wrong(name, _("This is not a day."), _("Write year, month and day, such as 2026-11-22."))
            return None

    def yes(self, name: str) -> bool:
        """Yes or no; an empty cell is a no."""
        text = self.text(name).casefold()
        if text and text not in _YES_NO:
            self.wrong(name, _("This is neither yes nor no."), _("Write yes or no."))
        return _YES_NO.get(text, False)

    def said(self, name: str) -> bool | None:
        """Yes or no; None for an empty cell."""
        return self.yes(name) if self.text(name) else None

    def one(self, name: str, known: Mapping[str, T]) -> T | None:
        """The one thing that is named there; None for an empty cell, or a name that nobody knows."""
        text = self.text(name)
        return self._named(name, text, known) if text else None

    def several(self, name: str, known: Mapping[str, T]) -> tuple[T, ...]:
        """Each thing that is named there."""
        parts = [part.strip() for part in self.text(name).replace(",", AND).split(AND)]
        found = [self._named(name, part, known) for part in parts if part]
        return tuple(one for one in found if one is not None)

    def _named(self, name: str, text: str, known: Mapping[str, T]) -> T | None:
        found = known.get(" ".join(text.casefold().split()))
        if found is None:
            near = get_close_matches(text.casefold(), known, n=3, cutoff=0.6) or list(known)[:8]
            rule = _("Nothing here is called %(text)s.") % {"text": text[:60]}
            mend = _("Write one of: %(names)s.") % {"names": ", ".join(near)} if near else _("Empty it.")
            self.wrong(name, rule, mend)
        return found

    def phone(self, name: str) -> str:
        """A telephone number, in its international form."""
        return self._cleaned(name, PhoneField(label=name, required=False))

    def email(self, name: str) -> str:
        """An email address."""
        return self._cleaned(name, EmailField(label=name, required=False))

    def _cleaned(self, name: str, field: PhoneField | EmailField) -> str:
        try:
            return str(field.clean(self.text(name)))
        except ValidationError as why:
            self.wrong(name, f"{why.messages[0]}.", _("Mend the cell, or empty it."))
            return ""

    def postcode(self, name: str) -> str:
        """A whole postcode, tidied."""
        text = self.text(name)
        try:
            return postcode.tidy(text) if text else ""
        except ValueError:
            self.wrong(name, _("This is not a whole UK postcode."), _("Write one such as EX31 1AA, or empty it."))
            return ""


def _day(text: str) -> date:
    """Year-month-day, or day/month/year as people here write it. Raises ValueError."""
    if "/" not in text:
        return date.fromisoformat(text)
    day, month, year = text.split("/")
    if len(year.strip()) != 4:  # 24/11/26 may be three different days
        raise ValueError(text)
    return date(int(year), int(month), int(day))
