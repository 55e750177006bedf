"""A person's story across the rooms: every part is shown to those who may see that category, and to nobody else."""

import pytest
from django.test import Client

from tests.factories import places, work
from tests.factories.lives import lives_through
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.desk import person
from watersmeet.records.people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-03-01T10:00:00Z")
    return places.place()


def rooms_in(actor: Actor, who: object) -> set[str]:
    return {one.what.partition(".")[0] for one in person.told_by_rooms(actor, who)}  # type: ignore[arg-type]


def test_each_category_is_shown_to_those_who_may_see_it(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    who = lives_through(here, lambda day: monkeypatch.setenv("WATERSMEET_NOW", f"{day}T10:00:00Z"))

    assert rooms_in(places.worker(here.group), who) == {"referral", "need", "measure"}
    assert rooms_in(places.worker(here.front_door), who) == {"referral", "need", "share"}
    assert rooms_in(places.worker(here.group, Role.VOLUNTEER), who) == {"referral", "need"}
    assert rooms_in(places.worker(here.group, Role.TUTOR), who) == set()
    assert rooms_in(places.worker(here.therapy), who) == set()


def test_what_the_person_stops_is_gone_from_it_at_once(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    who = lives_through(here, lambda day: monkeypatch.setenv("WATERSMEET_NOW", f"{day}T10:00:00Z"))
    volunteer = places.worker(here.group, Role.VOLUNTEER)

    people.withdraw(person=who, receiver=here.group.pk, by=places.by_link(here, who))

    assert rooms_in(volunteer, who) == set()


def test_the_page_tells_it_without_anybodys_words_and_is_written_down(client: Client, here: Place) -> None:
    work.waiting(here)
    [who] = {line.subject_id for line in Line.objects.filter(subject_kind="person")}
    worker = places.worker(here.front_door)
    client.force_login(User.objects.get(pk=worker.id))

    shown = client.get(f"/people/{who}/").content.decode()

    assert "Ada Example" in shown
    assert "Agreed who may see what" in shown
    assert "Asked for help" in shown
    assert "Company." not in shown
    assert Line.objects.filter(verb="look.page", subject_id=who, detail__why="person").count() == 1


def test_for_others_there_is_no_such_page(client: Client, here: Place) -> None:
    work.waiting(here)
    [who] = {line.subject_id for line in Line.objects.filter(subject_kind="person")}
    client.force_login(User.objects.get(pk=places.worker(here.therapy).id))

    assert client.get(f"/people/{who}/").status_code == 404
    assert not Line.objects.filter(verb="look.page").exists()
