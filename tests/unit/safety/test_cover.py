"""Cover: two people said yes themselves; else nobody is asked what may call somebody."""

from datetime import datetime, timedelta

import pytest

from tests.factories.on_call import shift, watched
from tests.factories.places import worker
from tests.unit.safety.watching import Watched, later
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people.models import Person
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.api import Rank
from watersmeet.records.safety.models import Alert, Seat
from watersmeet.records.safety.states import SeatState

pytestmark = pytest.mark.django_db


def seat_of(who: Actor) -> Seat:
    return Seat.objects.filter(user=who.id).order_by("-asked_at").first()  # type: ignore[return-value]


def asks(here: Watched) -> list[str]:
    """What is asked of the person now."""
    return [one.code for one in outcomes.asked(here.story.by_link, here.asked()).instruments]


def on(here: Watched, *, alone: bool = True) -> bool:
    model = partnerships.model_at(here.story.at.partnership.pk).model
    watches = safety.watches_alone if alone else safety.watches
    return watches(here.at.pk, model)


def test_without_cover_it_is_not_asked_and_the_rest_is(here: Watched) -> None:
    assert asks(here) == ["goals"]


def test_asked_is_not_said_yes(here: Watched) -> None:
    here.on_call(accepted=False)
    assert not on(here)
    safety.answer_seat(seat=seat_of(here.first).pk, yes=True, by=here.first)
    assert not on(here)
    safety.answer_seat(seat=seat_of(here.deputy).pk, yes=True, by=here.deputy)
    assert on(here)
    assert asks(here) == ["goals", "phq9"]


def test_nobody_says_yes_for_another(here: Watched) -> None:
    here.on_call(accepted=False)
    for other in (here.deputy, here.keeper, worker(here.at, Role.MANAGER)):
        with pytest.raises(NotFound):
            safety.answer_seat(seat=seat_of(here.first).pk, yes=True, by=other)


def test_without_a_clinical_owner_it_is_off(here: Watched) -> None:
    here.on_call()
    watched(here.story.at, "goals", "phq9", owner="", days=[])
    assert not on(here, alone=False)
    assert asks(here) == ["goals"]


