"""Read one value of a service, wherever it stands: what cannot be meant is left out, and said with its JSON pointer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from watersmeet.exchange.feeds import plain
from watersmeet.exchange.feeds.findings import Findings
from watersmeet.exchange.feeds.lists import Wire
from watersmeet.records.directory import api as directory

OLDEST_AGE = 120
_RINGS = re.compile(r"\+?[0-9(][0-9 ().-]{2,}[0-9](,? ?(x|ext\.?|extension) ?[0-9]{1,6})?", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Look:
    """One object of a service, where it stands, and where to say what is found."""

    told: Wire
    at: str
    findings: Findings

    def find(self, code: str, name: str = "", *details: str) -> None:
        """Say that something was found here."""
        self.findings.add(code, f"{self.at}/{name}" if name else self.at, *details)

    def below(self, name: str) -> "Look | None":
        """An object within this one, where there is one."""
        value = self.told.get(name)
        if isinstance(value, dict):
            return Look(value, f"{self.at}/{name}", self.findings)
        if value not in (None, "", []):
            self.find("wrong_kind", name)
        return None

    def each(self, name: str) -> "Iterator[Look]":
        """The objects of a list within this one."""
        value = self.told.get(name)
        if value not in (None, "") and not isinstance(value, list):
            self.find("wrong_kind", name)
        for number, one in enumerate(value if isinstance(value, list) else []):
            if isinstance(one, dict):
                yield Look(one, f"{self.at}/{name}/{number}", self.findings)
            else:
                self.find("wrong_kind", f"{name}/{number}")

    def text(self, name: str, most: int = 0) -> str:
        """Words on one line, at most so many letters; "" where nothing is said."""
        value = self.told.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            if value is not None:
                self.find("wrong_kind", name)
            return ""
        if plain.is_marked_up(value):
            self.find("html_in_description", name)
            value = plain.words(value)
        return self.short(plain.line(value), name, most)

    def prose(self, name: str) -> str:
        """Words in paragraphs, without HTML."""
        value = self.told.get(name)
        if not isinstance(value, str):
            if value is not None:
                self.find("wrong_kind", name)
            return ""
        if plain.is_marked_up(value):
            self.find("html_in_description", name)
            value = plain.words(value)
        return plain.visible(value)

    def short(self, said: str, name: str, most: int) -> str:
        """The words, cut where they are too long."""
        if most and len(said) > most:
            self.find("shortened", name)
            return plain.cut(said, most)
        return said

    def website(self, name: str) -> str:
        """A whole web address; "" where there is none."""
        said = self.text(name)
        if said and not directory.is_website(said) and "://" not in said and directory.is_website(f"https://{said}"):
            self.find("url_mended", name, said)
            said = f"https://{said}"
        if said and not (directory.is_website(said) and len(said) <= directory.LONGEST_WEBSITE):
            self.find("url_left_out", name, said)
            return ""
        return said

    def email(self, name: str) -> str:
        """A whole email address; "" where there is none."""
        said = self.text(name).removeprefix("mailto:")
        if said and not directory.is_email(said):
            self.find("email_left_out", name, said)
            return ""
        return said

    def number(self, name: str) -> tuple[str, str]:
        """A telephone number, and the words that stand around it; ("", "") where none can be rung."""
        said = self.text(name)
        if not said or _is_number(said):
            return said, ""
        found = [one[0] for one in re.finditer(_RINGS, said) if _is_number(one[0])]
        if not found:
            self.find("phone_left_out", name, said)
            return "", ""
        self.find("phone_with_words", name)
        around = plain.line(said.replace(found[0], " ")).strip(" :;,-()")
        return found[0].strip(), plain.cut(around, 120)

    def age(self, name: str) -> int | None:
        """An age in whole years; None where none is said or it cannot be."""
        value = self.told.get(name)
        if value in (None, ""):
            return None
        try:
            years = int(Decimal(str(value)))
        except (InvalidOperation, ValueError, OverflowError):
            years = -1
        if isinstance(value, bool) or not 0 <= years <= OLDEST_AGE:
            self.find("age_out_of_range", name, str(value))
            return None
        return years

    def day(self, name: str) -> date | None:
        """A day, also of a time; None where none is said or it cannot be read."""
        said = self.text(name)
        if not said:
            return None
        try:
            return date.fromisoformat(said[:10]) if _DAY.match(said) else date.fromisoformat(said)
        except ValueError:
            self.find("datetime_unreadable", name, said)
            return None

    def instant(self, name: str) -> str:
        """A moment as it is written; said where it has no zone or cannot be read."""
        said = self.text(name)
        if said:
            try:
                if datetime.fromisoformat(said).tzinfo is None:
                    self.find("naive_datetime", name, said)
            except ValueError:
                self.find("datetime_unreadable", name, said)
        return said


def _is_number(text: str) -> bool:
    return directory.is_phone(text) and len(text) <= 40
