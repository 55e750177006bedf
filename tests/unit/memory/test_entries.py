"""What a place remembers is written down once, changed without losing a word, looked at again, answered and settled."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.mail import EmailMessage

from tests.factories import places
from tests.factories.places import Place
from tests.unit.memory.telling import kept, soon, told
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Conflict, Invalid, KeyReused, NotFound, Refused
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Kind, Looked, Status, Told
from watersmeet.records.memory.models import Entry, EntryEvent, Remark

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", Kind)
def test_an_entry_of_every_kind_is_written_down_and_read_by_everybody_who_works_here(
    here: Place, writer: Actor, kind: Kind
) -> None:
    made = memory.record(kind, told(kind), by=writer, key="k")

    assert memory.record(kind, told(kind), by=writer, key="k") == made
    with pytest.raises(KeyReused):
        memory.record(kind, told(kind, title="Another"), by=writer, key="k")
    for role in Role:
        one = memory.get(places.worker(here.group, role), made)
        assert (one.title, one.partner, one.kind) == (told(kind).title, str(here.front_door), kind)
    stranger = places.worker(places.place().front_door, Role.LEAD)
    with pytest.raises(NotFound):
        memory.get(stranger, made)
    with pytest.raises(Refused):
        memory.get(VISITOR, made)
    assert Line.objects.filter(verb="memory.write").count() == 1


def test_the_faces_write_their_own_kind(writer: Actor) -> None:
    faces = {
        Kind.DECISION: memory.decide,
        Kind.LESSON: memory.learn,
        Kind.QUESTION: memory.ask,
        Kind.EXPERIMENT: memory.try_out,
        Kind.COMMITMENT: memory.promise,
        Kind.GATHERING: memory.gather,
    }
    for kind, face in faces.items():
        assert memory.get(writer, face(told(kind), by=writer)).kind is kind


def test_words_lie_sealed(writer: Actor) -> None:
    made = kept(writer, title="Heronword alone")

    row = Entry.objects.filter(pk=made).values("title", "parts").get()

    assert b"Heronword" not in row["title"].body


def test_what_does_not_fit_its_kind_is_not_kept(writer: Actor) -> None:
    wrong = {
        "title": Told(title=" ", parts={"why": "x"}),
        "why": Told(title="x"),
        "strange": Told(title="x", parts={"why": "x", "strange": "y"}),
        "about": Told(title="x", parts={"why": "x"}, about=[("person", "x")]),
    }
    for where, one in wrong.items():
        with pytest.raises(Invalid) as problem:
            memory.decide(one, by=writer)
        assert set(problem.value.fields) == {where}
    with pytest.raises(Invalid) as problem:
        memory.promise(Told(title="x", parts={"to": "us", "places": -1}), by=writer)
    assert set(problem.value.fields) == {"day", "body", "places"}
    with pytest.raises(Invalid) as problem:
        memory.learn(Told(title="x" * 201, parts={"happened": "x" * 5001}), by=writer)
    assert set(problem.value.fields) == {"title", "happened"}


def test_a_change_keeps_how_it_read_before(here: Place, writer: Actor, lead: Actor) -> None:
    made = kept(writer, Kind.DECISION)
    seen = memory.get(writer, made).version

    memory.change(made, told(Kind.DECISION, title="We answer within two days"), by=writer, seen_version=seen)
    with pytest.raises(Conflict):
        memory.change(made, told(Kind.DECISION), by=lead, seen_version=seen)
    memory.change(made, told(Kind.DECISION, title="We answer tomorrow"), by=lead)

    assert memory.get(writer, made).title == "We answer tomorrow"
    earlier = [step.before["title"] for step in memory.steps(writer, made) if step.before]
    assert earlier == ["We answer within two days", "We answer within three days"]
    with pytest.raises(Refused):
        memory.change(made, told(Kind.DECISION), by=places.worker(here.front_door))


def test_a_newer_decision_takes_the_place_of_an_earlier_one(writer: Actor, other: Actor) -> None:
    first = kept(writer, Kind.DECISION)

    second = memory.supersede(first, told(Kind.DECISION, title="We answer the same day"), by=other)

    assert memory.get(writer, first).superseded_by == second
    assert memory.get(writer, second).supersedes == first
    assert [one.id for one in memory.falls_due(writer)] == []


def test_a_review_says_how_it_looks_and_falls_due_again(writer: Actor) -> None:
    made = kept(writer, Kind.DECISION, review_on=soon(-1))
    assert [one.id for one in memory.falls_due(writer)] == [made]
    assert memory.get(writer, made).overdue

    memory.review(made, Looked.DISSENT_RIGHT, words="It was too soon.", next_on=soon(90), by=writer, key="k")
    memory.review(made, Looked.DISSENT_RIGHT, words="It was too soon.", next_on=soon(90), by=writer, key="k")

    one = memory.get(writer, made)
    assert (one.looked, one.review_on, one.overdue) == (Looked.DISSENT_RIGHT, soon(90), False)
    assert EntryEvent.objects.filter(what="review").count() == 1
    with pytest.raises(Invalid):
        memory.review(made, Looked.STANDS, next_on=soon(0), by=writer)
    with pytest.raises(Conflict):
        memory.review(kept(writer), Looked.STANDS, by=writer)


def test_a_question_is_answered_by_another_partner_and_the_answer_becomes_a_lesson(
    here: Place, writer: Actor, other: Actor
) -> None:
    asked = kept(writer, Kind.QUESTION, about=[("partner", str(here.group.pk))])
    with pytest.raises(Conflict):
        memory.answer(asked, "We know.", by=places.worker(here.front_door))

    said = memory.answer(asked, "A call the day before.", by=other, key="k")
    assert memory.answer(asked, "A call the day before.", by=other, key="k") == said

    assert memory.get(writer, asked).status is Status.ANSWERED
    lesson = memory.keep_as_lesson(said, by=writer)
    assert memory.keep_as_lesson(said, by=other) == lesson
    one = memory.get(writer, lesson)
    assert (one.kind, one.title, one.parts) == (
        Kind.LESSON,
        "What helps people to come a second time?",
        {"happened": "A call the day before."},
    )
    assert memory.about_of(writer, lesson) == [("partner", str(here.group.pk))]
    assert memory.spoken(writer, asked)[0].lesson == lesson


def test_an_experiment_goes_step_by_step(writer: Actor) -> None:
    made = kept(writer, Kind.EXPERIMENT)
    with pytest.raises(Conflict):
        memory.settle(made, Status.ACTED, by=writer)

    for to in (Status.RUNNING, Status.STUDIED, Status.ACTED):
        memory.settle(made, to, by=writer)

    assert memory.get(writer, made).status is Status.ACTED
    with pytest.raises(Conflict):
        memory.settle(made, Status.STOPPED, words="Too late.", by=writer)


def test_who_promised_says_how_it_stands_and_replies(here: Place, writer: Actor, other: Actor, lead: Actor) -> None:
    made = kept(writer, Kind.COMMITMENT, body=here.therapy.pk)
    with pytest.raises(Refused):
        memory.settle(made, Status.KEPT, by=writer)
    with pytest.raises(Refused):
        memory.reply(made, "We did.", by=lead)
    with pytest.raises(Invalid):
        memory.settle(made, Status.CHANGED, words="Later.", by=other)
    with pytest.raises(Invalid):
        memory.settle(made, Status.NOT_KEPT, by=other)

    memory.settle(made, Status.CHANGED, words="The room is closed.", day=soon(60), by=other)
    memory.reply(made, "We wait for the room.", by=other)
    memory.settle(made, Status.KEPT, by=lead)

    one = memory.get(writer, made)
    assert (one.status, one.day, one.body) == (Status.KEPT, soon(60), str(here.therapy))
    assert [said.words for said in memory.spoken(writer, made)] == ["We wait for the room."]


def test_a_promise_is_shown_to_everybody_only_when_who_made_it_agreed(
    here: Place, writer: Actor, other: Actor, lead: Actor
) -> None:
    made = kept(writer, Kind.COMMITMENT, body=here.therapy.pk)
    with pytest.raises(Conflict):
        memory.show(made, public=True, by=lead)
    with pytest.raises(Refused):
        memory.agree_public(made, by=writer)
    memory.agree_public(made, by=other)
    with pytest.raises(Refused):
        memory.show(made, public=True, by=other)

    memory.show(made, public=True, by=lead)
    memory.reply(made, "We are on our way.", by=other)

    [(one, replies)] = memory.promises()
    assert (one.id, [said.words for said in replies]) == (made, ["We are on our way."])
    memory.change(made, told(Kind.COMMITMENT, body=here.group.pk), by=writer)
    assert memory.promises() == []


def test_entries_come_back_by_what_they_are_about(here: Place, writer: Actor) -> None:
    about = kept(writer, about=[("reason", "full"), ("partner", str(here.group.pk))])
    kept(writer, title="About nothing")

    assert [one.id for one in memory.recall(writer, about=[("reason", "full"), ("service", "x")])] == [about]
    assert memory.recall(writer, about=[]) == []
    assert len(memory.recall(writer)) == 2
    assert [one.id for one in memory.recall(writer, kind=Kind.DECISION)] == []


def test_what_was_deleted_nowhere_is_found_by_its_words_in_any_form(writer: Actor, other: Actor) -> None:
    debt = kept(writer, title="People owe rent", parts={"happened": "Letters from the bailiff came unopened."})
    asked = kept(writer, Kind.QUESTION, title="How do groups begin?")
    memory.answer(asked, "By making tea.", by=other)

    assert [one.id for one in memory.search(writer, "letter")] == [debt]
    assert [one.id for one in memory.search(writer, "beginning a group")][:1] == [asked]
    assert [one.id for one in memory.search(writer, "tea")] == [asked]
    assert memory.search(writer, "elephants") == []
    assert memory.search(writer, "") == []
    assert memory.search(writer, "tea", kind=Kind.LESSON) == []
    stranger = places.worker(places.place().front_door)
    assert memory.search(stranger, "letter") == []


def test_a_search_by_meaning_finds_other_words_for_the_same_part_of_life(writer: Actor) -> None:
    money = kept(writer, title="Bills come first", parts={"happened": "Help with debt was asked for most."})

    assert [one.id for one in memory.search(writer, "owing money")] == [money]


def test_remarks_are_of_the_right_sort(writer: Actor, other: Actor) -> None:
    lesson = kept(writer)

    for act in (memory.answer, memory.reply):
        with pytest.raises(Conflict):
            act(lesson, "Words.", by=other)
    assert not Remark.objects.exists()
    with pytest.raises(NotFound):
        memory.keep_as_lesson(UUID(int=1), by=writer)


def test_late_is_told_to_who_promised_then_to_the_lead(
    here: Place, writer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = kept(writer, Kind.COMMITMENT, body=here.therapy.pk, day=clock.today() - timedelta(days=1))

    assert memory.keep_time() == 1
    assert memory.keep_time() == 0
    assert told_kinds(made) == ["partner.promise_late"]
    monkeypatch.setenv("WATERSMEET_NOW", "+20d")
    assert memory.keep_time() == 1
    assert memory.keep_time() == 0
    assert told_kinds(made) == ["lead.promise_late", "partner.promise_late"]
    one = memory.get(writer, made)
    assert one.late_told_on
    assert one.lead_told_on


def test_who_promised_hears_by_reference_only_and_not_once_it_is_settled(
    here: Place, writer: Actor, other: Actor, lead: Actor, mailoutbox: list[EmailMessage]
) -> None:
    late, settled = (
        kept(writer, Kind.COMMITMENT, body=here.therapy.pk, day=clock.today() - timedelta(days=1)) for _one in range(2)
    )
    memory.keep_time()
    memory.settle(settled, Status.KEPT, by=other)

    outbox.deliver_all()

    [message] = mailoutbox
    assert message.to == [User.objects.get(pk=other.id).email]
    assert memory.get(lead, late).reference in message.body
    assert "Ten places" not in message.body + message.subject


def told_kinds(entry: UUID) -> list[str]:

    return sorted(posting.kind for posting in outbox.about(Ref("entry", entry)))
