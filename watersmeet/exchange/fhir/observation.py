"""The published total of one completion as a FHIR R4 Observation. Of no question by itself is there one."""

from uuid import UUID, uuid5

from watersmeet.exchange.fhir import terms
from watersmeet.exchange.fhir.terms import Wire, said
from watersmeet.records.outcomes.api import Instrument, Point, published


def observation(point: Point, subject: UUID) -> Wire | None:
    """The total, or None where there is none or an answer lacks. It says how much, and never how bad that is."""
    used = point.instrument
    score = published(used, used.total, point.scores.get(used.code)) if used.total else None
    if score is None:
        return None
    return said(
        resourceType="Observation",
        id=str(uuid5(point.id, terms.TOTAL)),
        status="amended" if point.corrected else "final",
        category=[{"coding": [terms.coding(terms.CATEGORY, "survey")]}],
        code={"coding": _codes(used), "text": used.name},
        subject=terms.identified(subject, "Patient"),
        effectiveDateTime=terms.instant(point.at),
        valueQuantity={
            "value": terms.number(score),
            "unit": terms.SCORE,
            "system": terms.UNITS,
            "code": terms.SCORE,
        },
        derivedFrom=[{"reference": f"QuestionnaireResponse/{point.id}"}],
    )


def _codes(used: Instrument) -> list[Wire]:
    """What it is the total of: in LOINC, or by our own name where LOINC has none."""
    code = used.total.loinc if used.total else ""
    return terms.loinc(code) or [terms.coding(terms.address("CodeSystem", "totals"), used.code)]
