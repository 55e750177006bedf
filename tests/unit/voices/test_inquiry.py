"""An inquiry is frozen before anybody answers; an answer is nobody's; and a wave that is closed is closed."""

from datetime import timedelta
from uuid import uuid4

import pyarrow as pa
import pytest
from django.db import IntegrityError, transaction

from tests.factories import inquiries, places
from tests.factories.places import Place
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Conflict, Invalid, KeyReused, NotFound, Refused
from watersmeet.evidence.tables import ANSWERS, check
from watersmeet.records.voices import api as voices
from watersmeet.records.voices import frames
from watersmeet.records.voices.api import Way
from watersmeet.records.voices.inquiry_document import digest, read
from watersmeet.records.voices.inquiry_models import Answer, Answered, Inquiry, InquiryEvent, Wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    return places.place()


@pytest.fixture
def lead(here: Place) -> Actor:
    return inquiries.lead(here)


def rows(who: Actor) -> list[dict]:
    return [row for batch in frames.answers(who) for row in batch.to_pylist()]


# The questions


def test_the_worked_questions_ask_five_values_three_ways_of_five_groups():
    asked = voices.worked()
    assert [one.id for one in asked.values] == ["equality", "inclusion", "quality", "respect", "working_together"]
    assert [one.id for one in asked.groups] == list(inquiries.FIVE)
    faces = [one.face for one in voices.questions(asked)]
    assert [faces.count(face) for face in ("important", "lived", "priority")] == [5, 5, 5]
    assert {"benefit", "barrier", "condition", "statement", "leadership", "words"} <= set(faces)


@pytest.mark.parametrize(
    "wrong",
    [
        {"groups": [{"id": "education", "name": "E"}, {"id": "learners", "name": "L"}]},
        {"barriers": [{"id": "a", "ask": "x"}, {"id": "a", "ask": "y"}]},
        {"title": " "},
        {"words": [{"id": str(n), "ask": "x"} for n in range(3)]},
        {"extra": 1},
    ],
)
def test_a_document_that_cannot_be_asked_is_refused_with_its_place(wrong):
    with pytest.raises(Invalid) as told:
        read(voices.worked().model_dump(mode="json") | wrong)
    assert told.value.fields


def test_other_questions_have_another_digest():
    asked = voices.worked().model_dump(mode="json")
    assert digest(asked) == digest(dict(reversed(asked.items())))
    assert digest(asked) != digest(asked | {"benefit": "Another one."})


# Freezing


def test_the_questions_are_frozen_when_the_first_wave_opens(lead):
    made = inquiries.begun(lead)
    voices.change_inquiry(made, voices.worked().model_copy(update={"title": "What holds us"}), by=lead)
    voices.open_wave(made, {"learners": 40}, by=lead)
    row = Inquiry.objects.get(pk=made)
    assert (row.title, row.digest) == ("What holds us", digest(row.document))
    assert InquiryEvent.objects.get(what="open_wave").words == row.digest
    with pytest.raises(Conflict, match="frozen"):
        voices.change_inquiry(made, voices.worked(), by=lead)


def test_questions_that_were_changed_behind_our_back_are_noticed(lead):
    wave = inquiries.heard(lead, 1)
    row = Inquiry.objects.get()
    row.document["values"][0]["name"] = "Loyalty"
    row.save()
    with pytest.raises(Conflict, match="not those that were asked"):
        voices.wave(lead, wave)
    with pytest.raises(Conflict):
        voices.open_wave(row.pk, {}, by=lead)


def test_one_wave_is_open_at_a_time_and_the_next_has_other_addresses(lead):
    made = inquiries.begun(lead)
    first = voices.open_wave(made, {}, by=lead)
    with pytest.raises(Conflict, match="open already"):
        voices.open_wave(made, {}, by=lead)
    voices.close_wave(first, by=lead)
    voices.close_wave(first, by=lead)
    second = voices.open_wave(made, {}, by=lead)
    assert inquiries.code_of(first, "learners") != inquiries.code_of(second, "learners")
    assert [one.number for one in voices.inquiry(lead, made).waves] == [2, 1]
    assert InquiryEvent.objects.filter(what="close_wave").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Wave.objects.filter(pk=first).update(closed_at=None)


def test_sent_twice_is_opened_once(lead):
    made = inquiries.begun(lead)
    assert voices.open_wave(made, {}, by=lead, key="k") == voices.open_wave(made, {}, by=lead, key="k")
    with pytest.raises(KeyReused):
        voices.open_wave(made, {"learners": 3}, by=lead, key="k")