def test_alone_it_is_open_in_the_watched_hours_only(here: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    watched(here.story.at, days=["mon"], **{"from": "09:00:00", "until": "16:00:00"})
    ten = datetime.fromisoformat("2026-11-30T10:00:00+00:00")
    monkeypatch.setenv(clock.VARIABLE, ten.isoformat())
    here.on_call(begins=ten, hours=20)
    assert on(here)
    monkeypatch.setenv(clock.VARIABLE, "2026-11-30T16:00:00+00:00")
    assert not on(here)
    assert on(here, alone=False)


def test_it_closes_while_an_alert_could_still_be_seen_in_time(here: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    here.on_call(hours=1)
    assert on(here)
    with later(monkeypatch, 30):
        assert not on(here)


def test_two_shifts_that_meet_are_one_cover(here: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    begins = clock.now()
    here.on_call(begins=begins, hours=1)
    shift(here.at, here.keeper, here.deputy, here.first, begins=begins + timedelta(hours=1), hours=1)
    with later(monkeypatch, 45):
        assert on(here)


@pytest.mark.parametrize("who", ["first", "deputy"])
def test_whoever_goes_away_leaves_it_uncovered(here: Watched, who: str) -> None:
    here.on_call()
    gone: Actor = getattr(here, who)
    today = clock.today()
    assert gone.membership
    partnerships.go_away(membership=gone.membership, from_on=today, until_on=today, cover=None, by=gone)
    assert not on(here)


def test_whoever_cannot_after_all_leaves_it_uncovered_and_their_alerts_go_on(here: Watched) -> None:
    alert = here.alert()
    safety.answer_seat(seat=seat_of(here.first).pk, yes=False, by=here.first)
    assert not on(here)
    assert Alert.objects.get().holder_id != here.first.id
    assert safety.alert(here.deputy, alert.pk).steps[-1].what == "pass_on"


def test_until_the_other_says_yes_the_place_is_still_theirs_and_then_their_alerts_too(here: Watched) -> None:
    alert = here.alert()
    safety.pass_on_seat(seat=seat_of(here.first).pk, to=here.keeper.id, by=here.first)
    assert on(here)
    assert Alert.objects.get().holder_id == here.first.id
    safety.answer_seat(seat=seat_of(here.keeper).pk, yes=True, by=here.keeper)
    assert on(here)
    assert safety.alert(here.keeper, alert.pk).is_mine
    now = safety.on_call(here.at.pk, clock.now())
    assert now is not None
    assert (now.first, now.deputy) == (here.keeper.id, here.deputy.id)


def test_one_person_is_not_both(here: Watched) -> None:
    here.on_call()
    with pytest.raises(Invalid):
        safety.pass_on_seat(seat=seat_of(here.first).pk, to=here.deputy.id, by=here.first)
    with pytest.raises(Invalid):
        shift(here.at, here.keeper, here.first, here.first)


def test_who_is_both_by_two_steps_covers_nothing(here: Watched) -> None:
    """First is asked for the deputy's place after the deputy said no: refused, they are one."""
    made = here.on_call()
    safety.answer_seat(seat=seat_of(here.deputy).pk, yes=False, by=here.deputy)
    with pytest.raises(Invalid):
        safety.ask_for_seat(shift=made, rank=Rank.DEPUTY, user=here.first.id, by=here.keeper)
    safety.ask_for_seat(shift=made, rank=Rank.DEPUTY, user=here.keeper.id, by=here.keeper)
    assert on(here)


def test_only_who_keeps_the_rota_offers_and_takes_back(here: Watched) -> None:
    made = here.on_call()
    with pytest.raises(Refused):
        shift(here.at, here.first, here.first, here.deputy)
    with pytest.raises(Refused):
        safety.take_back_shift(shift=made, by=here.first)
    safety.take_back_shift(shift=made, by=here.keeper)
    assert not on(here)
    assert set(Seat.objects.values_list("state", flat=True)) == {SeatState.ENDED}


def test_a_shift_is_no_longer_than_a_day_and_not_over(here: Watched) -> None:
    with pytest.raises(Invalid):
        here.on_call(hours=25)
    with pytest.raises(Invalid):
        here.on_call(begins=clock.now() - timedelta(hours=9), hours=8)


def test_it_lapses_in_the_middle_the_answer_that_calls_is_taken_and_no_other(
    here: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = here.asked_with_cover()
    with later(monkeypatch, 9 * 60):
        with pytest.raises(Conflict) as refused:
            here.say(request, 1, "q1")
        assert "01632" in refused.value.next_step
        alert = here.say(request, 1, "q9")
        assert alert is not None
        assert alert.holder_id in safety.able(here.at.pk)


def test_while_an_alert_stands_still_nobody_else_is_asked(here: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker process is running: nobody would be told of another."""
    here.alert()
    assert on(here)
    with later(monkeypatch, 36):
        assert not on(here)
        safety.keep_time()
        assert on(here)


def test_16_and_17_year_olds_are_not_asked(here: Watched) -> None:
    here.on_call()
    Person.objects.filter(pk=here.person).update(age="16_17")
    assert asks(here) == ["goals"]


def test_a_manager_does_not_end_what_they_do_not_see(here: Watched) -> None:
    request, manager = here.asked_with_cover(), worker(here.at, Role.MANAGER)
    with pytest.raises(Conflict):
        outcomes.answer(request=request, by=manager)
    assert here.say(request, 3) is not None


def test_a_manager_who_sits_with_them_sees_and_saves_nothing_of_it(here: Watched) -> None:
    request = here.asked_with_cover()
    here.say(request, 2, "q1")
    manager = worker(here.at, Role.MANAGER)
    seen = outcomes.asked(manager, request)
    assert [one.code for one in seen.instruments] == ["goals"]
    assert seen.saved == {}
    with pytest.raises(Invalid):
        here.say(request, 2, "q1", by=manager)
    with pytest.raises(Conflict):
        outcomes.answer(request=request, answers={"phq9": {"q1": 1}}, by=manager)


def test_where_nobody_is_on_call_is_said_to_who_keeps_the_rota(here: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    watched(here.story.at, days=["mon", "tue"], **{"from": "09:00:00", "until": "16:00:00"})
    ten = datetime.fromisoformat("2026-11-30T10:00:00+00:00")
    monkeypatch.setenv(clock.VARIABLE, ten.isoformat())
    here.on_call(begins=ten + timedelta(hours=1), hours=2)
    model = partnerships.model_at(here.story.at.partnership.pk).model
    said = [(begins.isoformat()[:16], ends.isoformat()[:16]) for begins, ends in safety.gaps(here.keeper, model)]
    assert said == [
        ("2026-11-30T10:00", "2026-11-30T11:00"),
        ("2026-11-30T13:00", "2026-11-30T16:00"),
        ("2026-12-01T09:00", "2026-12-01T16:00"),
    ]


def test_who_leaves_is_on_call_no_more_and_somebody_else_is_asked(here: Watched) -> None:
    here.on_call()
    manager = worker(here.at, Role.MANAGER)
    assert here.deputy.membership
    with pytest.raises(Conflict):
        partnerships.close_account(membership=here.deputy.membership, by=manager)
    partnerships.close_account(membership=here.deputy.membership, by=manager, hand_to=here.keeper.id)
    assert not on(here)
    safety.answer_seat(seat=seat_of(here.keeper).pk, yes=True, by=here.keeper)
    assert on(here)


def test_a_partner_with_an_open_alert_does_not_leave(here: Watched) -> None:
    here.alert()
    assert [ref.kind for ref in safety.OfPartners().holds(here.at.pk)] == ["alert"]
