"""An instrument as a FHIR R4 Questionnaire: the form that another system can show."""

from typing import Final

from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem
from watersmeet.exchange.fhir import terms
from watersmeet.exchange.fhir.terms import Wire, said
from watersmeet.records.outcomes.api import About, Instrument, Item

NOTICE: Final = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc. "
    "and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the "
    "license at http://loinc.org/license. LOINC® is a registered United States trademark of Regenstrief Institute, Inc."
)
"""What the licence of LOINC asks for wherever its codes go."""

BLANK = "[...]"
"""Stands in a question where the words of a goal or need do."""


def questionnaire(used: Instrument) -> Wire:
    """The form of an instrument. Raises Problem where its words are not ours to give."""
    if used.words == "licensed":
        told = {"licence": used.licence, "source": used.source_url}
        raise Problem(used.off, _("To use it, %(licence)s: %(source)s") % told)
    whole = [_question(used, item) for item in used.items]
    if used.about is not About.SELF:
        whole = [_each(whole)]
    return said(
        resourceType="Questionnaire",
        id=used.code,
        language=_language(used.lang),
        url=terms.address("Questionnaire", used.code),
        version=str(used.version),
        name=used.code.upper(),
        title=used.name,
        status="active",
        subjectType=["Patient"],
        description=used.source,
        copyright=_copyright(used),
        code=terms.loinc(used.loinc),
        item=[*_intro(used), *whole, *_total(used)],
    )


def _question(used: Instrument, item: Item) -> Wire:
    told = said(
        linkId=item.code,
        code=terms.loinc(item.loinc),
        text=item.asks.replace("{words}", BLANK),
        type="choice" if item.options else "integer",
        required=False,
    )
    if not item.options:
        ends = {terms.LOWEST: item.low, terms.HIGHEST: item.high}
        words = [_end(item, "lower", item.low_words), _end(item, "upper", item.high_words)]
        told["extension"] = [{"url": url, "valueInteger": value} for url, value in ends.items()]
        return told | said(item=[one for one in words if one["text"]])
    told["answerOption"] = [
        {
            "extension": [{"url": terms.ORDINAL, "valueDecimal": option.value}],
            "valueCoding": terms.option_coding(used, option),
        }
        for option in item.options
    ]
    return told


def _end(item: Item, which: str, words: str) -> Wire:
    """The words at one end of a scale."""
    control = {"coding": [terms.coding(terms.CONTROL, which)]}
    return {
        "extension": [{"url": terms.ITEM_CONTROL, "valueCodeableConcept": control}],
        "linkId": f"{item.code}.{which}",
        "text": words,
        "type": "display",
    }


def _each(questions: list[Wire]) -> Wire:
    """The questions once more for each goal or need, which comes first."""
    which = {"linkId": terms.ABOUT, "type": "reference", "required": True}
    return {"linkId": terms.EACH, "type": "group", "required": False, "repeats": True, "item": [which, *questions]}


def _intro(used: Instrument) -> list[Wire]:
    return [{"linkId": terms.INTRO, "text": used.intro, "type": "display"}] if used.intro else []


def _total(used: Instrument) -> list[Wire]:
    """The published score: shown, never asked."""
    if used.total is None:
        return []
    told = said(linkId=terms.TOTAL, code=terms.loinc(used.total.loinc), text=_("Total"), type="integer")
    return [told | {"required": False, "readOnly": True}]


def _copyright(used: Instrument) -> str:
    codes = [used.loinc, *(item.loinc for item in used.items), used.total.loinc if used.total else ""]
    return "\n".join(part for part in (used.attribution, NOTICE if any(codes) else "") if part)


def _language(lang: str) -> str:
    """ "en-gb" as BCP 47 writes it: "en-GB"."""
    language, _dash, region = lang.partition("-")
    return f"{language}-{region.upper()}" if region else language
