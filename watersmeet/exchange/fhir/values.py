"""What number an answer stands for: by the code of an answer, by its ordinal value, or as a whole number."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.translation import gettext as _

from watersmeet.exchange.fhir import terms
from watersmeet.exchange.fhir.wire import Answer, Coding, Extension, Question
from watersmeet.records.outcomes.api import Instrument, Item

ORDINALS: Final = {terms.ORDINAL, "http://hl7.org/fhir/StructureDefinition/itemWeight"}
"""Where the number of an answer stands; the second is its name from R5 on."""


def of_question(used: Instrument, item: Item, answer: Answer, asked: Question | None) -> int | None:
    """The answer as one of the numbers that the question takes; None where the person gave none.

    `asked` is the question in the form of whoever asked it. Raises ValueError, saying why and how to mend it.
    """
    coding = answer.value_coding
    if coding and coding.system == terms.ABSENT:
        return None
    value: float
    if coding:
        value = _of_coding(used, item, coding, asked)
    elif answer.value_integer is not None:
        value = answer.value_integer
    else:
        raise ValueError(_("This holds neither a code nor a whole number. Send one of them."))
    if value not in item.values:
        told = {"value": terms.shown(str(value)), "low": item.low, "high": item.high}
        raise ValueError(_("%(value)s was not offered. Send a whole number from %(low)s to %(high)s.") % told)
    return int(value)


def of_total(answer: Answer) -> float | None:
    """A total as the sender has it; None where it holds no number."""
    quantity = answer.value_quantity.value if answer.value_quantity else None
    numbers = (answer.value_integer, answer.value_decimal, quantity)
    try:
        return next((float(one) for one in numbers if one is not None), None)
    except OverflowError:
        raise ValueError(_("This number is too large. Send the total as it is.")) from None


def _of_coding(used: Instrument, item: Item, coding: Coding, asked: Question | None) -> float:
    """The number that a code stands for. Raises ValueError where nobody says, or two say different things."""
    found = {*_known(used, item, coding), *_ordinals(coding.extension), *_offered(coding, asked)}
    if len(found) > 1:
        numbers = " / ".join(f"{one:g}" for one in sorted(found))
        raise ValueError(_("This stands for several numbers: %(numbers)s. Send one.") % {"numbers": numbers})
    if not found:
        told = {"code": terms.shown(coding.code), "system": terms.shown(coding.system)}
        say = _("%(code)s of %(system)s is no answer that we know. Send its LOINC code, or its ordinal value.")
        raise ValueError(say % told)
    return found.pop()


def _known(used: Instrument, item: Item, coding: Coding) -> Iterable[float]:
    for option in item.options:
        wire = terms.option_coding(used, option)
        if (wire["system"], wire["code"]) == (coding.system, coding.code):
            yield option.value


def _offered(coding: Coding, asked: Question | None) -> Iterable[float]:
    """What the form that was asked says of this code."""
    for one in asked.answer_option if asked else ():
        if (one.value_coding.system, one.value_coding.code) == (coding.system, coding.code):
            yield from _ordinals([*one.extension, *one.value_coding.extension])


def _ordinals(extensions: Sequence[Extension]) -> Iterable[float]:
    return (one.value_decimal for one in extensions if one.url in ORDINALS and one.value_decimal is not None)
