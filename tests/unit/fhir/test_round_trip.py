"""What goes out comes in again the same; what comes from anywhere is read or refused, and never anything else."""

import copy
import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.fhir.invented import EVERY, SUBJECT, WHEN, all_of, answers_to, point
from watersmeet.base.problems import Invalid
from watersmeet.exchange.fhir.questionnaire import questionnaire
from watersmeet.exchange.fhir.reading import Completion, read
from watersmeet.exchange.fhir.response import response
from watersmeet.exchange.fhir.wire import Questionnaire, taken
from watersmeet.records.outcomes.api import instrument, score

PAST = datetime(1900, 1, 2), datetime(2026, 11, 22)  # noqa: DTZ001 - the zone is added by the strategy
MOMENTS = st.datetimes(*PAST, timezones=st.just(UTC))
PHQ9 = instrument("phq9")
SENT = response(point(PHQ9, all_of(PHQ9)), SUBJECT)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(st.data(), st.sampled_from(EVERY), MOMENTS)
def test_any_answers_come_back_as_they_went(data, used, at):
    answers = data.draw(answers_to(used))
    sent = json.loads(json.dumps(response(point(used, answers, at=at), SUBJECT)))
    assert read(sent) == Completion(used, answers, at)
    assert score(used, read(sent).answers) == score(used, answers)


@given(st.data(), st.sampled_from(["phq9", "gad7"]))
def test_another_system_that_shows_our_form_under_its_own_address_is_understood(data, code):
    used = instrument(code)
    answers = data.draw(answers_to(used))
    form = questionnaire(used) | {"url": "https://elsewhere.example/form"}
    sent = response(point(used, answers), SUBJECT) | {"questionnaire": "https://elsewhere.example/form|2.0"}
    assert read(sent, [taken(Questionnaire, form)]) == Completion(used, answers, WHEN)
    assert read(sent | {"contained": [form]}) == Completion(used, answers, WHEN)


def places(wire, path=()):
    """Every place in a resource."""
    yield path
    inside = wire.items() if isinstance(wire, dict) else enumerate(wire) if isinstance(wire, list) else ()
    for step, one in inside:
        yield from places(one, (*path, step))


@given(st.data())
def test_whatever_stands_anywhere_is_read_or_refused_with_its_place(data):
    wire = copy.deepcopy(SENT)
    path = data.draw(st.sampled_from([one for one in places(wire) if one]))
    held = wire
    for step in path[:-1]:
        held = held[step]
    held[path[-1]] = data.draw(JSON | st.sampled_from(["LA6571-9", "q1", "q9", "total", 2, 10**400]))
    insist_read_or_refused(wire)


@given(JSON)
def test_any_items_are_read_or_refused(items):
    insist_read_or_refused(SENT | {"item": items})
    insist_read_or_refused(SENT | {"contained": items})
    insist_read_or_refused(SENT | {"item": [{"linkId": "q1", "answer": items}]})


def insist_read_or_refused(wire):
    """Only numbers that were offered come in; a refusal names at least one place, each with a sentence."""
    try:
        found = read(wire)
    except Invalid as refused:
        says = [one for all_ in refused.fields.values() for one in all_]
    else:
        assert set(found.answers) == {item.code for item in PHQ9.items}
        assert all(value is None or value in range(4) for value in found.answers.values())
        return
    assert says
    assert all(says)
