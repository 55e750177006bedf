"""An alert: raised when the answer is saved, held by a living person always, never silent."""

from datetime import timedelta

import pytest

from tests.factories.on_call import crew, shift
from tests.factories.places import permit, worker
from tests.proofs.town import signed_in
from tests.unit.safety.watching import Watched, later, tick
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.base.db import keys
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.outbox.models import Posting
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.models import Request
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.api import Act, Outcome, State
from watersmeet.records.safety.models import Alert, AlertEvent, Drill

pytestmark = pytest.mark.django_db


def told(subject: object) -> list[object]:
    """Who was written to, in order."""
    return [one.to_id for one in Posting.objects.filter(kind="user.alert", subject_id=subject).order_by("put_at")]


def test_an_answer_above_0_raises_an_alert_when_it_is_saved_and_only_one(here: Watched) -> None:
    here.on_call()
    request = here.asked()
    assert here.say(request, 0) is None
    alert = here.say(request, 1)
    assert alert is not None
    assert alert.holder_id == here.first.id
    assert told(alert.pk) == [here.first.id]
    here.say(request, 3)
    outcomes.answer(request=request, by=here.story.by_link)
    assert Alert.objects.count() == 1


def test_other_questions_raise_none(here: Watched) -> None:
    here.on_call()
    request = here.asked()
    assert all(here.say(request, 3, f"q{number}") is None for number in range(1, 9))


def test_changing_it_back_keeps_the_alert_and_is_said(here: Watched) -> None:
    alert = here.alert()
    here.say(alert.about_id, 0)
    here.say(alert.about_id, 0)
    seen = safety.alert(here.first, alert.pk)
    assert (seen.state, seen.changed_back) == (State.RAISED, True)
    assert AlertEvent.objects.filter(subject=alert, what="changed_back").count() == 1


def test_stopping_keeps_the_alert_with_what_was_said_for_it(here: Watched) -> None:
    here.on_call()
    request = here.asked()
    where = {"where": "at home", "emergency": "Pat Example, 01632 960 222", "gp": "Dr Sample"}
    outcomes.say_where(request=request, by=here.story.by_link, **where)
    alert = here.say(request)
    outcomes.stop(request=request, by=here.story.by_link)
    assert Request.objects.get(pk=request).whereabouts is None
    assert alert is not None
    seen = safety.alert(here.first, alert.pk)
    assert (seen.where, seen.emergency, seen.gp) == tuple(where.values())
    assert (seen.name, seen.contact.email) == ("Ada Example", "ada@person.example")


def test_whoever_says_that_they_have_it_holds_it(here: Watched) -> None:
    alert = here.alert()
    safety.acknowledge(alert.pk, by=here.deputy)
    seen = safety.alert(here.deputy, alert.pk)
    assert (seen.state, seen.is_mine) == (State.ACKNOWLEDGED, True)
    with pytest.raises(Conflict):
        safety.acknowledge(alert.pk, by=here.first)


