"""A tutor adds a course page by page, and puts its dates right: nothing is lost, or listed before the end."""

import re
from datetime import date, time
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import directory as made
from tests.factories import places
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import DirectoryEvent, Run, Service
from watersmeet.records.directory.pages.course_draft import Draft

pytestmark = pytest.mark.django_db
WHAT = {"name": "Computers for beginners", "description": "Learn to use email and find things online."}
WHEN = {
    "first-day": "11",
    "first-month": "1",
    "first-year": "2027",
    "starts": "10am",
    "ends": "12:30",
    "many": "10",
    "places": "12",
}
HALF_TERM = date(2027, 2, 15)
TENTH = date(2027, 3, 22)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-01T10:00:00Z")
    return places.place()


@pytest.fixture
def tutor(at: Place) -> Actor:
    return places.worker(at.group, Role.TUTOR)


@pytest.fixture
def other(at: Place) -> Service:
    """A listing of the same partner, at a place that it names."""
    return made.service(at.partnership.pk, at.group.pk, name="Choir")


def browser_of(who: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=who.id))
    return browser


def page(step: str) -> str:
    return reverse("directory:add_course", args=[step])


def words(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def boxes(answer: HttpResponse, name: str, *, ticked: bool = False) -> list[str]:
    """The answers that a question offers; those that are ticked."""
    found = re.findall(rf'<input[^>]* name="{name}"[^>]*>', words(answer))
    values = [(re.search(r'value="([^"]*)"', one).group(1), " checked" in one) for one in found]
    return [value for value, on in values if on or not ticked]


def place_of(browser: Client) -> str:
    """The first place that is offered."""
    return boxes(browser.get(page("when")), "place")[0]


def told(browser: Client, *, without: tuple[date, ...] = (HALF_TERM,)) -> None:
    """Every page but the last, at the partner's own place."""
    browser.post(page("what"), WHAT)
    browser.post(page("when"), WHEN | {"place": place_of(browser)})
    offered = boxes(browser.get(page("weeks")), "weeks")
    out = {one.isoformat() for one in without}
    browser.post(page("weeks"), {"weeks": [one for one in offered if one not in out]})
    browser.post(page("whom"), {"level": "Beginners", "creche": "no"})
    browser.post(page("know"), {"cost": "Free", "tutor": "Sam Example", "takes_referrals": "yes", "also_online": "no"})


def listed(browser: Client) -> directory.ServiceView:
    told(browser)
    answer = browser.post(page("check"))
    return directory.service(VISITOR, UUID(answer.url.split("/")[2]))


def test_ten_sessions_without_half_term_are_listed_at_the_end_and_not_before(tutor: Actor, other: Service) -> None:
    browser = browser_of(tutor)
    told(browser)
    assert Service.objects.count() == 1
    read = words(browser.get(page("check")))
    for said in (
        "10 sessions",
        "Monday 15 February",
        "Monday 22 March",
        "learning something new",
        "Beginners",
        "Sam Example",
    ):
        assert said in read
    done = browser.post(page("check"), follow=True)
    assert "The course is listed" in words(done)
    course = directory.service(VISITOR, Service.objects.exclude(pk=other.pk).get().pk)
    [run] = course.runs
    assert (run.places, run.left, len(run.sessions)) == (12, 12, 10)
    assert run.sessions[0] == (date(2027, 1, 11), time(10), time(12, 30))
    assert (run.sessions[-1][0], HALF_TERM in {one[0] for one in run.sessions}) == (TENTH, False)
    assert (course.kind, course.partner_id, course.takes_referrals) == ("course", tutor.partner, True)
    assert course.course.creche is False
    assert "Monday 15 February" in words(Client().get(reverse("directory:service", args=[course.id])))
    assert set(DirectoryEvent.objects.filter(subject=course.id).values_list("actor_id", flat=True)) == {tutor.id}


def test_a_bank_holiday_is_left_out_unless_somebody_ticks_it(tutor: Actor, other: Service) -> None:
    browser = browser_of(tutor)
    browser.post(page("what"), WHAT)
    spring = {"first-day": "19", "first-month": "4", "first-year": "2027", "many": "3"}
    browser.post(page("when"), WHEN | spring | {"place": place_of(browser)})
    shown = browser.get(page("weeks"))
    assert "Bank holiday: Early May bank holiday" in words(shown)
    assert boxes(shown, "weeks", ticked=True) == ["2027-04-19", "2027-04-26", "2027-05-10"]
    browser.post(page("weeks"), {"weeks": ["2027-04-19", "2027-04-26", "2027-05-03"]})
    assert boxes(browser.get(page("weeks")), "weeks", ticked=True) == ["2027-04-19", "2027-04-26", "2027-05-03"]


@pytest.mark.parametrize(
    ("step", "typed", "says"),
    [
        ("what", {"name": "Cooking", "description": ""}, "Write what people do there"),
        ("when", {**WHEN, "ends": "9am"}, "A session ends after it starts"),
        ("when", {**WHEN, "many": "61"}, "Enter a number that is 60 or less"),
        ("when", {**WHEN, "first-year": "2020"}, "The date must be"),
        (
            "where",
            {"address": "Example Hall", "town": "Barnstaple", "postcode": "EX31 9ZZ"},
            "We do not know this postcode",
        ),
        ("weeks", {}, "Tick the days it meets"),
        ("whom", {"min_age": "old"}, "Enter a whole number"),
        ("know", {"phone": "ring me"}, "Enter a phone number"),
    ],
)
def test_what_was_typed_is_kept_when_something_is_wrong(tutor: Actor, step: str, typed: dict, says: str) -> None:
    browser = browser_of(tutor)
    for earlier, fine in (("what", WHAT), ("when", WHEN | {"place": "another"})):
        if earlier != step:
            browser.post(page(earlier), fine)
        else:
            break
    if step in {"weeks", "whom", "know"}:
        browser.post(page("where"), {"address": "1 Example Row", "town": "Barnstaple", "postcode": "EX31 1AA"})
    if step in {"whom", "know"}:
        browser.post(page("weeks"), {"weeks": ["2027-01-11"]})
        browser.post(page("whom"), {})
    answer = browser.post(page(step), typed | ({"place": "another"} if step == "when" else {}))
    assert answer.status_code == 400
    assert says in words(answer)
    assert "There is a problem" in words(answer)
    for said in typed.values():
        assert f'value="{said}"' in words(answer) or f">{said}<" in words(answer) or not said


def test_pages_are_asked_in_their_order(tutor: Actor) -> None:
    browser = browser_of(tutor)
    assert browser.get(page("check")).url == page("what")
    browser.post(page("what"), WHAT)
    assert browser.get(page("know")).url == page("when")
    assert browser.get(page("heron")).url == page("when")
    browser.post(page("when"), {"leave": "yes"})
    assert browser.get(page("when")).url == page("what")


def test_another_first_day_asks_for_the_weeks_anew(tutor: Actor, other: Service) -> None:
    browser = browser_of(tutor)
    told(browser)
    moved = browser.post(page("when"), WHEN | {"first-day": "12", "place": place_of(browser)})
    assert moved.url == page("weeks")
    assert boxes(browser.get(page("weeks")), "weeks")[0] == "2027-01-12"


def test_a_second_click_lists_it_once(tutor: Actor, other: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = browser_of(tutor)
    told(browser)
    with monkeypatch.context() as both_at_once:
        both_at_once.setattr(Draft, "throw_away", lambda _self, _drawer: None)
        first, second = browser.post(page("check")), browser.post(page("check"))
    assert first.url == second.url
    assert Service.objects.exclude(pk=other.pk).count() == Run.objects.count() == 1


def test_a_colleague_at_the_same_browser_finds_nothing_of_it(at: Place, tutor: Actor, other: Service) -> None:
    browser = browser_of(tutor)
    told(browser)
    browser.force_login(User.objects.get(pk=places.worker(at.group, Role.TUTOR, name="Ash Example").id))
    assert browser.get(page("check")).url == page("what")


def test_a_session_is_moved_called_off_and_put_back(tutor: Actor, other: Service) -> None:
    browser = browser_of(tutor)
    course = listed(browser)
    [run] = directory.run_dates(tutor, course.id)
    last = reverse("directory:move_session", args=[course.id, run.sessions[-1].id])
    assert "We do not know who has them" not in words(browser.get(last))
    directory.take_place(run.id, by=made.COMMAND)
    assert "1 of 12 places are taken. We do not know who has them" in words(browser.get(last))
    day = {"on-day": "25", "on-month": "3", "on-year": "2027", "starts_at": "2pm", "ends_at": "4pm"}
    assert "The session is moved" in words(browser.post(last, day, follow=True))
    assert directory.service(VISITOR, course.id).runs[0].ends_on == date(2027, 3, 25)
    assert browser.post(last, day | {"ends_at": "1pm"}).status_code == 400
    second = reverse("directory:call_off", args=[course.id, run.sessions[1].id])
    assert "called off" in words(browser.post(second, follow=True))
    seen = directory.service(VISITOR, course.id).runs[0]
    assert (len(seen.sessions), [one[0] for one in seen.off]) == (9, [date(2027, 1, 18)])
    assert "Monday 18 January" in words(Client().get(reverse("directory:service", args=[course.id])))
    browser.post(second, {"back": "yes"})
    assert len(directory.service(VISITOR, course.id).runs[0].sessions) == 10


def test_dates_and_places_are_put_back_by_the_manager(at: Place, tutor: Actor, other: Service) -> None:
    course = listed(browser_of(tutor))
    manager = places.worker(at.group, Role.MANAGER)
    [run] = directory.run_dates(tutor, course.id)
    first, second, third, *_rest = (one.id for one in run.sessions)
    sooner = {"on": date(2027, 1, 4), "starts_at": time(9), "ends_at": time(10)}
    for change in (
        lambda: directory.change_places(run=run.id, places=14, by=tutor),
        lambda: directory.move_session(session=first, by=tutor, **sooner),
        lambda: directory.call_off_session(session=second, by=tutor),
        lambda: directory.move_session(session=third, by=tutor, **(sooner | {"on": date(2027, 1, 18)})),
    ):
        before = directory.run_dates(tutor, course.id)
        change()
        assert directory.run_dates(tutor, course.id) != before
        [latest, *_rest] = directory.history(manager, course.id)
        assert [name for name, _was, _now in latest.facts] == ["runs"]
        directory.undo_change(service=course.id, event=latest.event, by=manager)
        assert directory.run_dates(tutor, course.id) == before


def test_more_dates_begin_with_the_hours_of_the_last(tutor: Actor, other: Service) -> None:
    browser = browser_of(tutor)
    course = listed(browser)
    there = reverse("directory:add_run", args=[course.id, "when"])
    shown = browser.get(there)
    assert [boxes(shown, name) for name in ("many", "places", "starts", "place")] == [["10"], ["12"], ["10:00"], []]
    day = {"first-day": "19", "first-month": "4", "first-year": "2027"}
    browser.post(there, {**WHEN, **day, "many": "3"})
    weeks = reverse("directory:add_run", args=[course.id, "weeks"])
    browser.post(weeks, {"weeks": ["2027-04-19", "2027-04-26", "2027-05-10"]})
    done = browser.post(reverse("directory:add_run", args=[course.id, "check"]), follow=True)
    assert "The dates are added" in words(done)
    runs = directory.run_dates(tutor, course.id)
    assert [one.on for one in runs[0].sessions] == [date(2027, 4, 19), date(2027, 4, 26), date(2027, 5, 10)]
    assert len(runs) == 2


def test_no_fewer_places_than_are_taken(tutor: Actor, other: Service) -> None:
    browser = browser_of(tutor)
    course = listed(browser)
    [run] = directory.run_dates(tutor, course.id)
    directory.take_place(run.id, by=made.COMMAND)
    directory.take_place(run.id, by=made.COMMAND)
    there = reverse("directory:change_places", args=[course.id, run.id])
    assert "2 places are taken already" in words(browser.post(there, {"places": "1"}))
    browser.post(there, {"places": "14"})
    assert Run.objects.get(pk=run.id).places == 14


def test_a_tutor_keeps_courses_of_their_own_partner_and_nothing_else(at: Place, tutor: Actor, other: Service) -> None:
    course = listed(browser_of(tutor))
    strange = browser_of(places.worker(at.front_door, Role.TUTOR))
    [run] = directory.run_dates(tutor, course.id)
    addresses = [
        reverse("directory:listing", args=[course.id]),
        reverse("directory:add_run", args=[course.id, "when"]),
        reverse("directory:change_places", args=[course.id, run.id]),
        reverse("directory:move_session", args=[course.id, run.sessions[0].id]),
    ]
    assert [browser_of(tutor).get(one).status_code for one in addresses] == [200] * 4
    assert {strange.get(one).status_code for one in addresses} <= {403, 404}
    assert browser_of(tutor).get(reverse("directory:listing", args=[other.pk])).status_code in {403, 404}
    assert "Put this listing right" not in words(strange.get(reverse("directory:service", args=[course.id])))
    assert Client().get(page("what")).status_code in {302, 404}
