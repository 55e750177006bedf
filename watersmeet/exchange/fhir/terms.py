"""What things are called on the wire: code systems, extensions, and the address of each of our instruments."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from watersmeet.records.outcomes.api import Instrument, Option

LOINC = "http://loinc.org"
UNITS = "http://unitsofmeasure.org"
SCORE = "{score}"
URI = "urn:ietf:rfc:3986"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
CONTROL = "http://hl7.org/fhir/questionnaire-item-control"

_EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
ORDINAL = f"{_EXTENSION}ordinalValue"
ITEM_CONTROL = f"{_EXTENSION}questionnaire-itemControl"
LOWEST, HIGHEST = f"{_EXTENSION}minValue", f"{_EXTENSION}maxValue"

INTRO, TOTAL, EACH, ABOUT = "intro", "total", "each", "about"
"""What stands in a form beside its questions: what is read first, the sum, a group for each goal or need, which one."""

LONGEST_SHOWN = 80

Wire = dict[str, Any]
_OURS = UUID("fc36183c-2d9b-446e-9237-233d2fcaf126")


@cache
def address(kind: str, code: str) -> str:
    """What we publish of a kind under a code: the same in every place, and nobody's web address."""
    return uuid5(_OURS, f"{kind}/{code}").urn


def canonical(used: Instrument) -> str:
    """The address of one version of an instrument's form."""
    return f"{address('Questionnaire', used.code)}|{used.version}"


def coding(system: str, code: str, display: str = "") -> Wire:
    """A code of a system, with its words if there are any."""
    return said(system=system, code=code, display=display)


def option_coding(used: Instrument, option: Option) -> Wire:
    """An answer that has words: by its LOINC code, or by ours where LOINC has none."""
    if option.loinc:
        return coding(LOINC, option.loinc, option.words)
    return coding(address("CodeSystem", used.code), option.code, option.words)


def loinc(code: str) -> list[Wire]:
    """The code of a thing in LOINC, in a list; an empty one where it has none."""
    return [coding(LOINC, code)] if code else []


def identified(identifier: UUID, type_: str = "") -> Wire:
    """A reference that says which, and leads nowhere."""
    return said(type=type_, identifier={"system": URI, "value": identifier.urn})


def instant(when: datetime) -> str:
    """An instant in UTC, as exact as we have it: "2026-11-22T10:30:45.123456Z"."""
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


def number(value: Decimal) -> int | float:
    """A score as JSON writes it: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def said(**fields: Any) -> Wire:
    """The fields that say something: FHIR allows nothing that is empty."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def shown(word: str) -> str:
    """A word that somebody sent, short and printable, to be said back; "nothing" for none."""
    return "".join(sign if sign.isprintable() else "?" for sign in word[:LONGEST_SHOWN]) or _("nothing")
