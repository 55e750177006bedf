"""A QuestionnaireResponse, ours or another system's, as what our room of outcomes takes: answers and when."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.base import clock
from watersmeet.base.problems import Invalid
from watersmeet.exchange.fhir import terms
from watersmeet.exchange.fhir.values import of_question, of_total
from watersmeet.exchange.fhir.which import UNSCORED, Form, which
from watersmeet.exchange.fhir.wire import (
    Answer,
    Answered,
    Questionnaire,
    QuestionnaireResponse,
    answered,
    taken,
)
from watersmeet.records.outcomes.api import About, Instrument, published, score

ENDED: Final = {"completed", "amended"}
"""The states of a completion that is one."""

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Completion:
    """Which questions were answered how (None: skipped), and when: what `outcomes.answer` takes."""

    instrument: Instrument
    answers: dict[str, int | None]
    at: datetime


@dataclass(slots=True)
class _Told:
    """What was understood so far, and what was not, place by place."""

    form: Form
    answers: dict[str, int | None] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    total: float | None = None
    faults: dict[str, list[str]] = field(default_factory=dict)

    def fault(self, place: str, say: str) -> None:
        """Something at a place cannot be taken."""
        self.faults.setdefault(place, []).append(say)

    def is_new(self, key: str, place: str) -> bool:
        """Whether this is the first answer to a question."""
        first = self.places.setdefault(key, place)
        if first != place:
            self.fault(place, _("This is asked before, at %(first)s. Send each question once.") % {"first": first})
        return first == place


def read(wire: terms.Wire, sent: Sequence[Questionnaire] = ()) -> Completion:
    """The completion that a resource tells of; `sent` are the forms that came with it.

    Raises Invalid, naming each place that cannot be taken, with why and how to mend it. Nothing is guessed.
    """
    if wire.get("resourceType") != "QuestionnaireResponse":
        raise Invalid({"resourceType": [_("This is no QuestionnaireResponse.")]})
    response = taken(QuestionnaireResponse, wire)
    if response.status not in ENDED:
        say = _("Only answers that are completed or amended are read: this says %(status)s.")
        raise Invalid({"status": [say % {"status": terms.shown(response.status)}]})
    inside = forms((f"contained[{number}]", one) for number, one in enumerate(response.contained))
    told = _Told(which(response, [*inside, *sent]))
    at = _moment(response.authored, told)
    if told.form.instrument.about is About.SELF:
        _take_all(response.item, told)
    else:
        _take_each(response.item, told)
    if not told.faults:
        _compare_total(told)
    if told.faults or at is None:
        raise Invalid(told.faults)
    return Completion(told.form.instrument, told.answers, at)


def forms(resources: Iterable[tuple[str, terms.Wire]]) -> list[Questionnaire]:
    """The Questionnaires among resources, each with its place. Raises Invalid."""
    found = []
    for place, one in resources:
        if one.get("resourceType") == "Questionnaire":
            try:
                found.append(taken(Questionnaire, one))
            except Invalid as fault:
                raise Invalid({f"{place}.{where}": says for where, says in fault.fields.items()}) from None
    return found


def _take_all(items: Sequence[Answered], told: _Told) -> None:
    """The answers to the questions of a form, wherever they stand in it."""
    told.answers = {item.code: None for item in told.form.instrument.items}
    for place, one in answered(items):
        meaning = told.form.means(one.link_id)
        if meaning is None:
            _refuse_answered(place, one, told)
        elif meaning != UNSCORED and told.is_new(meaning, place):
            _take(place, one, meaning, told, meaning)


def _take_each(items: Sequence[Answered], told: _Told) -> None:
    """The answers for each goal or need, from the groups of our own form."""
    (item,) = told.form.instrument.items
    for number, group in enumerate(items):
        place = f"item[{number}]"
        if group.link_id != terms.EACH:
            _refuse_answered(place, group, told)
            continue
        inside: dict[str, tuple[str, Answered]] = {}
        for where, one in answered(group.item, f"{place}.item"):
            if one.link_id not in {terms.ABOUT, item.code}:
                _refuse_answered(where, one, told)
            elif told.is_new(f"{place} {one.link_id}", where):
                inside[one.link_id] = where, one
        key = _about(*inside.get(terms.ABOUT, (place, group)), told)
        if key and told.is_new(key, place):
            told.answers[key] = None
            if item.code in inside:
                _take(*inside[item.code], item.code, told, key)


def _take(place: str, one: Answered, meaning: str, told: _Told, key: str) -> None:
    """One answer to one question, or to the total."""
    if not one.answer:
        return
    answer = _only(place, one, told)
    if answer is None:
        return
    try:
        if meaning == terms.TOTAL:
            told.total = of_total(answer)
        else:
            used = told.form.instrument
            told.answers[key] = of_question(used, used.item(meaning), answer, told.form.questions.get(one.link_id))
    except ValueError as fault:
        told.fault(f"{place}.answer[0]", str(fault))


def _only(place: str, one: Answered, told: _Told) -> Answer | None:
    if len(one.answer) > 1:
        told.fault(place, _("There are %(many)s answers. Send one.") % {"many": len(one.answer)})
        return None
    return one.answer[0]


def _about(place: str, one: Answered, told: _Told) -> str:
    """Which goal or need a group is about, or "" with a fault."""
    answer = one.answer[0] if len(one.answer) == 1 else Answer()
    value = answer.value_reference.identifier.value if answer.value_reference else ""
    try:
        return str(UUID(value.removeprefix("urn:uuid:")))
    except ValueError:
        told.fault(place, _("It is not said which goal or need this is about. Send its identifier, a UUID."))
        return ""


def _refuse_answered(place: str, one: Answered, told: _Told) -> None:
    """What is not known is left where it holds no answer, such as a heading."""
    if one.answer:
        say = _("%(code)s has no question %(link)s. Send it without, or with the LOINC code of the question.")
        told.fault(place, say % {"code": told.form.instrument.code, "link": terms.shown(one.link_id)})


def _moment(authored: str, told: _Told) -> datetime | None:
    """When it was answered, in UTC, or None with a fault."""
    try:
        at = datetime.fromisoformat(authored).astimezone(UTC) if _MOMENT.fullmatch(authored) else None
    except (ValueError, OverflowError):  # no such day; or in no year of UTC
        at = None
    if at is None:
        told.fault("authored", _("Say when it was answered, with the zone, such as 2026-11-22T10:30:00Z."))
    elif at > clock.now():
        told.fault("authored", _("This is still to come. Say when it was answered."))
    return at


def _compare_total(told: _Told) -> None:
    """Their total is not taken. Where all answers are here and it is another one, somebody is wrong."""
    used = told.form.instrument
    if used.total is None or told.total is None:
        return
    ours = published(used, used.total, score(used, told.answers)[used.code])
    if ours is not None and float(ours) != told.total:
        say = _("The total says %(theirs)s, and the answers make %(ours)s. Ask who sent it which is true.")
        told.fault(told.places[terms.TOTAL], say % {"theirs": f"{told.total:g}", "ours": ours})
