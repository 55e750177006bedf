"""The registers: what people say and ask is never lost, each with its day; what was stopped is kept and not used."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.factories import places
from tests.factories.places import Place
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.people.api import RULES, Kind, MatterState, Outcome, OverrideKind
from watersmeet.records.people.models import Matter, Override, Person
from watersmeet.records.people.states import a_month

pytestmark = pytest.mark.django_db
ENDED = {Kind.COMPLAINT: Outcome.UPHELD, Kind.OBJECTION: Outcome.STOPPED, Kind.BREACH: Outcome.REPORTED}


@pytest.fixture
def at() -> Place:
    return places.place()


@pytest.fixture
def officer(at: Place) -> Actor:
    return places.worker(at.front_door, Role.PRIVACY_OFFICER)


def complain(at: Place, who: UUID, **more: Any) -> UUID:
    told = {"kind": Kind.COMPLAINT, "words": "You rang my mother.", "by": places.by_link(at, who), **more}
    [made] = people.tell(person=who, **told)
    return made


def test_a_complaint_is_acknowledged_within_30_days_and_then_answered(at: Place, officer: Actor) -> None:
    who = places.person(at)
    made = complain(at, who)
    [waiting] = people.cases(officer)
    assert waiting.due_at is not None
    assert waiting.due_at - waiting.opened_at == timedelta(days=30)
    assert Posting.objects.get(kind="privacy.matter").to_id == at.front_door.pk

    people.acknowledge(matter=made, by=officer)
    with pytest.raises(Conflict):
        people.acknowledge(matter=made, by=officer)
    people.settle(matter=made, outcome=Outcome.UPHELD, words="We rang you both to say sorry.", by=officer)

    [told] = people.own_cases(places.by_link(at, who), who)
    assert (told.state, told.outcome, told.answer) == (
        MatterState.SETTLED,
        Outcome.UPHELD,
        "We rang you both to say sorry.",
    )
    assert people.cases(officer) == []
    assert [one.id for one in people.cases(officer, settled=True)] == [made]
    with pytest.raises(Conflict):
        people.settle(matter=made, outcome=Outcome.UPHELD, words="again", by=officer)


def test_the_officers_list_tells_what_waits_and_the_matter_itself_from_whom(at: Place, officer: Actor) -> None:
    who = places.person(at)
    made = complain(at, who)
    [task] = people.tasks_for(officer)
    assert task.about.id == made
    assert task.person is None
    assert people.case(officer, made).name


def test_saying_it_twice_by_one_click_is_one_complaint(at: Place, officer: Actor) -> None:
    who = places.person(at)
    assert complain(at, who, key="one") == complain(at, who, key="one")
    assert len(people.cases(officer)) == 1


def test_words_are_sealed_and_a_complaint_needs_some(at: Place) -> None:
    who = places.person(at)
    complain(at, who, words="canary in the register")
    raw = bytes(Matter.objects.values_list("words", flat=True).get().body)
    assert b"canary" not in raw
    with pytest.raises(Invalid):
        complain(at, who, words="  ")


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.VOLUNTEER, Role.LEAD, Role.ANALYST])
def test_the_registers_are_for_those_who_answer_for_privacy(at: Place, role: Role) -> None:
    made = complain(at, places.person(at))
    with pytest.raises(Refused):
        people.cases(places.worker(at.front_door, role))
    with pytest.raises(Refused):
        people.case(places.worker(at.front_door, role), made)


def test_a_manager_answers_only_where_there_is_no_privacy_officer(at: Place) -> None:
    made = complain(at, places.person(at))
    manager = places.worker(at.front_door, Role.MANAGER)
    assert people.case(manager, made).words
    places.worker(at.front_door, Role.PRIVACY_OFFICER)
    with pytest.raises(Refused):
        people.case(manager, made)


def test_another_partners_officer_finds_nothing(at: Place) -> None:
    made = complain(at, places.person(at))
    other = places.worker(at.group, Role.PRIVACY_OFFICER)
    assert people.cases(other) == []
    for act in (
        lambda: people.case(other, made),
        lambda: people.acknowledge(matter=made, by=other),
        lambda: people.settle(matter=made, outcome=Outcome.UPHELD, words="x", by=other),
    ):
        with pytest.raises(NotFound):
            act()


def test_only_the_person_or_their_own_workers_may_say_it_for_them(at: Place) -> None:
    who, other = places.person(at), places.person(at)
    complain(at, who, by=places.worker(at.front_door))
    for stranger in (places.by_link(at, other), places.worker(at.group), places.worker(at.front_door, Role.VOLUNTEER)):
        with pytest.raises(Refused):
            complain(at, who, by=stranger)


def test_a_breach_has_72_hours_from_when_it_was_known(officer: Actor) -> None:
    known = clock.now() - timedelta(hours=30)
    made = people.write_down(kind=Kind.BREACH, words="A letter went astray.", known_at=known, by=officer)
    case = people.case(officer, made)
    assert case.due_at == known + timedelta(hours=72)
    assert case.words == "A letter went astray."
    with pytest.raises(Invalid):
        people.write_down(kind=Kind.BREACH, words="x", known_at=clock.now() + timedelta(hours=1), by=officer)
    with pytest.raises(Invalid):
        people.write_down(kind=Kind.RESTRICTION, words="x", by=officer)


def test_what_is_late_is_told_of_once_more(officer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    people.write_down(kind=Kind.BREACH, words="A letter went astray.", by=officer)
    assert people.keep_time() == 0
    monkeypatch.setenv("WATERSMEET_NOW", "+4d")
    assert people.keep_time() == 1
    assert people.keep_time() == 0
    assert Posting.objects.filter(kind="privacy.overdue").count() == 1
    assert people.cases(officer)[0].is_late


@pytest.mark.parametrize("kind", ENDED)
def test_each_register_ends_only_as_its_row_says(officer: Actor, kind: Kind) -> None:
    made = people.write_down(kind=kind, words="It happened.", by=officer)
    for outcome in Outcome:
        if outcome not in RULES[kind].outcomes:
            with pytest.raises(Invalid):
                people.settle(matter=made, outcome=outcome, words="so", by=officer)
    people.settle(matter=made, outcome=ENDED[kind], words="so", by=officer)


def test_a_month_later_is_the_same_day_or_the_last() -> None:
    day = clock.now().replace(year=2027, month=1, day=31)
    assert (a_month(day).month, a_month(day).day) == (2, 28)
    assert (a_month(day.replace(month=12)).year, a_month(day.replace(month=12)).month) == (2028, 1)


# Restrictions


def own_record_of_the_group(at: Place) -> UUID:
    """A person whose yes lets the group know them, and of whom the group keeps a record of its own."""
    who = places.person(at)
    places.permit(who, at.front_door, at.group)
    return who


def kept_by_the_group(at: Place, who: UUID, actor: Actor) -> bool:
    """Whether the group's worker sees what the group itself wrote about the person."""
    Person.objects.filter(pk=who).update(controller=at.group)
    seen = people.cards(actor, [who])
    Person.objects.filter(pk=who).update(controller=at.front_door)
    return bool(seen)


