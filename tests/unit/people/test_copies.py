"""A copy of what is kept: each controller its part, read by a human first, opened by the person, then forgotten."""

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.factories import files, lives, places
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Kind, LeftOut
from watersmeet.records.people.models import Copy, Matter
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Enclosed, For

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Place:
    settings.WATERSMEET_DATA = tmp_path
    monkeypatch.setenv("WATERSMEET_NOW", "2026-01-05T10:00:00Z")
    return places.place()


@pytest.fixture
def who(at: Place, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """Somebody who was referred, answered, and was heard: things are kept of them by two controllers."""
    lived = lives.lives_through(at, lambda day: monkeypatch.setenv("WATERSMEET_NOW", f"{day}T10:00:00Z"))
    people.tell(person=lived, kind=Kind.ACCESS, words="", by=places.by_link(at, lived))
    return lived


def somebody_with_a_file(at: Place) -> UUID:
    """The group wrote about them with a map, and they ask for a copy."""
    who = places.person(at, name="Bo Example")
    places.permit(who, at.front_door, at.group, *lives.SENT_WITH)
    places.permit(who, at.group, at.front_door, *lives.SENT_WITH)
    referral = referrals.ask_for_self(
        person=who,
        partnership=at.partnership.pk,
        words="some company",
        receiver=at.group.pk,
        by=Actor("link", partnership=at.partnership.pk),
    )
    enclosed = Enclosed("map.pdf", BytesIO(files.PDF))
    referrals.write_message(referral, by=places.worker(at.group), words="The map.", to=For.SIDE, file=enclosed)
    people.tell(person=who, kind=Kind.ACCESS, words="", by=places.by_link(at, who))
    return who


def asked_of(partner: Any) -> UUID:
    return Matter.objects.get(kind=Kind.ACCESS, partner=partner).pk


def officer_of(partner: Any) -> Actor:
    return places.worker(partner, Role.PRIVACY_OFFICER)


def release(matter: UUID, by: Actor, **more: Any) -> None:
    told = {"left_out": [], "why": None, "checked": True, "words": "Here it is.", **more}
    people.release(matter=matter, by=by, **told)


def data_of(body: bytes) -> str:
    with zipfile.ZipFile(BytesIO(body)) as file:
        assert file.namelist() == ["read-me.html", "data.json"]
        json.loads(file.read("data.json"))
        return file.read("data.json").decode() + file.read("read-me.html").decode()


def test_each_controller_gives_what_it_answers_for_and_nothing_else(at: Place, who: UUID) -> None:
    own = people.to_check(officer_of(at.front_door), asked_of(at.front_door))
    theirs = people.to_check(officer_of(at.group), asked_of(at.group))
    assert {part.room for part in own} == {"people", "plans", "referrals"}
    assert {part.room for part in theirs} == {"outcomes"}


def test_every_room_says_who_answers_for_what_it_holds(at: Place, who: UUID) -> None:
    for room, records in people.held.items():
        assert [entry for entry in records.export(who) if not entry.get("controller")] == [], room


def test_it_is_given_once_read_and_opens_for_the_person_alone(at: Place, who: UUID) -> None:
    officer, matter = officer_of(at.front_door), asked_of(at.front_door)
    with pytest.raises(Invalid):
        release(matter, officer, checked=False)
    assert not Copy.objects.exists()
    release(matter, officer)
    with pytest.raises(Conflict):
        release(matter, officer)

    person = places.by_link(at, who)
    assert "Ada Example" in data_of(people.open_copy(person, matter)[1])
    assert list(people.ready(person, who)) == [matter]
    assert Line.objects.filter(verb="copy.release").count() == 1
    for stranger in (places.by_link(at, places.person(at)), places.worker(at.group), officer):
        with pytest.raises(NotFound):
            people.open_copy(stranger, matter)


def test_a_file_is_read_first_and_given_with_the_copy(client: Any, at: Place) -> None:
    who = somebody_with_a_file(at)
    officer, matter = officer_of(at.group), Matter.objects.get(kind=Kind.ACCESS, partner=at.group).pk
    client.force_login(_user(officer), backend=BACKEND)
    [path] = re.findall(rf"/privacy/{matter}/copy/[0-9a-f-]+/", client.get(f"/privacy/{matter}/copy/").content.decode())
    assert client.get(path).content == files.PDF
    assert client.get(path.replace(path.split("/")[-2], str(who))).status_code == 404
    [named] = [fact for part in people.to_check(officer, matter) for fact in part.facts if fact.files]
    assert named.said == "map.pdf"
    release(matter, officer)
    with zipfile.ZipFile(BytesIO(people.open_copy(places.by_link(at, who), matter)[1])) as given:
        assert given.read("files/1 map.pdf") == files.PDF

    client.force_login(_user(officer_of(at.front_door)), backend=BACKEND)
    assert client.get(path).status_code == 404


def test_files_of_what_is_left_out_are_not_in_the_copy(at: Place) -> None:
    who = somebody_with_a_file(at)
    officer, matter = officer_of(at.group), asked_of(at.group)
    [named] = [fact.key for part in people.to_check(officer, matter) for fact in part.facts if fact.files]
    release(matter, officer, left_out=[named], why=LeftOut.OTHERS)
    assert "map.pdf" not in data_of(people.open_copy(places.by_link(at, who), matter)[1])


def test_what_is_left_out_has_a_reason_and_is_not_in_the_file(at: Place, who: UUID) -> None:
    officer, matter = officer_of(at.front_door), asked_of(at.front_door)
    [name] = [fact.key for part in people.to_check(officer, matter) for fact in part.facts if fact.name == "name"]
    with pytest.raises(Invalid):
        release(matter, officer, left_out=[name])
    with pytest.raises(Invalid):
        release(matter, officer, left_out=["people-99-9"], why=LeftOut.HARM)
    release(matter, officer, left_out=[name], why=LeftOut.HARM)
    assert "Ada Example" not in data_of(people.open_copy(places.by_link(at, who), matter)[1])
    assert Copy.objects.get().left_out == {"keys": [name], "why": "serious_harm"}


@pytest.mark.parametrize(("part", "role"), [("group", Role.PRIVACY_OFFICER), ("front_door", Role.PRACTITIONER)])
def test_nobody_but_its_own_officer_reads_it_first(at: Place, who: UUID, part: str, role: Role) -> None:
    with pytest.raises((NotFound, Refused)):
        people.to_check(places.worker(getattr(at, part), role), asked_of(at.front_door))


def test_after_30_days_the_file_is_forgotten(at: Place, who: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    officer, matter = officer_of(at.front_door), asked_of(at.front_door)
    release(matter, officer)
    assert b"Ada" not in bytes(Copy.objects.values_list("body", flat=True).get().body)
    monkeypatch.setenv("WATERSMEET_NOW", "2026-07-30T10:00:00Z")
    people.keep_time()
    assert Copy.objects.get().body is None
    with pytest.raises(NotFound):
        people.open_copy(places.by_link(at, who), matter)


def test_the_pages_check_and_give_it(client: Any, at: Place, who: UUID) -> None:
    officer, matter = officer_of(at.front_door), asked_of(at.front_door)
    client.force_login(_user(officer), backend=BACKEND)
    assert f"/privacy/{matter}/copy/" in client.get(f"/privacy/{matter}/").content.decode()
    assert client.post(f"/privacy/{matter}/copy/", {"words": ""}).status_code == 400
    assert "Ada Example" in client.get(f"/privacy/{matter}/copy/").content.decode()
    assert client.post(f"/privacy/{matter}/copy/", {"checked": "on", "words": "Here."}).status_code == 302
    client.force_login(_user(places.worker(at.front_door)), backend=BACKEND)
    page = client.get(f"/people/{who}/sharing/").content.decode()
    assert f"/people/copy/{matter}/" in page
    answer = client.get(f"/people/copy/{matter}/")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "no-store")
    assert "Ada" not in answer["Content-Disposition"]
    assert Line.objects.filter(verb="look.page", detail={"why": "copy"}, subject_id=who).exists()


def test_the_override_page_asks_why_to_whom_what_and_how_long(client: Any, at: Place) -> None:
    person = places.person(at)
    client.force_login(
        _user(places.worker(at.front_door)), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    told = {
        "kind": "life",
        "reason": "They said goodbye.",
        "receiver": str(at.group.pk),
        "categories": ["contact"],
        "hours": "24",
    }
    for missing in told:
        rest = {name: value for name, value in told.items() if name != missing}
        assert client.post(f"/people/{person}/override/", rest).status_code == 400, missing
    assert not Matter.objects.exists()
    assert client.post(f"/people/{person}/override/", told).status_code == 302
    assert Matter.objects.get().kind == Kind.OVERRIDE
    client.force_login(_user(places.worker(at.group)), backend=BACKEND)
    assert client.get(f"/people/{person}/override/").status_code == 404


def _user(actor: Actor) -> Any:
    return User.objects.get(pk=actor.id)
