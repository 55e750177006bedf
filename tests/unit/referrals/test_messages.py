"""Messages: who writes to whom, who reads them, what tells of them, what a stop hides, what is forgotten."""

import io
import os
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from tests.factories import files as make
from tests.factories import places
from tests.factories.places import Place
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.base.files import keeping as files
from watersmeet.base.files.models import File
from watersmeet.base.problems import Conflict, Invalid, KeyReused, NotFound, Refused
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.api import Category
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Channel
from watersmeet.records.people.models import Permission
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Enclosed, For, Reason
from watersmeet.records.referrals.held import Held
from watersmeet.records.referrals.models import Errand, Message, MessageEvent, Reading, Referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Place:
    """A place on a Tuesday, with a data folder of its own."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    settings.WATERSMEET_DATA = tmp_path
    return places.place()


def asks(here: Place, **contact: Any) -> UUID:
    """Somebody's referral from the front door to the group; both may tell each other of it."""
    who = places.person(here, **contact)
    places.permit(who, here.front_door, here.group)
    places.permit(who, here.group, here.front_door, Category.REFERRAL)
    return referrals.ask_for_self(
        person=who,
        partnership=here.partnership.pk,
        words="Company.",
        receiver=here.group.pk,
        by=Actor("link", partnership=here.partnership.pk),
    )


@pytest.fixture
def referral(here: Place) -> UUID:
    return asks(here)


def person_of(here: Place, referral: UUID) -> Actor:
    return places.by_link(here, Referral.objects.get(pk=referral).person_id)


def write(
    referral: UUID, by: Actor, to: For | None = For.SIDE, words: str = "Is the door step free?", **more: Any
) -> UUID:
    return referrals.write_message(referral, by=by, words=words, to=to, **more)


def words_for(actor: Actor, referral: UUID) -> list[str]:
    return [one.words for one in referrals.messages_of(actor, referral)]


def enclosed(content: bytes = make.TEXT, name: str = "notes.txt") -> Enclosed:
    return Enclosed(name, io.BytesIO(content))


def test_one_message_is_one_event_one_line_and_a_notice_without_words(here: Place, referral: UUID) -> None:
    before = set(Posting.objects.values_list("pk", flat=True))
    message = write(referral, places.worker(here.group))
    assert MessageEvent.objects.get(subject=message).what == "write"
    assert Line.objects.filter(verb="message.write", subject_id=message).count() == 1
    [notice] = Posting.objects.exclude(pk__in=before)
    assert (notice.kind, notice.to_id) == ("partner.message", here.front_door.pk)
    outbox.deliver_all()


def test_the_words_lie_sealed(here: Place, referral: UUID) -> None:
    write(referral, places.worker(here.group), words="Canary in the words.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM referrals_message")
        [[words]] = cursor.fetchall()
    assert b"Canary" not in bytes(words)


@pytest.mark.parametrize(
    ("to", "front_door", "person"), [(For.SIDE, True, False), (For.BOTH, True, True), (For.PERSON, False, True)]
)
def test_who_reads_it_is_whom_the_writer_chose(
    here: Place, referral: UUID, to: For, front_door: bool, person: bool
) -> None:
    writer = places.worker(here.group)
    write(referral, writer, to)
    assert len(words_for(writer, referral)) == 1
    assert len(words_for(places.worker(here.group, Role.VOLUNTEER), referral)) == 1
    assert bool(words_for(places.worker(here.front_door), referral)) is front_door
    assert bool(words_for(person_of(here, referral), referral)) is person


def test_the_person_writes_to_whoever_holds_it_and_nobody_else_reads_that(here: Place, referral: UUID) -> None:
    person = person_of(here, referral)
    write(referral, person, None, "Can I bring my dog?")
    assert words_for(person, referral) == words_for(places.worker(here.group), referral) == ["Can I bring my dog?"]
    assert words_for(places.worker(here.front_door), referral) == []
    assert Posting.objects.filter(kind="partner.message").get().to_id == here.group.pk


