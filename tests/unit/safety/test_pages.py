"""The pages of who is on call, and of an alert: what they say, to whom, and what they refuse."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from tests.factories.on_call import watched
from tests.factories.places import worker
from tests.proofs.town import signed_in
from tests.unit.safety.test_cover import seat_of
from tests.unit.safety.watching import Watched
from watersmeet.accounts.models import User
from watersmeet.audit import api as audit
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor, Role
from watersmeet.base.ref import Ref
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.models import Drill, Shift
from watersmeet.records.safety.states import SeatState

pytestmark = pytest.mark.django_db
COVER = "/on-call/"
JUDGING = ("risk", "severe", "high", "low mood", "score", "red", "amber")


def browser(actor: Actor) -> Client:
    return signed_in(User.objects.get(pk=actor.id))


def page(answer: object, status: int = 200) -> str:
    assert answer.status_code == status  # type: ignore[attr-defined]
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def offered(here: Watched, **more: str) -> dict[str, str]:
    day = clock.today() + timedelta(days=1)
    return {
        "day-day": str(day.day),
        "day-month": str(day.month),
        "day-year": str(day.year),
        "begins": "9:00",
        "ends": "16.30",
        "first": str(here.first.id),
        "deputy": str(here.deputy.id),
        "key": str(ids.new()),
        **more,
    }


def test_a_shift_is_offered_and_both_say_yes_themselves(here: Watched) -> None:
    keeper, first, deputy = browser(here.keeper), browser(here.first), browser(here.deputy)
    assert "No shift yet" in page(keeper.get(COVER))
    said = offered(here)
    for _twice in range(2):
        assert "Both are asked" in page(keeper.post(f"{COVER}offer/", said, follow=True))
    assert Shift.objects.count() == 1
    assert "Not covered yet" in page(first.get(COVER))
    assert "You are asked to be on call: say yes or no" in page(first.get("/work/"))
    for one, who in ((first, here.first), (deputy, here.deputy)):
        one.post(f"{COVER}seats/{seat_of(who).pk}/", {"answer": "yes"})
    whole = page(keeper.get(COVER))
    assert "Fern Example said yes" in whole
    assert "Not covered yet" not in whole


def test_a_shift_may_end_on_the_next_morning(here: Watched) -> None:
    browser(here.keeper).post(f"{COVER}offer/", offered(here, begins="20:00", ends="06:00"))
    made = Shift.objects.get()
    assert made.ends_at - made.begins_at == timedelta(hours=10)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"day-day": "31", "day-month": "2"}, "Enter a real date"),
        ({"day-year": "2020"}, "Give an end that is still to come"),
        ({"begins": "nine"}, "Enter a time, like 09:30 or 14:00"),
        ({"deputy": ""}, "Choose who stands in"),
        ({"first": "somebody"}, "Choose one of the answers offered"),
    ],
)
def test_a_faulty_shift_is_refused_in_words_and_nothing_is_kept(
    here: Watched, wrong: dict[str, str], says: str
) -> None:
    told = page(browser(here.keeper).post(f"{COVER}offer/", offered(here, **wrong)), 400)
    assert says in told
    assert not Shift.objects.exists()


def test_the_night_on_which_the_clock_changes_lacks_its_hour(here: Watched) -> None:
    on = {"day-day": "28", "day-month": "3", "day-year": "2027"}
    keeper = browser(here.keeper)
    refused = page(keeper.post(f"{COVER}offer/", offered(here, begins="01:30", ends="02:15", **on)), 400)
    assert "Give an end that is after the beginning" in refused
    keeper.post(f"{COVER}offer/", offered(here, begins="00:30", ends="02:15", **on))
    made = Shift.objects.get()
    assert made.ends_at - made.begins_at == timedelta(minutes=45)


def test_neither_yes_nor_no_changes_nothing(here: Watched) -> None:
    here.on_call()
    seat = seat_of(here.first)
    assert browser(here.first).post(f"{COVER}seats/{seat.pk}/", {}).status_code == 400
    seat.refresh_from_db()
    assert seat.state == SeatState.ACCEPTED


def test_one_person_cannot_be_both(here: Watched) -> None:
    told = page(browser(here.keeper).post(f"{COVER}offer/", offered(here, deputy=str(here.first.id))), 400)
    assert "Choose somebody else than the one who is first" in told


def test_who_cannot_passes_it_on_or_says_so(here: Watched) -> None:
    made = here.on_call()
    first, keeper = browser(here.first), browser(here.keeper)
    seat = seat_of(here.first)
    refused = page(first.post(f"{COVER}seats/{seat.pk}/pass-on/", {"user": str(here.deputy.id)}), 400)
    assert "Choose somebody else who may be on call here" in refused
    first.post(f"{COVER}seats/{seat.pk}/pass-on/", {"user": str(here.keeper.id)})
    assert "Fern Example, until Sage Example says yes" in page(first.get(COVER))
    keeper.post(f"{COVER}seats/{seat_of(here.keeper).pk}/", {"answer": "no"})
    first.post(f"{COVER}seats/{seat.pk}/", {"answer": "no"})
    assert "Not covered yet" in page(keeper.get(COVER))
    keeper.post(f"{COVER}shifts/{made}/ask/first/", {"user": str(here.keeper.id)})
    assert "Covered now" in page(keeper.get(COVER))
    assert keeper.post(f"{COVER}shifts/{made}/ask/captain/", {}).status_code == 404
    keeper.post(f"{COVER}shifts/{made}/take-back/")
    assert not safety.rota(here.keeper)
    assert set(seat.shift.seats.values_list("state", flat=True)) <= {
        SeatState.ENDED,
        SeatState.DECLINED,
        SeatState.PASSED_ON,
    }


def test_where_nobody_is_on_call_and_that_it_is_off_is_said(here: Watched) -> None:
    assert "In these hours of the next seven days" in page(browser(here.keeper).get(COVER))
    watched(here.story.at, owner="", days=[])
    assert "These questions are off here" in page(browser(here.keeper).get(COVER))


def test_only_who_may_be_on_call_opens_it(here: Watched) -> None:
    for role in set(Role) - {Role.PRACTITIONER, Role.MANAGER, Role.SAFEGUARDING_LEAD}:
        assert browser(worker(here.at, role)).get(COVER).status_code == 404


def test_an_alert_says_how_to_reach_them_and_nothing_of_a_score(here: Watched) -> None:
    alert = here.alert()
    first = browser(here.first)
    work = page(first.get("/work/"))
    assert "Ada Example" in work
    assert "Somebody needs a call now: open this first" in work
    shown = page(first.get(f"/alerts/{alert.pk}/"))
    assert "Ada Example" in shown
    assert "ada@person.example" in shown
    assert "Do not say who you are" in shown
    assert "It does not tell how great a danger is" in shown
    heart = shown[shown.index("<h1") : shown.index("<footer")].lower()
    assert [word for word in JUDGING if f" {word} " in heart] == []
    looks = audit.lines_for(Ref("person", here.person), Ref("alert", alert.pk))
    assert any(line.actor.id == here.first.id and line.detail == {"why": "alert"} for line in looks)


def test_the_whole_way_by_pages(here: Watched) -> None:
    alert = here.alert()
    first, deputy = browser(here.first), browser(here.deputy)
    at = f"/alerts/{alert.pk}/"
    assert "You have it" in page(first.post(f"{at}have-it/", follow=True))
    assert first.post(f"{at}have-it/").status_code == 302
    assert deputy.post(f"{at}have-it/").status_code == 409
    assert "Choose what you did" in page(first.post(f"{at}done/", {}), 400)
    assert "Written down" in page(first.post(f"{at}done/", {"what": "no_answer", "words": "Rang at ten."}, follow=True))
    assert "Choose somebody" in page(first.post(f"{at}hand-on/", {}), 400)
    assert "They are told now" in page(first.post(f"{at}hand-on/", {"user": str(here.deputy.id)}, follow=True))
    deputy.post(f"{at}have-it/")
    assert "Say what was agreed" in page(deputy.post(f"{at}close/", {"outcome": "spoke"}), 400)
    ended = page(deputy.post(f"{at}close/", {"outcome": "spoke", "words": "Sees Dr Sample at 3pm."}, follow=True))
    assert "Rang at ten." in ended
    assert "Sees Dr Sample at 3pm." in ended
    assert "Dale Example closed it" in ended
    assert "Ada Example" not in page(first.get("/work/"))


def test_a_practice_says_first_that_nobody_is_in_danger(here: Watched) -> None:
    here.on_call()
    keeper, first = browser(here.keeper), browser(here.first)
    keeper.post(f"{COVER}practice/", {"key": "once"})
    drill = Drill.objects.get()
    assert "Practice alert: nobody is in danger" in page(first.get("/work/"))
    shown = page(first.get(f"/alerts/{drill.pk}/"))
    assert "This is a practice. Nobody is in danger, and it is about nobody." in shown
    assert "Reach them safely" not in shown
    first.post(f"/alerts/{drill.pk}/have-it/")
    assert "The practice is closed" in page(first.post(f"/alerts/{drill.pk}/close/", follow=True))
    assert "after 0 minutes" in page(keeper.get(COVER))
    assert browser(here.deputy).post(f"{COVER}practice/").status_code == 404