@pytest.mark.parametrize("rosters", [{"learners": 0}, {"nobody": 5}, {"learners": 10**6}])
def test_a_roster_that_cannot_be(lead, rosters):
    with pytest.raises(Invalid):
        voices.open_wave(inquiries.begun(lead), rosters, by=lead)


def test_only_the_lead_keeps_an_inquiry_and_only_here(here, lead):
    made = inquiries.begun(lead)
    with pytest.raises(Refused):
        voices.open_wave(made, {}, by=places.worker(here.surgery, Role.MANAGER))
    elsewhere = inquiries.lead(places.place())
    for act in (lambda: voices.open_wave(made, {}, by=elsewhere), lambda: voices.inquiry(elsewhere, made)):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotFound):
        voices.inquiries(VISITOR)
    with pytest.raises(NotFound):
        voices.begin_inquiry(voices.worked(), by=VISITOR)


# Answers


def test_an_answer_by_an_address_is_nobodys(here, lead):
    wave = inquiries.opened(lead)
    code = inquiries.code_of(wave, "learners")
    by = places.worker(here.group)
    voices.answer(code, {"important.respect": "5", "words.first": "Ask us."}, by=by)
    row = Answer.objects.get()
    assert (row.group, row.way, row.organisation, row.given) == ("learners", "link", "", {"important.respect": "5"})
    assert row.words == {"words.first": "Ask us."}
    names = {field.name for field in Answer._meta.get_fields()}
    assert not names & {"actor", "by", "user", "membership", "answered_at", "made_at", "recorded_at"}
    line = Line.objects.get(verb="inquiry.answer")
    assert (line.subject_id, line.actor_id, line.actor_kind) == (wave, VISITOR.id, "link")
    assert line.detail == {"way": "link"}


def test_words_are_sealed(lead):
    wave = inquiries.opened(lead)
    voices.answer(inquiries.code_of(wave, "learners"), {"words.first": "Heron at dawn"}, by=VISITOR)
    raw = Answer.objects.values_list("words", flat=True).get()
    assert b"Heron" not in bytes(raw.body)


def test_sent_twice_is_one_answer(lead):
    wave = inquiries.opened(lead)
    code = inquiries.code_of(wave, "learners").lower().replace("-", "")
    for _click in range(2):
        voices.answer(code, {"important.respect": "5"}, by=VISITOR, key="k")
    assert Answer.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"important.respect": "6"}, "important.respect"),
        ({"important.tea": "5"}, "important.tea"),
        ({"barrier.time": "met"}, "barrier.time"),
        ({"words.first": "x" * 2001}, "words.first"),
        ({"name": "Ada"}, "name"),
        ({"priority.respect": "9"}, "priority"),
        ({"important.respect": " "}, ""),
        ({}, ""),
    ],
)
def test_what_is_no_answer_is_refused(lead, told, field):
    wave = inquiries.opened(lead)
    with pytest.raises(Invalid) as problem:
        voices.answer(inquiries.code_of(wave, "learners"), told, by=VISITOR)
    assert list(problem.value.fields) == [field]


def test_who_shares_points_out_gives_none_to_what_is_left_empty(lead):
    wave = inquiries.opened(lead)
    voices.answer(inquiries.code_of(wave, "learners"), {"priority.respect": "7", "priority.quality": "3"}, by=VISITOR)
    assert Answer.objects.get().given == {
        "priority.equality": "0",
        "priority.inclusion": "0",
        "priority.quality": "3",
        "priority.respect": "7",
        "priority.working_together": "0",
    }


def test_a_name_is_kept_only_where_the_inquiry_asks_for_it(lead):
    wave = inquiries.opened(lead, named=True)
    voices.answer(inquiries.code_of(wave, "learners"), {"important.respect": "5", "name": "Ada"}, by=VISITOR)
    assert Answer.objects.get().words == {"name": "Ada"}


def test_a_closed_wave_takes_no_answer(lead):
    wave = inquiries.opened(lead)
    code = inquiries.code_of(wave, "learners")
    voices.close_wave(wave, by=lead)
    with pytest.raises(Conflict, match="closed"):
        voices.answer(code, {"important.respect": "5"}, by=VISITOR)
    with pytest.raises(NotFound):
        voices.answer("AAAA-BBBB-CCCC", {"important.respect": "5"}, by=VISITOR)