def test_a_request_that_waits_at_the_front_door_is_answered_there(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    who = places.person(here)
    visitor = Actor("link", partnership=here.partnership.pk)
    waits = referrals.ask_for_self(person=who, partnership=here.partnership.pk, words="Company.", by=visitor)
    person, worker = places.by_link(here, who), places.worker(here.front_door)
    write(waits, person, None, "When do you read this?")
    assert referrals.may_write(worker, waits) == (For.PERSON,)
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:05:00Z")
    write(waits, worker, For.PERSON, "Today.")
    assert words_for(person, waits) == ["When do you read this?", "Today."]


STRANGERS = [("surgery", Role.PRACTITIONER), ("group", Role.TUTOR), ("group", Role.ANALYST), ("front_door", Role.LEAD)]


@pytest.mark.parametrize(("partner", "role"), STRANGERS)
def test_others_neither_read_nor_write_nor_open_and_it_looks_as_if_there_were_none(
    here: Place, referral: UUID, partner: str, role: Role
) -> None:
    message = write(referral, places.worker(here.group), For.BOTH, file=enclosed())
    file = File.objects.get().pk
    stranger = places.worker(getattr(here, partner), role)
    assert referrals.tasks_for(stranger) == []
    for attempt in (
        lambda: referrals.messages_of(stranger, referral),
        lambda: referrals.open_file(stranger, referral, message, file),
        lambda: referrals.may_write(stranger, referral),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(NotFound):
        write(referral, stranger)
    with pytest.raises(NotFound):
        referrals.read_messages(referral, upto=message, by=stranger)
    assert not Reading.objects.exists()


def test_a_person_opens_no_file_and_no_message_of_another(here: Place, referral: UUID) -> None:
    other = asks(here)
    message = write(other, places.worker(here.group), For.BOTH, file=enclosed())
    with pytest.raises(NotFound):
        referrals.open_file(person_of(here, referral), referral, message, File.objects.get().pk)
    with pytest.raises(NotFound):
        referrals.messages_of(person_of(here, referral), other)


def test_a_file_between_the_sides_is_not_the_persons_to_open_by_its_address(here: Place, referral: UUID) -> None:
    message = write(referral, places.worker(here.group), For.SIDE, file=enclosed())
    with pytest.raises(NotFound):
        referrals.open_file(person_of(here, referral), referral, message, File.objects.get().pk)


def test_stopping_hides_all_of_it_from_the_partner_at_once_and_the_other_keeps_its_own(
    here: Place, referral: UUID
) -> None:
    group, front_door = places.worker(here.group), places.worker(here.front_door)
    theirs = write(referral, group, words="From the group.", file=enclosed())
    write(referral, front_door, words="From the front door.")
    person = person_of(here, referral)
    people.withdraw(person=person.person, receiver=here.group.pk, by=person)
    for attempt in (
        lambda: referrals.messages_of(group, referral),
        lambda: referrals.open_file(group, referral, theirs, File.objects.get().pk),
        lambda: write(referral, group),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert referrals.tasks_for(group) == []
    assert "From the front door." in words_for(front_door, referral)
    with pytest.raises(Conflict):
        write(referral, front_door)
    assert not Posting.objects.filter(kind="partner.message", to_id=here.group.pk, state="waiting").exists()


def test_a_referrer_that_is_told_no_more_reads_none_and_is_not_written_to(here: Place, referral: UUID) -> None:
    group, front_door = places.worker(here.group), places.worker(here.front_door)
    write(referral, group)
    person = person_of(here, referral)
    people.withdraw(person=person.person, receiver=here.front_door.pk, by=person)
    with pytest.raises(NotFound):
        referrals.messages_of(front_door, referral)
    assert referrals.may_write(group, referral) == (For.PERSON,)
    with pytest.raises(Invalid):
        write(referral, group, For.SIDE)


def test_without_the_persons_yes_it_does_not_leave_and_the_refusal_says_what_is_missing(
    here: Place, referral: UUID
) -> None:
    Permission.objects.filter(giver=here.group.pk, receiver=here.front_door.pk).delete()
    with pytest.raises(Refused) as refused:
        write(referral, places.worker(here.group), file=enclosed())
    assert refused.value.refusal.missing == "permission"
    assert not Message.objects.exists()
    assert not File.objects.exists()


def test_what_one_side_wrote_is_gone_for_the_other_when_the_yes_to_that_is(here: Place, referral: UUID) -> None:
    write(referral, places.worker(here.group))
    Permission.objects.filter(giver=here.group.pk, receiver=here.front_door.pk).delete()
    assert words_for(places.worker(here.front_door), referral) == []


def test_a_yes_that_ran_out_sends_nothing_new(here: Place, referral: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2028-11-24T10:00:00Z")
    with pytest.raises((Refused, NotFound)):
        write(referral, places.worker(here.front_door))


def test_when_it_is_closed_nobody_writes_and_what_was_written_is_still_read(here: Place, referral: UUID) -> None:
    group, front_door = places.worker(here.group), places.worker(here.front_door)
    write(referral, group, For.BOTH)
    referrals.decline(referral, by=group, reason=Reason.FULL)
    write(referral, front_door, words="Thank you for looking.")
    referrals.see_outcome(referral, by=front_door)
    for actor, to in ((group, For.SIDE), (front_door, For.BOTH), (person_of(here, referral), None)):
        assert referrals.may_write(actor, referral) == ()
        with pytest.raises(Conflict):
            write(referral, actor, to)
    assert len(words_for(group, referral)) == 2


def test_the_same_key_sends_once_and_other_words_under_it_are_refused(here: Place, referral: UUID) -> None:
    worker, key = places.worker(here.group), str(uuid4())
    first = write(referral, worker, key=key, file=enclosed())
    assert write(referral, worker, key=key, file=enclosed()) == first
    assert (Message.objects.count(), File.objects.count()) == (1, 1)
    with pytest.raises(KeyReused):
        write(referral, worker, key=key, file=enclosed(b"other"))
    with pytest.raises(KeyReused):
        write(referral, worker, For.BOTH, key=key, file=enclosed())


def test_a_message_needs_words_somebody_to_read_it_and_a_file_that_is_taken(here: Place, referral: UUID) -> None:
    worker = places.worker(here.group)
    for more, field in (
        ({"words": "  "}, "words"),
        ({"words": "a" * 4001}, "words"),
        ({"to": None}, "to"),
        ({"file": enclosed(b"MZ\0", "notes.exe")}, "file"),
    ):
        with pytest.raises(Invalid) as problem:
            write(referral, worker, **more)
        assert list(problem.value.fields) == [field]
    assert not Message.objects.exists()
    assert not Posting.objects.filter(kind="partner.message").exists()


# Read marks and tasks


def test_what_nobody_has_read_is_a_task_of_the_other_side_until_somebody_says_so(here: Place, referral: UUID) -> None:
    group, front_door = places.worker(here.group), places.worker(here.front_door)
    message = write(referral, group)
    [task] = [one for one in referrals.tasks_for(front_door) if one.task == "message.read"]
    assert (task.due_on.isoformat(), task.about.id) == ("2026-11-25", referral)
    assert "Ada" not in task.says
    assert not [one for one in referrals.tasks_for(group) if one.task == "message.read"]
    referrals.read_messages(referral, upto=message, by=places.worker(here.front_door, Role.VOLUNTEER))
    assert not [one for one in referrals.tasks_for(front_door) if one.task == "message.read"]
    [seen] = referrals.messages_of(group, referral)
    assert [one.partner for one in seen.read] == [here.front_door.pk]
    assert Line.objects.filter(verb="message.read", subject_id=message).count() == 1


def test_what_came_while_somebody_was_reading_stays_unread(
    here: Place, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    group, front_door = places.worker(here.group), places.worker(here.front_door)
    shown = write(referral, group)
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:05:00Z")
    write(referral, group, words="One more thing.")
    referrals.read_messages(referral, upto=shown, by=front_door)
    assert [one.unread for one in referrals.messages_of(front_door, referral)] == [False, True]
    referrals.read_messages(referral, upto=shown, by=front_door)
    assert Reading.objects.count() == 1


def test_who_answers_has_read(here: Place, referral: UUID) -> None:
    group, person = places.worker(here.group), person_of(here, referral)
    write(referral, group, For.BOTH)
    write(referral, person, None, "Yes.")
    assert not any(one.unread for one in referrals.messages_of(person, referral))
    assert any(one.unread for one in referrals.messages_of(places.worker(here.front_door), referral))


# The notice to the person


def notices(referral: UUID) -> list[Posting]:
    return list(Posting.objects.filter(kind="person.message", subject_id=referral).order_by("put_at"))


def test_the_person_is_told_once_a_day_until_they_have_read(
    here: Place, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    group, person = places.worker(here.group), person_of(here, referral)
    write(referral, group, For.BOTH)
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:05:00Z")
    first = write(referral, group, For.BOTH, "And one more.")
    assert len(notices(referral)) == 1
    referrals.read_messages(referral, upto=first, by=person)
    write(referral, group, For.PERSON, "Later that day.")
    assert len(notices(referral)) == 2
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-25T10:00:00Z")
    write(referral, group, For.PERSON, "The day after.")
    assert len(notices(referral)) == 3


def test_the_notice_does_not_leave_once_they_have_read_it(here: Place, referral: UUID) -> None:
    person = person_of(here, referral)
    message = write(referral, places.worker(here.group), For.PERSON)
    referrals.read_messages(referral, upto=message, by=person)
    outbox.deliver_all()
    assert [(one.state, one.why) for one in notices(referral)] == [("refused", "over")]
    referrals.raise_errands()
    assert not Errand.objects.filter(why="over").exists()


def test_who_can_only_be_rung_is_rung_about_a_message(here: Place) -> None:
    referral = asks(here, channels=(Channel.PHONE,), phone="+447700900123")
    Posting.objects.filter(kind="person.referral").delete()
    write(referral, places.worker(here.group), For.PERSON)
    outbox.deliver_all()
    assert referrals.raise_errands() == 1
    assert Errand.objects.get().posting == notices(referral)[0].pk


# Kept, given and forgotten


def test_a_copy_tells_each_message_under_the_partner_that_answers_for_it(
    here: Place, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(referral, places.worker(here.group), For.SIDE, "From the group.", file=enclosed())
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:01:00Z")
    write(referral, person_of(here, referral), None, "From me.")
    told = [one for one in Held().export(person_of(here, referral).person) if "message from" in one]  # type: ignore[arg-type]
    assert [(one["words"], one["controller"]) for one in told] == [
        ("From the group.", str(here.group.pk)),
        ("From me.", str(here.group.pk)),
    ]
    assert told[0]["files"] == ["notes.txt"]


def test_forgetting_takes_words_and_files(
    here: Place, referral: UUID, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    write(referral, places.worker(here.group), For.BOTH, file=enclosed())
    who = person_of(here, referral).person
    with django_capture_on_commit_callbacks(execute=True):
        people.erase(person=who, by=places.worker(here.front_door, Role.PRIVACY_OFFICER))
    assert Message.objects.get().words is None
    assert not File.objects.exists()
    assert not list((tmp_path / "files").glob("*/*"))


def test_a_merge_leaves_messages_and_files_as_they_are(here: Place, referral: UUID) -> None:
    message = write(referral, places.worker(here.group), For.BOTH, file=enclosed())
    worker = places.worker(here.front_door)
    people.merge(person=person_of(here, referral).person, other=places.person(here), by=worker)
    assert referrals.open_file(worker, referral, message, File.objects.get().pk).content == make.TEXT


def test_on_its_day_a_referral_leaves_with_its_messages_and_files(here: Place, referral: UUID, tmp_path: Path) -> None:
    message = write(referral, places.worker(here.group), For.BOTH, file=enclosed())
    referrals.read_messages(referral, upto=message, by=person_of(here, referral))
    row = Referral.objects.get(pk=referral)
    referrals.OfPartners().remove(row.person_id, row.controller_id, by=places.COMMAND)
    for table in (Referral, Message, MessageEvent, Reading, File):
        assert not table.objects.exists()
    [lying] = (tmp_path / "files").glob("*/*")
    os.utime(lying, (1, 1))
    assert files.sweep() == 1
