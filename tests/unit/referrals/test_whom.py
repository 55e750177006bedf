"""Whom services are for by the rules of a place: told before, held to by workers, and no bar to who asks themself."""

from pathlib import Path
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import asking, places, services, work
from tests.factories.own_rules import FOR, rule
from tests.factories.places import Place
from tests.factories.spreadsheets import as_csv, counted, row, run, waiting
from watersmeet.accounts.models import User
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Invalid
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import Service
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age
from watersmeet.records.people.models import Person
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Reason, State, Wanted
from watersmeet.records.referrals.models import Referral

ELSEWHERE = (
    "Our rules say: It is for people who live in ZZ1, ZZ2. "
    "Instead: Ring the front door together. They can always ask for themself."
)


@pytest.fixture
def place(db: None) -> Place:
    """A place whose groups are for grown-ups of two districts."""
    at = places.place()
    rule(
        at,
        eligible=[
            {**FOR, "districts": ["ZZ1", "ZZ2"], "bring": "A letter with your address"},
            {**FOR, "adults": True, "funder": "The Adult Example Fund"},
        ],
    )
    return at


@pytest.fixture
def service(place: Place) -> Service:
    return services.service(place, min_age=16)


@pytest.fixture
def worker(place: Place) -> Actor:
    return places.worker(place.surgery)


def words(page: HttpResponse) -> str:
    return " ".join(page.content.decode().split())


def living(place: Place, postcode: str) -> UUID:
    """Somebody of the surgery's, and where they live."""
    return moved(places.person(place, place.surgery), postcode)


def moved(person: UUID, postcode: str) -> UUID:
    row = Person.objects.get(pk=person)
    row.postcode = postcode or None
    row.save()
    return person


def wanted(place: Place, person: UUID, service: Service, by: Actor, **more: object) -> Wanted:
    told = {"domain": Domain.PEOPLE, "direction": "beside_care", **more}
    offered = directory.service(by, service.pk)
    return Wanted(person=person, receiver=place.group.pk, service=offered, **told)  # type: ignore[arg-type]


def test_a_listing_says_whom_it_is_for_and_what_to_bring_before_anybody_asks(client: Client, service: Service) -> None:
    page = words(client.get(reverse("directory:service", args=[service.pk])))
    assert "It is for people who live in ZZ1, ZZ2. Please bring: A letter with your address." in page
    assert "It is for people of 18 or over. Paid for by The Adult Example Fund." in page
    begun = words(client.get(f"/ask/?service={service.pk}"))
    assert "Whom it is for" in begun
    assert "Ask all the same. We look for something that fits." in begun


def test_who_asks_themself_is_kept_from_nothing_but_by_age(client: Client, place: Place, service: Service) -> None:
    sent = asking.ask(
        client,
        service.pk,
        ways={"ways": ["post"]},
        details={"address": "1 Example Road", "postcode": "EX31 1AA"},
    )
    assert Referral.objects.get().service_id == service.pk
    own = words(asking.open_own_page(client, sent))
    assert "Please bring: A letter with your address." in own
    assert asking.fill_in(Client(), service.pk, until="another-way", age={"age": "16_17"}).status_code == 302


@pytest.mark.parametrize(("postcode", "fits"), [("ZZ1 1AA", True), ("", True), ("EX31 1AA", False)])
def test_a_worker_refers_nobody_who_lives_elsewhere_and_asks_where_nobody_knows(
    place: Place, service: Service, worker: Actor, postcode: str, fits: bool
) -> None:
    person = living(place, postcode)
    shown = referrals.allocate(worker, person)
    assert [one.service for one in shown.places] == ([service.pk] if fits else [])
    assert [one.why for one in shown.left_out] == ([] if fits else [ELSEWHERE])
    if fits:
        referrals.draft(wanted(place, person, service, worker), by=worker)
        return
    with pytest.raises(Invalid) as refused:
        referrals.draft(wanted(place, person, service, worker), by=worker)
    assert refused.value.fields == {"receiver": [ELSEWHERE]}


def test_the_page_that_asks_what_they_need_says_it_too(place: Place, service: Service, worker: Actor) -> None:
    browser = Client()
    browser.force_login(User.objects.get(pk=worker.id))
    near, far = (
        words(browser.get(f"/refer/{living(place, one)}/service/{service.pk}/")) for one in ("ZZ1 1AA", "EX1 1AA")
    )
    assert "Please bring: A letter with your address." in near
    assert "Our rules say: It is for people who live in ZZ1, ZZ2." in far
    assert "What do they need?" in far
    assert "<form" in near.split("<main")[1]
    assert "<form" not in far.split("<main")[1]


def test_where_they_live_is_kept_secret_it_is_not_held_against_them(
    place: Place, service: Service, worker: Actor
) -> None:
    person = places.person(place, place.surgery, hidden_address=True)
    moved(person, "EX31 1AA")
    assert people.postcode_of(worker, person) == ""
    referrals.draft(wanted(place, person, service, worker), by=worker)


def test_nobody_of_16_is_sent_where_only_grown_ups_go(place: Place, service: Service, worker: Actor) -> None:
    person = living(place, "ZZ1 1AA")
    Person.objects.filter(pk=person).update(age="16_17")
    with pytest.raises(Invalid) as refused:
        referrals.draft(wanted(place, person, service, worker), by=worker)
    assert refused.value.fields == {"receiver": ["This service does not take people of their age."]}


