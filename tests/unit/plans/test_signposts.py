"""A signpost is noted in one short form, about nobody, undone by one press, and counted in bands."""

import re
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.factories import places, services
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Conflict, Invalid, KeyReused, NotFound, Refused
from watersmeet.evidence.tables import SIGNPOSTS, check
from watersmeet.records.directory.models import Service
from watersmeet.records.plans import api as plans
from watersmeet.records.plans import frames
from watersmeet.records.plans.models import Domain, Signpost, SignpostEvent

pytestmark = pytest.mark.django_db
DAYS_AGO = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def here() -> Place:
    return places.place()


@pytest.fixture
def service(here: Place) -> Service:
    return services.service(here, name="Harbour shed")


@pytest.fixture
def worker(here: Place) -> Actor:
    return places.worker(here.surgery)


def browser_of(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.id))
    return client


def words(page) -> str:
    return " ".join(page.content.decode().split())


def noted(who: Actor, *, many: int = 1, **told) -> list:
    return [plans.point(by=who, **({"domain": "money", "elsewhere": "advice"} | told)) for _one in range(many)]


def test_from_a_service_one_press_notes_it_and_one_undoes_it(here, service, worker):
    client = browser_of(worker)
    page = words(client.get(f"/service/{service.pk}/"))
    assert f'href="/signpost/?service={service.pk}"' in page
    form = client.get(f"/signpost/?service={service.pk}").content.decode()
    assert re.search(rf'value="{service.pk}" selected', form)
    key = re.search(r'name="key" value="(.*?)"', form).group(1)
    told = {"to": str(service.pk), "domain": "people", "reason": "", "key": key}

    first, again = (client.post("/signpost/", told) for _click in range(2))

    row = Signpost.objects.get()
    assert first["Location"] == again["Location"] == f"/signpost/{row.pk}/"
    assert (row.service, row.domain, row.reason, row.partner, row.writer) == (
        service,
        "people",
        "",
        here.surgery,
        worker.id,
    )
    assert "Harbour shed" in words(client.get(first["Location"]))
    after = client.post(f"/signpost/{row.pk}/undo/", follow=True)
    assert "Undone. It is not counted." in words(after)
    assert Signpost.objects.get().undone_at
    assert list(SignpostEvent.objects.values_list("what", flat=True)) == ["note", "undo"]
    assert Line.objects.filter(verb="signpost.note").count() == 1


def test_my_work_leads_to_it(worker):
    assert 'href="/signpost/"' in words(browser_of(worker).get("/work/"))


def test_a_visitor_is_shown_no_way_to_note_one(client, here, service):
    assert "signpost" not in words(client.get(f"/service/{service.pk}/"))
    assert client.get("/signpost/").status_code == 302


def test_what_is_left_out_is_asked_for_and_what_was_chosen_stays(here, service, worker):
    client = browser_of(worker)

    page = client.post("/signpost/", {"to": "", "domain": "", "reason": "full", "key": "k"})

    assert page.status_code == 400
    assert "Choose where you pointed them" in words(page)
    assert "Choose what it was about" in words(page)
    assert re.search(r'value="full" selected', page.content.decode())
    assert not Signpost.objects.exists()
    stranger = services.service(places.place(), name="Elsewhere club")
    assert client.post("/signpost/", {"to": str(stranger.pk), "domain": "home", "key": "k"}).status_code == 400
    assert "selected" not in re.search(r'id="id_to".*?</select>', words(client.get("/signpost/?service=x"))).group()


def test_nothing_that_could_name_anybody_can_be_kept(worker):
    free = {
        field.name for field in Signpost._meta.get_fields() if field.get_internal_type() in {"TextField", "BinaryField"}
    }

    assert free == set()
    assert not [field.name for field in Signpost._meta.get_fields() if field.name == "person"]


def test_the_same_key_is_one_signpost_and_never_another(worker):
    first = plans.point(domain="home", elsewhere="council", by=worker, key="k")

    assert plans.point(domain="home", elsewhere="council", by=worker, key="k") == first
    with pytest.raises(KeyReused):
        plans.point(domain="money", elsewhere="council", by=worker, key="k")