def test_unseen_the_next_person_is_told_and_after_all_the_lead_by_reference_alone(
    here: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert = here.alert()
    expected = [here.first.id, here.deputy.id, here.keeper.id]
    everybody = len(safety.able(here.at.pk))
    for number in range(1, everybody + 1):
        with later(monkeypatch, 30.5 * number):
            assert tick() == 1
            assert tick() == 0
    assert told(alert.pk)[:3] == expected
    assert set(told(alert.pk)) == set(safety.able(here.at.pk))
    [lead] = Posting.objects.filter(kind="lead.alert")
    assert (lead.subject_id, lead.person) == (alert.pk, None)


def test_whoever_has_it_and_does_nothing_loses_it_to_the_next(here: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    alert = here.alert()
    safety.acknowledge(alert.pk, by=here.first)
    with later(monkeypatch, 100):
        assert tick() == 0
        safety.act(alert.pk, what=Act.NO_ANSWER, words="Rang twice.", by=here.first)
    with later(monkeypatch, 200):
        assert tick() == 0
    with later(monkeypatch, 230):
        assert tick() == 1
    seen = safety.alert(here.deputy, alert.pk)
    assert (seen.state, seen.is_mine) == (State.RAISED, True)


def test_it_is_closed_only_by_somebody_who_has_it_with_what_was_agreed(here: Watched) -> None:
    alert = here.alert()
    with pytest.raises(Conflict):
        safety.close(alert.pk, outcome=Outcome.SPOKE, words="We spoke.", by=here.first)
    safety.acknowledge(alert.pk, by=here.first)
    with pytest.raises(Invalid):
        safety.close(alert.pk, outcome=Outcome.SPOKE, words=" ", by=here.first)
    with pytest.raises(Invalid):
        safety.close(alert.pk, outcome=Outcome.PRACTICE, words="We spoke.", by=here.first)
    safety.close(alert.pk, outcome=Outcome.SPOKE, words="Meets their GP today.", by=here.first)
    assert safety.alert(here.first, alert.pk).outcome is Outcome.SPOKE
    with pytest.raises(Conflict):
        safety.act(alert.pk, what=Act.OTHER, words="", by=here.first)


def test_it_is_handed_on_to_somebody_who_may_have_it(here: Watched) -> None:
    alert = here.alert()
    with pytest.raises(Invalid):
        safety.hand_on(alert.pk, to=worker(here.at, Role.TUTOR).id, by=here.first)
    safety.hand_on(alert.pk, to=here.keeper.id, by=here.first)
    assert told(alert.pk) == [here.first.id, here.keeper.id]


def test_nobody_else_learns_that_there_is_one(here: Watched) -> None:
    alert = here.alert()
    for role in set(Role) - {Role.PRACTITIONER, Role.MANAGER, Role.SAFEGUARDING_LEAD}:
        other = worker(here.at, role)
        assert safety.tasks_for(other) == []
        with pytest.raises(NotFound):
            safety.alert(other, alert.pk)
    for role in Role:
        stranger = worker(here.story.at.group, role)
        assert [task for task in safety.tasks_for(stranger) if task.task == "safety.alert"] == []
        with pytest.raises(NotFound):
            safety.alert(stranger, alert.pk)
        with pytest.raises(NotFound):
            safety.acknowledge(alert.pk, by=stranger)


def test_whoever_the_person_does_not_want_is_told_only_where_there_is_nobody_else(here: Watched) -> None:
    people.set_contact(
        person=here.person,
        contact=people.SafeContact(
            channels=(people.Channel.EMAIL,), email="ada@person.example", not_workers=(here.first.id,)
        ),
        by=here.story.by_link,
    )
    assert here.alert().holder_id == here.deputy.id


def test_late_it_says_when_it_was_answered(here: Watched) -> None:
    request = here.asked_with_cover()
    answered = clock.now() - timedelta(hours=5)
    Request.objects.filter(pk=request).update(asked_at=answered - timedelta(days=1))
    outcomes.answer(request=request, answers={"phq9": {"q9": 2}}, by=here.first, at=answered)
    alert = Alert.objects.get()
    assert (alert.late, alert.answered_at) == (True, answered)


def test_a_correction_raises_it_late(here: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    request = here.asked_with_cover()
    [response] = outcomes.answer(request=request, answers={"phq9": {"q1": 0, "q9": 0}}, by=here.first)
    assert not Alert.objects.exists()
    with later(monkeypatch, 90):
        outcomes.correct(response=response, answers={"q1": 0, "q9": 1}, words="Read wrongly.", by=here.first)
        assert Alert.objects.get().late is True


def test_it_outlives_permission_and_keeps_how_to_reach_them(here: Watched) -> None:
    alert = here.alert()
    permit(here.person, here.at, here.story.at.group)
    people.withdraw(person=here.person, receiver=here.story.at.group.pk, by=here.story.by_link)
    seen = safety.alert(here.first, alert.pk)
    assert (seen.state, seen.contact.email) == (State.RAISED, "ada@person.example")


def test_a_partner_that_may_know_nothing_more_still_has_what_the_alert_kept(here: Watched) -> None:
    """The surgery asks by the person's yes; they stop sharing with it in the same hour."""
    surgery = here.story.at.surgery
    permit(here.person, here.at, surgery)
    _lead, first, deputy = crew(surgery)
    shift(surgery, worker(surgery, Role.MANAGER), first, deputy)
    request = here.story.ask(controller=surgery.pk, by=first)
    alert = here.say(request)
    assert alert is not None
    people.withdraw(person=here.person, receiver=surgery.pk, by=here.story.by_link)
    with pytest.raises(NotFound):
        people.contact_rules(first, here.person)
    seen = safety.alert(first, alert.pk)
    assert (seen.name, seen.contact.email) == ("Ada Example", "ada@person.example")
    assert [task.about.id for task in safety.tasks_for(first) if task.task == "safety.alert"] == [alert.pk]


def test_it_shows_how_they_want_to_be_reached_now(here: Watched) -> None:
    alert = here.alert()
    new = people.SafeContact(channels=(people.Channel.PHONE,), phone="+441632960777")
    people.set_contact(person=here.person, contact=new, by=here.story.by_link)
    assert safety.alert(here.first, alert.pk).contact.phone == "+441632960777"


def test_nobody_is_erased_while_somebody_has_to_reach_them_and_then_no_word_is_left(here: Watched) -> None:
    alert, officer = here.alert(), worker(here.at, Role.PRIVACY_OFFICER)
    with pytest.raises(Conflict):
        people.erase(person=here.person, others=set(), by=officer)
    safety.acknowledge(alert.pk, by=here.first)
    safety.close(alert.pk, outcome=Outcome.SPOKE, words="We spoke.", by=here.first)
    people.erase(person=here.person, others=set(), by=officer)
    seen = safety.alert(here.first, alert.pk)
    assert (seen.name, seen.where, {step.words for step in seen.steps}) == ("", "", {""})


def test_of_somebody_erased_an_open_one_can_be_closed_all_the_same(here: Watched) -> None:
    """However it came to that: words are kept by the key of the place."""
    alert = here.alert()
    keys.destroy(here.person)
    safety.acknowledge(alert.pk, by=here.first)
    safety.close(alert.pk, outcome=Outcome.TAKEN_ON, words="The crisis team has it.", by=here.first)
    assert safety.alert(here.first, alert.pk).steps[-1].words == "The crisis team has it."


def test_it_stands_before_everything_whatever_is_chosen_and_in_no_file(here: Watched) -> None:
    here.alert()
    manager = worker(here.at, Role.MANAGER)
    [task] = safety.tasks_for(manager)
    assert (task.now, task.unfiled) == (True, True)
    client = signed_in(User.objects.get(pk=manager.id))
    assert "Ada Example" in client.get("/work/?state=waiting&whose=mine").content.decode()
    assert "Ada Example" not in client.get("/work/list.csv?names=1").content.decode()


def test_closed_it_tells_no_more_than_the_gate_lets(here: Watched) -> None:
    surgery = here.story.at.surgery
    permit(here.person, here.at, surgery)
    _lead, first, deputy = crew(surgery)
    shift(surgery, worker(surgery, Role.MANAGER), first, deputy)
    alert = here.say(here.story.ask(controller=surgery.pk, by=first))
    assert alert is not None
    safety.acknowledge(alert.pk, by=first)
    people.withdraw(person=here.person, receiver=surgery.pk, by=here.story.by_link)
    safety.close(alert.pk, outcome=Outcome.SPOKE, words="We spoke.", by=first)
    seen = safety.alert(first, alert.pk)
    assert (seen.name, seen.contact.email) == ("", "")


def test_nobody_leaves_with_it(here: Watched) -> None:
    alert = here.alert()
    manager = worker(here.at, Role.MANAGER)
    with pytest.raises(Conflict):
        partnerships.close_account(membership=here.first.membership, by=manager)
    tutor = worker(here.at, Role.TUTOR)
    with pytest.raises(Invalid):
        partnerships.close_account(membership=here.first.membership, by=manager, hand_to=tutor.id)
    partnerships.close_account(membership=here.first.membership, by=manager, hand_to=here.keeper.id)
    assert safety.alert(here.keeper, alert.pk).is_mine
    assert told(alert.pk)[-1] == here.keeper.id


def test_the_book_keeps_ids_and_no_word(here: Watched) -> None:
    alert = here.alert()
    lines = [str(line.detail) + line.verb for line in Line.objects.filter(subject_id=alert.pk)]
    assert len(lines) == 1
    assert "q9" not in "".join(lines)


def test_a_practice_goes_the_same_way_and_lies_in_a_table_of_its_own(
    here: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.on_call()
    drill = safety.practise(by=here.keeper, key="once")
    assert safety.practise(by=here.keeper, key="once") == drill
    assert told(drill) == [here.first.id]
    with later(monkeypatch, 31):
        assert tick() == 1
        safety.acknowledge(drill, by=here.deputy)
        safety.close(drill, outcome=Outcome.PRACTICE, words="", by=here.deputy)
    assert not Alert.objects.exists()
    assert Drill.objects.get().told == 2
    [one] = safety.practised(here.first)
    assert (one.minutes, one.told) == (31, 2)