def test_after_withdrawal_what_the_partner_wrote_is_kept_and_not_used(at: Place) -> None:
    who = own_record_of_the_group(at)
    worker = places.worker(at.group)
    assert kept_by_the_group(at, who, worker)

    people.withdraw(person=who, receiver=at.group.pk, by=places.by_link(at, who))

    assert not kept_by_the_group(at, who, worker)
    assert kept_by_the_group(at, who, places.worker(at.group, Role.PRIVACY_OFFICER))
    own = {"giver": at.group.pk, "receiver": at.group.pk}
    answer = people.gate(who, **own, purpose=Purpose.REFERRAL, category=Category.NEEDS)
    assert answer.missing == "restricted"  # type: ignore[union-attr]
    [locked] = people.cases(places.worker(at.group, Role.PRIVACY_OFFICER), [Kind.RESTRICTION])
    assert locked.person == who


def test_a_new_yes_lifts_it(at: Place) -> None:
    who = own_record_of_the_group(at)
    people.withdraw(person=who, receiver=at.group.pk, by=places.by_link(at, who))
    places.permit(who, at.front_door, at.group)
    assert kept_by_the_group(at, who, places.worker(at.group))
    assert Matter.objects.get(kind=Kind.RESTRICTION).outcome == Outcome.LIFTED


def test_what_the_person_told_their_own_controller_is_not_locked(at: Place) -> None:
    who = places.person(at)
    places.permit(who, at.group, at.front_door)
    people.withdraw(person=who, receiver=at.front_door.pk, by=places.by_link(at, who))
    assert people.cards(places.worker(at.front_door), [who])
    assert not Matter.objects.exists()


# Overrides


def override(at: Place, who: UUID, **more: Any) -> Actor:
    worker = places.worker(at.front_door)
    told = {
        "giver": at.front_door.pk,
        "receiver": at.group.pk,
        "categories": [Category.CONTACT],
        "kind": OverrideKind.LIFE,
        "reason": "They said they would not be alive tomorrow.",
        "until": clock.now() + timedelta(days=1),
        "by": worker,
        **more,
    }
    people.override(person=who, **told)
    return worker


