"""One completion as a FHIR R4 QuestionnaireResponse. Whoever maps has asked the gate: what comes in may be shown."""

from uuid import UUID

from watersmeet.exchange.fhir import terms
from watersmeet.exchange.fhir.terms import Wire, said
from watersmeet.records.outcomes.api import About, Instrument, Item, Point


def response(point: Point, subject: UUID) -> Wire:
    """What was answered and when. `subject` is the name by which the other side knows the person.

    What was skipped stands there without an answer. No total: that is an Observation of its own.
    """
    used = point.instrument
    if used.about is About.SELF:
        items = [_answered(used, item, point.answers.get(item.code)) for item in used.items]
    else:
        items = [_each(used, UUID(key), value) for key, value in point.answers.items()]
    return said(
        resourceType="QuestionnaireResponse",
        id=str(point.id),
        questionnaire=terms.canonical(used),
        status="amended" if point.corrected else "completed",
        subject=terms.identified(subject, "Patient"),
        authored=terms.instant(point.at),
        item=items,
    )


def _answered(used: Instrument, item: Item, value: int | None) -> Wire:
    told: Wire = {"linkId": item.code}
    if value is None:
        return told
    option = next((one for one in item.options if one.value == value), None)
    answer = {"valueCoding": terms.option_coding(used, option)} if option else {"valueInteger": value}
    return told | {"answer": [answer]}


def _each(used: Instrument, about: UUID, value: int | None) -> Wire:
    """The group of one goal or need."""
    which = {"linkId": terms.ABOUT, "answer": [{"valueReference": terms.identified(about)}]}
    return {"linkId": terms.EACH, "item": [which, _answered(used, used.items[0], value)]}