def test_a_person_who_chooses_it_after_a_no_elsewhere_is_not_kept_from_it(place: Place, service: Service) -> None:
    person = living(place, "EX31 1AA")
    shown = referrals.allocate(places.by_link(place, person), person)
    assert [one.service for one in shown.places] == [service.pk]


def test_within_one_organisation_nothing_is_closed(place: Place, service: Service) -> None:
    own = places.worker(place.group)
    person = places.person(place, place.group)
    moved(person, "EX31 1AA")
    assert [one.service for one in referrals.allocate(own, person, own=True).places] == [service.pk]


def test_a_list_from_a_spreadsheet_says_which_line_and_why(place: Place, service: Service, tmp_path: Path) -> None:
    rows = [
        row(number, to_partner=str(place.group), postcode=one) for number, one in enumerate(("EX31 1AA", "ZZ1 1AA"), 1)
    ]
    file = as_csv(tmp_path / "people.csv", rows)
    counted(run(place, file))
    [left] = waiting(file)
    assert left["postcode"] == "EX31 1AA"
    assert any("It is for people who live in ZZ1, ZZ2." in cell for cell in left.values())


def test_a_place_without_rules_rules_nobody_out(place: Place, service: Service) -> None:
    rule(place, eligible=[])
    assert directory.whom(directory.service(places.worker(place.group), service.pk)) == []


def test_nobody_is_kept_from_a_crisis_line_by_a_rule_for_its_sector(place: Place, worker: Actor) -> None:
    lead = places.worker(place.front_door, Role.LEAD)
    line = partnerships.join(partnership=place.partnership, organisation="Samaritans", sector="mental_health", by=lead)
    rule(place, eligible=[{**FOR, "to": "mental_health", "districts": ["ZZ1"], "adults": True}])
    listed = services.service(place, line, min_age=16)
    offered = directory.service(worker, listed.pk)
    assert directory.whom(offered) == []
    young = living(place, "EX31 1AA")
    Person.objects.filter(pk=young).update(age="16_17")
    assert referrals.closed_from(worker, line.pk, who=referrals.known_of(worker, young)) is None
    assert referrals.takes(offered, Age.YOUNG)


def test_two_funders_are_two_ways_in(place: Place, service: Service, worker: Actor) -> None:
    rule(
        place,
        eligible=[
            {**FOR, "districts": ["ZZ1"], "funder": "The North Fund"},
            {**FOR, "districts": ["ZZ2"], "funder": "The South Fund"},
        ],
    )
    for postcode in ("ZZ1 1AA", "ZZ2 1AA"):
        person = living(place, postcode)
        referrals.draft(wanted(place, person, service, worker), by=worker)
    with pytest.raises(Invalid):
        referrals.draft(wanted(place, living(place, "EX31 1AA"), service, worker), by=worker)


def test_a_fund_for_young_people_opens_what_another_is_for_grown_ups(place: Place, service: Service) -> None:
    adults = {**FOR, "adults": True, "funder": "The Adult Fund"}
    rule(place, eligible=[adults, {**FOR, "who": "You are 16 or 17", "funder": "The Youth Fund"}])
    offered = directory.service(places.worker(place.group), service.pk)
    assert referrals.takes(offered, Age.YOUNG)
    rule(place, eligible=[adults])
    assert not referrals.takes(offered, Age.YOUNG)


def test_a_partner_is_for_grown_ups_also_where_no_service_is_named(place: Place, worker: Actor) -> None:
    person = living(place, "ZZ1 1AA")
    Person.objects.filter(pk=person).update(age="16_17")
    asks = Wanted(person=person, receiver=place.group.pk, domain=Domain.PEOPLE, direction="beside_care")
    with pytest.raises(Invalid) as refused:
        referrals.draft(asks, by=worker)
    assert "It is for people of 18 or over." in refused.value.fields["receiver"][0]


@pytest.mark.parametrize(
    ("cells", "waits"),
    [
        ({"postcode": "EX31 1AA", "keep_address_secret": "yes"}, 0),
        ({"age": "16 or 17"}, 1),
        ({"postcode": "ZZ1 1AA"}, 0),
    ],
)
def test_a_list_holds_no_secret_against_anybody_and_knows_ages(
    place: Place, tmp_path: Path, cells: dict[str, str], waits: int
) -> None:
    file = as_csv(tmp_path / "people.csv", [row(1, to_partner=str(place.group), **cells)])
    assert counted(run(place, file))["quarantined"] == waits


def test_who_was_asked_and_said_no_still_reads_the_story(place: Place, service: Service) -> None:
    named = services.service(place, place.therapy, name="Quiet mornings")
    referral = Referral.objects.get(pk=work.waiting(place, service=service.pk))
    group = places.worker(place.group)
    details = referrals.Details(instead=(named.pk,))
    referrals.move(referral.pk, State.DECLINED, by=group, reason=Reason.FULL, details=details)
    browser = Client()
    browser.force_login(User.objects.get(pk=group.id))
    assert "Quiet mornings" in words(browser.get(reverse("desk:story", args=[referral.pk])))