def shown(at: Place, who: UUID) -> bool:
    pair = {"giver": at.front_door.pk, "receiver": at.group.pk}
    return bool(people.gate(who, **pair, purpose=Purpose.SUPPORT, category=Category.CONTACT))


@pytest.mark.parametrize(
    ("outcome", "still"), [(Outcome.RIGHT, True), (Outcome.TOO_WIDE, False), (Outcome.WRONG, False)]
)
def test_a_review_that_finds_it_wrong_ends_it_at_once(at: Place, officer: Actor, outcome: Outcome, still: bool) -> None:
    who = places.person(at)
    override(at, who)
    assert shown(at, who)
    [case] = people.cases(officer, [Kind.OVERRIDE])
    assert people.overridden(officer, case.id).categories == ("contact",)
    people.review_override(matter=case.id, outcome=outcome, words="Read.", tell=True, by=officer)
    assert shown(at, who) is still


def test_nobody_reviews_their_own_override(at: Place) -> None:
    who = places.person(at)
    override(at, who)
    officer = places.worker(at.front_door, Role.PRIVACY_OFFICER)
    Override.objects.update(by=officer.id)
    [case] = people.cases(officer, [Kind.OVERRIDE])
    with pytest.raises(Conflict, match="yourself"):
        people.review_override(matter=case.id, outcome=Outcome.RIGHT, words="Fine.", tell=True, by=officer)
    assert Override.objects.get().reviewed_at is None


def test_the_person_sees_it_only_once_reviewed_and_safe_to_tell(at: Place, officer: Actor) -> None:
    for tell in (True, False):
        who = places.person(at)
        override(at, who)
        person = places.by_link(at, who)
        assert people.own_cases(person, who) == []
        [case] = people.cases(officer, [Kind.OVERRIDE])
        people.review_override(matter=case.id, outcome=Outcome.RIGHT, words="Read.", tell=tell, by=officer)
        assert [one.kind for one in people.own_cases(person, who)] == [Kind.OVERRIDE] * tell


@pytest.mark.parametrize("missing", ["reason", "categories", "receiver"])
def test_an_override_says_why_what_and_to_whom(at: Place, missing: str) -> None:
    empty: dict[str, Any] = {"reason": " ", "categories": [], "receiver": at.front_door.pk}
    with pytest.raises(Invalid) as refused:
        override(at, places.person(at), **{missing: empty[missing]})
    assert list(refused.value.fields) == [missing]


# What ends soon


def test_a_yes_that_ends_is_a_task_14_days_before_and_over_when_it_goes_on(
    at: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = places.person(at)
    places.permit(who, at.front_door, at.group)
    worker = places.worker(at.front_door)
    monkeypatch.setenv("WATERSMEET_NOW", "+350d")
    people.keep_time()
    assert people.tasks_for(worker) == []
    monkeypatch.setenv("WATERSMEET_NOW", "+352d")
    people.keep_time()
    people.keep_time()
    [task] = [one for one in people.tasks_for(worker) if one.person]
    assert task.task == "matter.yes_ends"
    assert task.says == f"A yes to {at.group} ends soon: ask the person if it may go on"
    assert people.tasks_for(places.worker(at.group)) == []

    people.renew(person=who, receiver=at.group.pk, by=worker)

    assert [one for one in people.tasks_for(worker) if one.person] == []
    [share] = people.shared_with(worker, who)
    assert share.until > clock.now() + timedelta(days=300)
    assert {one.statement for one in share.yeses} == {"renew-1"}


def test_a_yes_that_ran_out_takes_its_task_along(at: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    who = places.person(at)
    places.permit(who, at.front_door, at.group)
    monkeypatch.setenv("WATERSMEET_NOW", "+352d")
    people.keep_time()
    monkeypatch.setenv("WATERSMEET_NOW", "+366d")
    people.keep_time()
    assert Matter.objects.get(kind=Kind.YES_ENDS).outcome == Outcome.ENDED


def test_forgetting_takes_every_word_out_of_the_registers(at: Place, officer: Actor) -> None:
    who = places.person(at)
    made = complain(at, who)
    people.erase(person=who, by=officer)
    assert Matter.objects.get(pk=made).words is None
    assert people.case(officer, made).name == ""
    people.settle(matter=made, outcome=Outcome.TAKEN_BACK, words="They were forgotten.", by=officer)
