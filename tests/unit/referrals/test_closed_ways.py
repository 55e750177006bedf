"""A way that the rules close: a worker reads why and what to do instead; who asks for themself goes where they wish."""

from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import places
from tests.factories.asking import ask
from tests.factories.closed_ways import INSTEAD, WHY, close, close_everything, way
from tests.factories.open_lists import offers
from tests.factories.places import Place
from tests.factories.spreadsheets import as_csv, counted, row, run, to, waiting
from watersmeet.accounts.models import User
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Invalid
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Details, Direction, Reason, State, Wanted
from watersmeet.records.referrals.models import Candidate, Referral

pytestmark = pytest.mark.django_db
SAID = f"Our rules close this way. {WHY}."
DO = f"{INSTEAD}. They can always ask for themself."


@pytest.fixture
def here() -> Place:
    """A place where community groups do not refer to therapy."""
    at = places.place()
    close(at, way("community", "mental_health"))
    return at


@pytest.fixture
def therapy(here: Place) -> UUID:
    return offers(here, here.therapy, "Talking therapy")


@pytest.fixture
def volunteer(here: Place) -> Actor:
    """Who helps at the group."""
    return places.worker(here.group)


@pytest.fixture
def person(here: Place) -> UUID:
    """Somebody whom the group knows."""
    return places.person(here, here.group)


def browser(who: Actor) -> Client:
    visit = Client()
    visit.force_login(User.objects.get(pk=who.id))
    return visit


def words(page: object) -> str:
    return " ".join(page.content.decode().split())  # type: ignore[attr-defined]


def wanted(here: Place, person: UUID, **more: object) -> Wanted:
    told = {"receiver": here.therapy.pk, "domain": Domain.HEALTH, "direction": Direction.TO_CARE, **more}
    return Wanted(person=person, **told)  # type: ignore[arg-type]


def asked_themself(here: Place, service: UUID | None = None) -> UUID:
    """Somebody asks the front door by themself."""
    visitor = Actor("link", partnership=here.partnership.pk)
    receiver = here.therapy.pk if service else None
    return referrals.ask_for_self(
        person=places.person(here),
        partnership=here.partnership.pk,
        words="I do not sleep.",
        service=service,
        receiver=receiver,
        by=visitor,
    )


def taker(here: Place) -> Actor:
    """A clinician who takes urgent referrals by name."""
    clinician, manager = places.worker(here.therapy), places.worker(here.therapy, Role.MANAGER)
    partnerships.name_taker(partner=here.therapy.pk, user=clinician.id, by=manager)
    return clinician


def test_a_closed_way_is_left_out_of_the_list_and_says_why_and_what_to_do(here, therapy, volunteer, person) -> None:
    offers(here, here.surgery, "Link worker")

    shown = referrals.allocate(volunteer, person)

    assert [one.name for one in shown.places] == ["Link worker"]
    [out] = shown.left_out
    assert (out.name, out.code, out.why) == ("Talking therapy", "closed", f"{SAID} Instead: {DO}")
    assert not out.by_name
    assert referrals.Shown.from_json(shown.to_json()) == shown
    others = places.person(here, here.surgery)
    assert "Talking therapy" in [one.name for one in referrals.allocate(places.worker(here.surgery), others).places]


def test_it_is_refused_to_who_writes_it_down_all_the_same_by_a_service_or_the_partner(
    here, therapy, volunteer, person
) -> None:
    service = directory.service(volunteer, therapy)
    for asks in (wanted(here, person), wanted(here, person, service=service)):
        with pytest.raises(Invalid) as refused:
            referrals.draft(asks, by=volunteer)
        assert refused.value.fields == {"receiver": [f"{SAID} Instead: {DO}"]}
    assert not Referral.objects.exists()


def test_a_kind_of_service_is_closed_and_the_partner_is_not(here, volunteer, person) -> None:
    close(here, way("community", "course"))
    course = directory.service(volunteer, offers(here, here.therapy, "A course", kind="course"))

    with pytest.raises(Invalid):
        referrals.draft(wanted(here, person, service=course), by=volunteer)
    assert referrals.draft(wanted(here, person), by=volunteer)