def test_it_points_to_one_place_about_one_part_of_life(here, service, worker):
    for wrong in (
        {"domain": "home"},
        {"domain": "home", "elsewhere": "moon"},
        {"domain": "home", "elsewhere": "gp", "service": service.pk},
        {"domain": "love", "elsewhere": "gp"},
        {"domain": "home", "elsewhere": "gp", "reason": "because"},
    ):
        with pytest.raises(Invalid):
            plans.point(by=worker, **wrong)
    stranger = services.service(places.place(), name="Elsewhere club")
    with pytest.raises(NotFound):
        plans.point(by=worker, domain="home", service=stranger.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signpost.objects.create(
            partnership=here.partnership, partner=here.group, writer=worker.id, domain="home", made_at=clock.now()
        )


def test_an_undo_is_for_who_noted_it_and_for_an_hour(here, worker, monkeypatch):
    [one] = noted(worker)
    colleague = places.worker(here.surgery)
    for look in (plans.pointed, lambda who, it: plans.undo_signpost(it, by=who)):
        with pytest.raises(NotFound):
            look(colleague, one)
    monkeypatch.setenv("WATERSMEET_NOW", "+61m")
    with pytest.raises(Conflict):
        plans.undo_signpost(one, by=worker)
    assert ">Undo<" not in words(browser_of(worker).get(f"/signpost/{one}/"))
    monkeypatch.delenv("WATERSMEET_NOW")
    plans.undo_signpost(one, by=worker)
    plans.undo_signpost(one, by=worker)
    assert SignpostEvent.objects.filter(what="undo").count() == 1


def test_who_helps_nobody_notes_nothing(here):
    for role in (Role.ANALYST, Role.LEAD, Role.COMMUNITY_MEMBER):
        with pytest.raises(Refused):
            noted(places.worker(here.group, role))
    with pytest.raises(NotFound):
        noted(VISITOR)


def test_small_numbers_are_banded_for_all_but_those_who_may_know_them(here, worker):
    noted(worker, many=4, reason="full", at=DAYS_AGO)
    noted(worker, many=7, domain="home", elsewhere="nowhere", at=DAYS_AGO)

    seen = words(browser_of(worker).get("/signposts/"))
    assert "fewer than 5" in seen
    assert "about 5" in seen
    assert not re.search(r">\s*[47]\s*<", seen)
    exact = words(browser_of(places.worker(here.group, Role.LEAD)).get("/signposts/"))
    assert re.search(r">\s*4\s*<", exact)
    assert re.search(r">\s*7\s*<", exact)
    assert "fewer than" not in exact


def test_noting_and_undoing_moves_no_band_today_nor_tomorrow(here, worker, monkeypatch):
    """Four of others: one more would make "about 5", and tell that there were four."""
    noted(places.worker(here.group), many=4, at=DAYS_AGO)

    def seen() -> dict:
        return {one: (met.count, met.small) for one, (met, _lost) in plans.signposted(worker).domains.items()}

    before = seen()
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T23:50:00Z")
    mine = noted(worker, many=3)
    assert seen() == before
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-25T00:10:00Z")
    assert seen() == before
    for one in mine:
        plans.undo_signpost(one, by=worker)
    assert seen() == before
    noted(worker, at=datetime(2026, 11, 25, 0, 10, tzinfo=UTC))
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-26T09:00:00Z")
    assert seen() == {Domain.MONEY: (5, False)}


def test_what_nobody_had_an_answer_to_stands_apart(here, worker):
    noted(worker, many=5)
    noted(worker, many=6, elsewhere="nowhere")

    found = plans.signposted(places.worker(here.group, Role.ANALYST))

    met, lost = found.domains[Domain.MONEY]
    assert (met.count, lost.count) == (5, 6)
    assert [(name, few.count) for name, few in found.places] == [("An advice centre", 5)]


def test_what_was_undone_is_old_or_is_another_places_is_not_counted(here, worker, monkeypatch):
    [slip] = noted(worker)
    plans.undo_signpost(slip, by=worker)
    noted(places.worker(places.place().group))
    plans.point(domain="home", elsewhere="gp", by=worker, at=clock.now() - timedelta(days=366))

    assert not plans.signposted(worker).any
    assert "Nothing is counted yet" in words(browser_of(worker).get("/signposts/"))


def test_evidence_reads_them_by_the_contract(here, service, worker):
    assert frames.SIGNPOSTS.equals(SIGNPOSTS.schema)
    noted(worker, elsewhere="nowhere")
    noted(worker, elsewhere="", service=service.pk, reason="nearer")
    [slip] = noted(worker)
    plans.undo_signpost(slip, by=worker)

    read = list(frames.signposts(places.worker(here.front_door, Role.ANALYST)))
    checked = check(SIGNPOSTS, pa.Table.from_batches(read, frames.SIGNPOSTS))

    assert checked.quarantined == ()
    assert {(row["found"], row["service"], row["reason"]) for row in checked.accepted.to_pylist()} == {
        (0, None, None),
        (1, str(service.pk), "nearer"),
    }
    assert list(frames.signposts(places.worker(places.place().front_door, Role.ANALYST))) == []