def test_a_member_answers_once_in_the_group_of_their_organisation(here, lead):
    wave = inquiries.opened(lead)
    nurse, doctor = places.worker(here.surgery), places.worker(here.surgery)
    neighbour = places.worker(here.front_door, Role.COMMUNITY_MEMBER)
    for who in (nurse, doctor, neighbour):
        voices.answer_own(wave, {"important.respect": "5"}, by=who)
    found = Answer.objects.order_by("group").values_list("group", "organisation")
    assert [group for group, _one in found] == ["community", "primary_care", "primary_care"]
    surgery = {organisation for group, organisation in found if group == "primary_care"}
    assert len(surgery) == 1
    assert str(here.surgery.pk).replace("-", "") not in surgery
    assert voices.has_answered(nurse, wave)
    with pytest.raises(Conflict, match="already"):
        voices.answer_own(wave, {"important.respect": "1"}, by=nurse)
    assert (Answer.objects.count(), Answered.objects.count()) == (3, 3)


def test_an_organisation_has_another_mark_in_each_wave(here, lead):
    made = inquiries.begun(lead)
    nurse = places.worker(here.surgery)
    marks = set()
    for _wave in range(2):
        wave = voices.open_wave(made, {}, by=lead)
        voices.answer_own(wave, {"important.respect": "5"}, by=nurse)
        voices.close_wave(wave, by=lead)
        marks.add(Answer.objects.get(wave=wave).organisation)
    assert len(marks) == 2


def test_somebody_writes_down_what_was_said_and_is_not_on_it(here, lead):
    wave = inquiries.opened(lead)
    volunteer = places.worker(here.group, Role.VOLUNTEER)
    voices.enter_answer(wave, "learners", Way.PAPER, {"important.respect": "2"}, by=volunteer)
    voices.enter_answer(wave, "learners", Way.INTERVIEW, {"important.respect": "4"}, by=volunteer)
    assert set(Answer.objects.values_list("way", "organisation")) == {("paper", ""), ("interview", "")}
    for way, group in ((Way.LINK, "learners"), (Way.PAPER, "nobody")):
        with pytest.raises(Invalid):
            voices.enter_answer(wave, group, way, {"important.respect": "2"}, by=volunteer)
    with pytest.raises(Refused):
        voices.enter_answer(
            wave, "learners", Way.PAPER, {"important.respect": "2"}, by=places.worker(here.group, Role.ANALYST)
        )
    with pytest.raises(NotFound):
        voices.enter_answer(uuid4(), "learners", Way.PAPER, {"important.respect": "2"}, by=volunteer)


# What is told


def test_nobody_sees_a_number_move_as_somebody_answers(lead, monkeypatch):
    wave = inquiries.opened(lead)
    inquiries.answered(wave, "learners", 13)
    inquiries.answered(wave, "community", 7)

    def shown() -> dict[str, int | None]:
        return {one.group: one.heard.about for one in voices.wave(lead, wave)[1].groups}

    assert set(shown().values()) == {None}
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "_real", lambda: tomorrow)
    assert (shown()["learners"], shown()["community"]) == (15, None)
    inquiries.answered(wave, "community", 1)
    voices.close_wave(wave, by=lead)
    assert shown()["community"] == 10


@pytest.mark.parametrize(("count", "about"), [(7, None), (8, 10), (12, 10), (13, 15), (17, 15), (18, 20)])
def test_counts_are_told_to_the_nearest_five_from_eight_on(count, about):
    assert voices.Heard.of(count).about == about


def test_evidence_reads_closed_waves_alone_and_neither_words_nor_time(here, lead):
    wave = inquiries.opened(lead)
    voices.answer_own(wave, {"important.respect": "5", "words.first": "Tea"}, by=places.worker(here.surgery))
    assert rows(lead) == []
    voices.close_wave(wave, by=lead)
    [row] = rows(lead)
    assert set(row) == {column.name for column in ANSWERS.columns}
    assert (row["face"], row["item"], row["said"], row["group"]) == ("important", "respect", "5", "primary_care")
    assert row["recorded_at"].strftime("%H:%M:%S.%f") == "00:00:00.000000"
    assert rows(inquiries.lead(places.place())) == []
    for batch in frames.answers(lead):
        assert check(ANSWERS, pa.Table.from_batches([batch])).quarantined == ()
