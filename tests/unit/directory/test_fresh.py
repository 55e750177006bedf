"""Whether listings are still true: who answers for one is asked and says so; what is old says so, and hides."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import places, services
from tests.factories.directory import BARNSTAPLE
from tests.factories.own_rules import ruled
from tests.factories.places import MODEL, Place
from tests.factories.still_true import browser_of, looked, words
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Role
from watersmeet.base.problems import Invalid, Refused
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import DirectoryEvent, Service
from watersmeet.records.partnerships import api as partnerships

RULE = "\n[freshness]\ncheck_days = 90\nhide_days = 200\n"


@pytest.fixture
def place(db: None) -> Place:
    """A place that looks every 90 days, and hides what nobody looked at for 200."""
    at = places.place()
    model = partnerships.model_at(at.partnership.pk).model
    places.adopt(
        at, partnerships.read({**partnerships.written(model), "freshness": {"check_days": 90, "hide_days": 200}})
    )
    return at


@pytest.fixture
def listed(place: Place) -> Service:
    return services.service(place, name="Harbour shed", place=BARNSTAPLE, takes_referrals=True)


@pytest.mark.parametrize(
    ("days", "stale", "found"),
    [(0, False, True), (89, False, True), (90, True, True), (199, True, True), (200, True, False), (None, True, True)],
)
def test_what_is_old_says_so_and_then_hides(
    client: Client, place: Place, listed: Service, days: int | None, stale: bool, found: bool
) -> None:
    looked(listed, days)
    assert ("Ring first." in words(client.get(reverse("directory:service", args=[listed.pk])))) is stale
    hits = directory.find(VISITOR, "harbour", near=BARNSTAPLE.postcode)
    assert [hit.service.id for hit in hits] == ([listed.pk] if found else [])
    worker = places.worker(place.surgery)
    assert [one.id for one in directory.taking(worker)] == ([listed.pk] if found else [])


@pytest.mark.parametrize(("days", "due"), [(89, None), (90, 0), (120, -30)])
def test_who_answers_for_it_is_asked_on_the_day(place: Place, listed: Service, days: int, due: int | None) -> None:
    looked(listed, days)
    tasks = directory.tasks_for(places.worker(place.group))
    assert [one.due_on for one in tasks] == ([] if due is None else [clock.today() + timedelta(days=due)])
    assert directory.tasks_for(places.worker(place.surgery)) == []
    assert directory.tasks_for(places.worker(place.group, Role.TUTOR)) == []


def test_a_button_confirms_it_and_the_task_is_gone(place: Place, listed: Service) -> None:
    looked(listed, 200)
    browser = browser_of(places.worker(place.group))
    assert "Is it still right? 1 listing" in words(browser.get("/work/"))
    assert "Harbour shed" in words(browser.get(reverse("directory:ours")))
    done = browser.post(reverse("directory:confirm", args=[listed.pk]), follow=True)
    assert "Its listing says that it was checked today." in words(done)
    assert Service.objects.get().checked_on == clock.today()
    assert DirectoryEvent.objects.filter(what="confirm").count() == 1
    assert "still right?" not in words(browser.get("/work/"))
    assert len(directory.find(VISITOR, "harbour", near=BARNSTAPLE.postcode)) == 1


def test_what_was_never_checked_is_asked_about_from_when_it_was_written(place: Place, listed: Service) -> None:
    looked(listed, None)
    assert directory.tasks_for(places.worker(place.group)) == []
    Service.objects.update(changed_at=clock.now() - timedelta(days=100))
    assert len(directory.tasks_for(places.worker(place.group))) == 1


def test_nobody_confirms_what_others_answer_for(place: Place, listed: Service) -> None:
    looked(listed, 100)
    other = places.worker(place.surgery)
    with pytest.raises(Refused):
        directory.confirm_service(service=listed.pk, by=other)
    assert browser_of(other).post(reverse("directory:confirm", args=[listed.pk])).status_code == 404
    assert Service.objects.get().checked_on != clock.today()


def test_who_has_no_services_reads_what_this_page_is_for(place: Place) -> None:
    assert "You list no service yet" in words(browser_of(places.worker(place.surgery)).get(reverse("directory:ours")))


@pytest.mark.parametrize(
    ("rule", "where"),
    [
        (RULE.replace("90", "29"), "freshness.check_days"),
        (RULE.replace("200", "119"), "freshness"),
        (RULE.replace("check", "look"), "freshness.look_days"),
    ],
)
def test_a_faulty_rule_is_refused_and_named(rule: str, where: str) -> None:
    with pytest.raises(Invalid) as refused:
        partnerships.read_toml(MODEL + rule)
    assert where in refused.value.fields


def test_it_is_read_in_words_and_voted_on(place: Place) -> None:
    model = partnerships.model_at(place.partnership.pk).model
    [part] = [one for one in partnerships.sections(model) if one.title == "How listings stay true"]
    assert part.rows == (
        ("Somebody looks whether a listing is still right", "every 90 days"),
        ("A listing that nobody looked at hides", "after 200 days"),
    )
    never = partnerships.read_toml(MODEL)
    assert never.freshness.hide_days is None
    later = ruled(model, asking=[]).model_copy(update={"freshness": never.freshness})
    assert partnerships.touched(model, later) == ["listed"]


def test_nothing_hides_without_a_rule(place: Place, listed: Service) -> None:
    places.adopt(place, partnerships.read_toml(MODEL).model_copy(update={"front_door": str(place.front_door)}))
    looked(listed, 900)
    assert len(directory.find(VISITOR, "harbour", near=BARNSTAPLE.postcode)) == 1


def test_what_nobody_ever_looked_at_hides_too_and_is_offered_in_no_list(place: Place, listed: Service) -> None:
    worker = places.worker(place.front_door)
    looked(listed, None)
    assert [one.id for one in directory.choices(worker)] == [listed.pk]
    Service.objects.update(changed_at=clock.now() - timedelta(days=200))
    assert len(directory.find(VISITOR, "harbour", near=BARNSTAPLE.postcode)) == 0
    assert directory.choices(worker) == []