def test_pages_show_the_reason_and_no_way_to_press_on(here, therapy, volunteer, person) -> None:
    page = browser(volunteer)

    listed = words(page.get(f"/refer/{person}/"))
    assert listed.count(SAID) == 2  # the service, and the partner
    assert f"/refer/{person}/service/{therapy}/" not in listed
    assert f"/refer/{person}/partner/{here.therapy.pk}/" not in listed
    assert f"/refer/{person}/partner/{here.surgery.pk}/" in listed
    one = words(page.get(f"/refer/{person}/service/{therapy}/"))
    assert SAID in one
    assert DO in one
    assert "Carry on" not in one
    told = {"domain": "health", "direction": "to_care", "handover_offered": "no", "who_chose": "person"}
    refused = page.post(f"/refer/{person}/service/{therapy}/", told)
    assert (refused.status_code, SAID in words(refused)) == (400, True)
    assert not Referral.objects.exists()


def test_somebody_is_asked_by_name_when_it_is_urgent_whatever_the_rules_close(here, therapy, volunteer, person) -> None:
    clinician = taker(here)
    close_everything(here)
    page = browser(volunteer)

    assert "It is urgent: ask somebody at" in words(page.get(f"/refer/{person}/"))
    form = words(page.get(f"/refer/{person}/service/{therapy}/"))
    assert clinician.name in form
    assert "Whoever answers there" not in form
    told = {"domain": "health", "handover_offered": "no", "who_chose": "person", "words": "I cannot go on."}
    nobody = page.post(f"/refer/{person}/service/{therapy}/", told)
    assert (nobody.status_code, "Choose who it is for" in words(nobody)) == (400, True)
    page.post(f"/refer/{person}/service/{therapy}/", {**told, "to_worker": str(clinician.id)})

    made = Referral.objects.get()
    assert (made.urgent, made.receiver_worker_id, made.service_id) == (True, clinician.id, therapy)
    referrals.said_yes(made.pk, by=volunteer)
    made.refresh_from_db()
    assert made.state == State.SENT


def test_asked_by_name_is_no_way_round_for_what_is_not_urgent(here, therapy, volunteer, person) -> None:
    made = referrals.draft(wanted(here, person, to_worker=taker(here).id), by=volunteer)

    with pytest.raises(Invalid):  # to choose it once more would take away that it is urgent
        referrals.aim(made, service=therapy, by=volunteer)
    assert Referral.objects.get().urgent


def test_who_asks_for_themself_goes_where_they_wish_whatever_the_rules_close(client, here, therapy) -> None:
    close_everything(here)
    ask(client, therapy)

    made = Referral.objects.get()
    assert (made.receiver_id, made.service_id, made.state) == (here.therapy.pk, therapy, State.SENT)


def test_a_person_asks_another_service_after_a_no_where_the_front_door_may_not(here, therapy) -> None:
    close(here, way("learning", "mental_health"))
    referral = asked_themself(here)
    who = Referral.objects.get().person_id
    places.permit(who, here.front_door, here.group)
    greeter = places.worker(here.front_door)
    referrals.aim(referral, service=offers(here, here.group, "Walkers"), by=greeter)
    referrals.send(referral, by=greeter)
    said = Details(instead=(therapy,))
    referrals.decline(referral, by=places.worker(here.group), reason=Reason.FULL, details=said)

    with pytest.raises(Invalid) as refused:
        referrals.re_offer(referral, service=therapy, by=greeter)
    assert refused.value.fields == {"service": [f"{SAID} Instead: {DO}"]}
    page = browser(greeter)
    story = words(page.get(f"/work/{referral}/"))
    assert SAID in story
    assert "Ask Talking therapy" not in story
    page.post(f"/work/{referral}/again/", {"service": str(therapy)})
    assert SAID in words(page.get(f"/work/{referral}/"))
    assert Referral.objects.count() == 1
    link = places.by_link(here, who)
    assert {one.name for one in referrals.allocate(link, who, own=True).places} == {"Talking therapy", "Walkers"}
    new = referrals.re_offer(referral, service=therapy, by=link, yes=True)
    assert Referral.objects.get(pk=new).state == State.SENT


