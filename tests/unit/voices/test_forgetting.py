"""Single answers of an inquiry are forgotten when their time is over; the report reads as it did."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import inquiries, places
from tests.factories.places import Place
from tests.unit.voices.test_inquiry_pages import browser_of, words
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict
from watersmeet.evidence.extracts.waves import answers_of
from watersmeet.evidence.forgetting import forget_answers
from watersmeet.evidence.inquiry import Answers, Face, gather, verdicts, viability
from watersmeet.evidence.inquiry.kept import again, kept
from watersmeet.outbox.models import Arrival
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.models import Answer, Answered, InquiryEvent, Wave

pytestmark = pytest.mark.django_db
LATER = "+740d"


@pytest.fixture
def here() -> Place:
    return places.place()


@pytest.fixture
def lead(here: Place) -> Actor:
    return inquiries.lead(here)


def report(who: Actor, wave: UUID) -> str:
    """Its words, without the sentence that tells that answers were forgotten."""
    page = words(browser_of(who).get(f"/evidence/inquiry/{wave}/"))
    return re.sub(r'<p class="ws-quiet">Single answers were forgotten.*?</p> ?', "", page.partition("<main")[2])


def uneven(lead: Actor) -> UUID:
    """A wave in which learners disagree, one group is small, and one came from several organisations."""
    wave = inquiries.opened(lead, {"learners": 30, "education": 40})
    inquiries.answered(wave, "learners", 12, lived="1")
    inquiries.answered(wave, "learners", 9)
    inquiries.answered(wave, "community", 30, condition="can")
    inquiries.answered(wave, "education", 25)
    inquiries.answered(wave, "education", 3, lived__respect="")
    inquiries.answered(wave, "primary_care", 5, barrier="yes")
    voices.close_wave(wave, by=lead)
    return wave


def test_the_report_reads_the_same_afterwards(lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    first = uneven(lead)
    second = voices.open_wave(Wave.objects.get().inquiry_id, {"learners": 20}, by=lead)
    inquiries.answered(second, "learners", 15)
    inquiries.answered(second, "community", 12)
    inquiries.answered(second, "education", 3)
    voices.close_wave(second, by=lead)
    monkeypatch.setenv("WATERSMEET_NOW", LATER)
    before = [report(lead, wave) for wave in (first, second)]
    assert "Contested" in before[0]
    assert forget_answers() == 2
    assert not Answer.objects.exists()
    assert [report(lead, wave) for wave in (first, second)] == before
    page = words(browser_of(lead).get(f"/evidence/inquiry/{first}/"))
    assert "Single answers were forgotten on" in page


def test_nothing_is_forgotten_before_its_time_or_while_it_is_open(lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    wave = inquiries.heard(lead, 8)
    monkeypatch.setenv("WATERSMEET_NOW", "+720d")
    assert forget_answers() == 0
    with pytest.raises(Conflict):
        voices.forget_answers(wave, [])
    assert Answer.objects.count() == 40
    voices.open_wave(Wave.objects.get().inquiry_id, {}, by=lead)
    monkeypatch.setenv("WATERSMEET_NOW", "+2000d")
    assert [one.id for one in voices.waves_to_forget()] == [wave]
    assert forget_answers() == 1
    assert forget_answers() == 0, "once is enough"


def test_the_rules_of_the_place_say_how_long(here: Place, lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    inquiries.heard(lead, 8)
    model = partnerships.model_at(here.partnership.pk).model
    retention = model.retention.model_copy(update={"inquiry": 2})
    places.adopt(here, model.model_copy(update={"retention": retention}))
    monkeypatch.setenv("WATERSMEET_NOW", "+50d")
    assert forget_answers() == 0
    monkeypatch.setenv("WATERSMEET_NOW", "+70d")
    assert forget_answers() == 1


def test_words_who_answered_and_second_clicks_go_too_and_the_book_keeps_that_it_was_done(
    here: Place, lead: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = inquiries.opened(lead)
    member = places.worker(here.front_door, Role.TUTOR)
    document = voices.asked_by_code(inquiries.code_of(wave, "education")).questions  # type: ignore[union-attr]
    said = inquiries.told(document) | {"words.first": "Ask us first."}
    voices.answer_own(wave, said, by=member, key="a-click")
    voices.close_wave(wave, by=lead)
    assert "Ask us first." in words(browser_of(lead).get(f"/waves/{wave}/words/"))
    source = Arrival.objects.filter(source=f"inquiry.answer:{wave}")
    assert source.exists()
    monkeypatch.setenv("WATERSMEET_NOW", LATER)
    forget_answers()
    assert not Answered.objects.exists()
    assert not source.exists()
    page = words(browser_of(lead).get(f"/waves/{wave}/words/"))
    assert "It was forgotten" in page
    assert "Ask us first." not in page
    assert InquiryEvent.objects.filter(what="forget_answers").count() == 1
    assert Line.objects.filter(verb="inquiry.forget_answers").count() == 1


def test_of_fewer_than_eight_nothing_is_kept(lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    wave = inquiries.opened(lead)
    inquiries.answered(wave, "learners", 7, lived="2")
    inquiries.answered(wave, "community", 8)
    voices.close_wave(wave, by=lead)
    monkeypatch.setenv("WATERSMEET_NOW", LATER)
    forget_answers()
    held = voices.tallies_of(lead, wave)
    learners = [row for row in held if row["group"] == "learners"]
    assert learners
    assert all(row.keys() == {"what", "face", "group", "untested"} for row in learners)
    assert {row["answered"] for row in held if row["group"] == "community"} == {8}
    _one, of = voices.wave(lead, wave)
    assert {one.group: one.heard.about for one in of.groups if one.group in {"learners", "community"}} == {
        "learners": None,
        "community": 10,
    }


def test_what_is_kept_is_sealed_and_never_without_its_day(lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    inquiries.heard(lead, 8)
    monkeypatch.setenv("WATERSMEET_NOW", LATER)
    forget_answers()
    with connection.cursor() as cursor:
        cursor.execute("SELECT kept FROM voices_wave")
        [(raw,)] = cursor.fetchall()
    assert b"learners" not in bytes(raw)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wave.objects.update(forgotten_on=None)


def test_more_answers_than_people_on_the_roster_do_not_hold_it_up(lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    wave = inquiries.opened(lead, {"learners": 9})
    inquiries.answered(wave, "learners", 10)
    voices.close_wave(wave, by=lead)
    assert browser_of(lead).get(f"/evidence/inquiry/{wave}/").status_code == 200
    monkeypatch.setenv("WATERSMEET_NOW", LATER)
    assert forget_answers() == 1


Say = Callable[[int], str]


def always(answer: str) -> Say:
    """Everybody says the same."""
    return lambda _number: answer


def made(*groups: tuple[str, int, int, Say], rosters: dict[str, int] | None = None) -> Answers:
    """Answers of groups: so many, from so many organisations, each as `Say` has it."""
    rows: list[Any] = []
    for group, many, organisations, says in groups:
        for number in range(many):
            organisation = f"o{number % organisations}" if organisations else ""
            rows += [(group, organisation, "respect", Face.LIVED, says(number))]
            rows += [(group, organisation, "good", Face.BENEFIT, says(number))]
            rows += [(group, organisation, "stops", Face.BARRIER, "yes" if number % 4 == 0 else "no")]
            rows += [(group, organisation, "met", Face.CONDITION, "met" if number % 3 else "can")]
    return gather(rows, rosters or {})


@pytest.mark.parametrize("organisations", [0, 2, 4, 5, 9])
@pytest.mark.parametrize("many", [3, 8, 15, 40])
def test_verdicts_of_what_is_kept_are_those_of_the_answers(many: int, organisations: int) -> None:
    whole = made(
        ("learners", many, 0, lambda number: "5" if number % 5 else "2"),
        ("community", 30, 0, always("4")),
        ("education", many, organisations, lambda number: "5" if number % 3 else "1"),
        ("primary_care", 12, organisations, always("2")),
        rosters={"learners": 60, "education": 44},
    )
    less = again(json.loads(json.dumps(kept(whole))))

    def told(answers: Answers) -> Any:
        found = [
            (
                (one.item, one.verdict, one.hangs_on, one.wide, one.may_be_wide, one.close, one.rests_on),
                [(of.group, of.endorsed, of.opposed, of.untested, of.lean) for of in one.groups],
                [(of.needed, of.tally.dominant) for of in one.groups if of.untested is None],
            )
            for one in verdicts(answers.values)
        ]
        parts = {name: getattr(answers, name) for name in ("benefits", "barriers", "met", "can_be_met")}
        return found, viability(**parts, facts=[])

    assert told(less) == told(whole)
    assert not any("o1" in json.dumps(row) for row in kept(whole)), "no organisation is told apart"


def test_an_organisation_that_counts_is_a_number_and_no_more() -> None:
    whole = made(("education", 40, 9, always("5")), ("learners", 9, 0, always("4")))
    [row] = [one for one in kept(whole) if one["group"] == "education" and one["face"] == "lived"]
    assert row == {
        "what": "respect",
        "face": "lived",
        "group": "education",
        "answered": 40,
        "yes": 40,
        "organisations": [9, 9],
    }


def test_the_report_needs_no_answer_once_they_are_forgotten(lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    wave = inquiries.heard(lead, 12)
    monkeypatch.setenv("WATERSMEET_NOW", LATER)
    forget_answers()
    _one, of = voices.wave(lead, wave)
    assert of.forgotten_on == clock.today()
    assert answers_of(lead, of).values