def test_the_front_door_does_not_pass_on_where_its_own_way_is_closed(here, therapy) -> None:
    close(here, way("learning", "mental_health"))
    referral = asked_themself(here)
    greeter = places.worker(here.front_door)
    page = browser(greeter)

    assert SAID in words(page.get(f"/choose/{referral}/"))
    assert "Choose this one" not in words(page.get(f"/choose/{referral}/{therapy}/"))
    refused = page.post(f"/choose/{referral}/{therapy}/", {"who_chose": "person"})
    assert (refused.status_code, SAID in words(refused)) == (400, True)
    assert Referral.objects.get().service_id is None


def test_what_the_person_named_themself_the_front_door_passes_on(here, therapy) -> None:
    close(here, way("learning", "mental_health"))
    referral = asked_themself(here, therapy)
    greeter = places.worker(here.front_door)
    page = browser(greeter)

    assert f"/choose/{referral}/{therapy}/" in words(page.get(f"/choose/{referral}/"))
    assert "Choose this one" in words(page.get(f"/choose/{referral}/{therapy}/"))
    referrals.aim(referral, service=therapy, by=greeter)
    referrals.said_yes(referral, by=greeter)
    assert Referral.objects.get().state == State.SENT


def test_ones_own_service_is_no_referral_and_never_closed(here) -> None:
    close(here, way("learning", "learning"))
    referral = asked_themself(here)
    own = offers(here, here.front_door, "Our own course")

    referrals.aim(referral, service=own, by=places.worker(here.front_door))
    assert Referral.objects.get().service_id == own


def test_a_row_of_a_spreadsheet_that_goes_a_closed_way_waits_to_be_mended(here, therapy, tmp_path: Path) -> None:
    close(here, way("learning", "mental_health"))
    rows = [
        to(here, number=1),
        row(2, to_partner=str(here.therapy)),
        row(3, to_service="Talking therapy"),
    ]
    file = as_csv(tmp_path / "people.csv", rows)

    told = counted(run(here, file))

    assert (told["drafts"], told["quarantined"]) == (1, 2)
    for waits, column in zip(waiting(file), ("to partner", "to service"), strict=True):
        said = " ".join(waits.values())
        assert column in said
        assert SAID in said
        assert DO in said


def test_the_numbers_to_ring_stand_there_whatever_the_rules_close(client, here, therapy) -> None:
    close_everything(here)

    for address in ("/", "/ask/", reverse("directory:service", args=[therapy])):
        answer = client.get(address, follow=True)
        said = words(answer)
        assert answer.status_code == 200, address
        assert "116 123" in said, address
        assert "Samaritans" in said


def test_a_draft_from_before_the_rule_is_still_sent(here, therapy, person, volunteer) -> None:
    close(here)
    made = referrals.draft(wanted(here, person), by=volunteer)
    close(here, way("community", "mental_health"))

    referrals.said_yes(made, by=volunteer)

    assert Referral.objects.get().state == State.SENT


def test_what_is_kept_of_the_list_says_that_a_rule_closed_it_and_nothing_of_the_person(
    here, therapy, volunteer, person
) -> None:
    walk = directory.service(volunteer, offers(here, here.front_door, "Walk"))
    shown = referrals.allocate(volunteer, person)
    asks = Wanted(person=person, receiver=here.front_door.pk, service=walk, domain=Domain.PEOPLE)
    referrals.draft(asks, by=volunteer, picked=referrals.Picked(shown, referrals.Taken.FIRST))

    assert Candidate.objects.get(service=therapy).left_out == "closed"
