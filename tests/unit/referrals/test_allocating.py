"""The open list: who could help, in which order, why; what was shown is kept, and every partner may read it."""

from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from tests.factories import places
from tests.factories.open_lists import drafted, offers
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import Access, PlaceFacts
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.models import Agreement
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age, SafeContact
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import NotFirst, Picked, State, Taken, Wanted
from watersmeet.records.referrals.fair_words import share
from watersmeet.records.referrals.held import Held
from watersmeet.records.referrals.models import Allocation, Candidate, Referral
from watersmeet.records.referrals.pages.refer_presenters import OpenListPresenter

pytestmark = pytest.mark.django_db
NEAR = PlaceFacts(address="1 Row", town="Barnstaple", postcode="EX31 1AA")
NEEDS_MORE = str(referrals.DecidedBy.ACCESS.label)
FAR = PlaceFacts(address="2 Row", town="Lynmouth", postcode="EX35 6EQ")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Place:
    """A place on a Tuesday in November."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    return places.place()


@pytest.fixture
def worker(here: Place) -> Actor:
    """A link worker of the surgery."""
    return places.worker(here.surgery)


@pytest.fixture
def person(here: Place) -> UUID:
    """Somebody whom the surgery knows."""
    return places.person(here, here.surgery)


def names(shown: referrals.Shown) -> list[str]:
    return [one.name for one in shown.places]


def browser(who: Actor) -> Client:
    visit = Client()
    visit.force_login(User.objects.get(pk=who.id))
    return visit


def words(page) -> str:
    return " ".join(page.content.decode().split())


def test_each_stands_where_the_rules_put_it_and_says_why_in_plain_words(here, worker, person) -> None:
    offers(here, here.group, "Far but quick", place=FAR, wait_days=0)
    offers(here, here.group, "Near", place=NEAR, wait_days=21, capacity=10, access=[Access.STEP_FREE])

    shown = referrals.allocate(worker, person, near="EX31 1AA", needs=["step_free"])

    assert names(shown) == ["Near", "Far but quick"]
    assert shown.places[0].reasons == (
        "less than 200 yards away",
        "Step-free",
        "about 3 weeks",
        "offered less than a third of what it can take, in the last 30 days",
    )
    assert shown.places[0].decided_by == "distance"
    assert "does not say: Step-free" in shown.places[1].reasons
    assert "no wait" in shown.places[1].reasons


def test_places_left_are_counted_and_a_full_course_stands_after(here, worker, person) -> None:
    full, free = (offers(here, here.group, name) for name in ("A full course", "Z free course"))
    for service, many in ((full, 1), (free, 4)):
        course = directory.add_course(service=service, by=places.COMMAND)
        days = {"starts_on": date(2027, 1, 12), "ends_on": date(2027, 1, 26)}
        run = directory.add_run(course=course.pk, places=many, by=places.COMMAND, **days)
        if service == full:
            directory.take_place(run.pk, by=places.COMMAND)

    shown = referrals.allocate(worker, person)

    assert [(one.name, one.reasons[1]) for one in shown.places] == [
        ("Z free course", "4 places left"),
        ("A full course", "no places left"),
    ]


def test_what_a_provider_was_offered_lately_counts_and_older_does_not(here, worker, person, monkeypatch) -> None:
    busy = offers(here, here.group, "Busy", capacity=4)
    offers(here, here.therapy, "Idle", capacity=10)
    places.permit(person, here.surgery, here.group)
    for _time in range(2):
        referrals.send(drafted(worker, person, busy), by=worker)

    shown = referrals.allocate(worker, person)

    assert names(shown) == ["Idle", "Busy"]
    assert "offered a third to two thirds of what it can take, in the last 30 days" in shown.places[1].reasons
    monkeypatch.setenv("WATERSMEET_NOW", "2027-01-12T10:00:00Z")
    assert (
        "offered less than a third of what it can take, in the last 30 days"
        in referrals.allocate(worker, person).places[0].reasons
    )


def test_who_cannot_be_asked_is_left_out_and_it_says_why(here, worker) -> None:
    offers(here, here.group, "For adults", min_age=18)
    offers(here, here.therapy, "Young therapy", min_age=16)
    paused = offers(here, here.front_door, "Paused course", min_age=16)
    partnerships.pause_intake(service=paused, until_on=date(2026, 12, 4), by=places.worker(here.front_door))
    young = people.register(
        partnership=here.partnership.pk,
        controller=here.surgery.pk,
        name="Cy Example",
        age=Age.YOUNG,
        contact=SafeContact(not_partners=(here.therapy.pk,)),
        by=places.COMMAND,
    )

    shown = referrals.allocate(worker, young)

    assert shown.places == ()
    assert {one.name: (one.code, one.why) for one in shown.left_out} == {
        "For adults": ("not_fitting", "It does not take people of their age"),
        "Young therapy": ("not_fitting", "They asked not to be put in touch with this group"),
        "Paused course": ("paused", "Takes nobody new until after Friday 4 December"),
    }
    assert names(referrals.allocate(worker, young, choice=paused)) == ["Paused course"]  # their choice comes first
    Agreement.objects.update(ended_on=clock.today())
    assert {one.code for one in referrals.allocate(worker, young).left_out} == {"not_fitting", "no_agreement"}


def test_the_list_is_for_the_persons_keeper_alone_and_the_lot_cannot_be_drawn_again(here, worker, person) -> None:
    for name in "ABCDE":
        offers(here, here.group, name)

    assert len({tuple(names(referrals.allocate(worker, person))) for _time in range(4)}) == 1
    for other in (places.worker(here.group), places.worker(here.front_door)):
        with pytest.raises(NotFound):
            referrals.allocate(other, person)
    with pytest.raises(Refused):
        referrals.allocate(places.worker(here.surgery, Role.ANALYST), person)


def test_somebody_who_hides_where_they_live_is_measured_from_nowhere(here, worker) -> None:
    hidden, known = (
        people.register(
            partnership=here.partnership.pk,
            controller=here.surgery.pk,
            name="Di Example",
            contact=SafeContact(hidden_address=secret),
            postcode="EX31 1AA",
            by=places.COMMAND,
        )
        for secret in (True, False)
    )

    assert people.postcode_of(worker, hidden) == ""
    assert people.postcode_of(worker, known) == "EX31 1AA"
    with pytest.raises(NotFound):
        people.postcode_of(places.worker(here.group), known)


def test_what_was_shown_is_kept_in_its_order_with_what_was_taken(here, worker, person) -> None:
    first = offers(here, here.group, "First", capacity=10)
    second = offers(here, here.therapy, "Second")
    offers(here, here.front_door, "No agreement")
    referral = drafted(worker, person, first, Taken.FIRST)

    kept = Allocation.objects.get()

    assert (kept.referral_id, kept.taken, kept.reason, kept.service_id) == (referral, "first", "", first)
    assert kept.model_number == 1
    order = kept.candidates.exclude(place=None).order_by("place").values_list("service", "decided_by")
    assert order[0] == (first, "fair_share")
    assert {one for one, _by in order} >= {first, second}
    assert "offered less than a third of what it can take, in the last 30 days" in kept.told["reasons"][str(first)]
    assert person.hex not in str(Candidate.objects.values())


def test_another_than_the_first_needs_a_reason_and_first_is_said_of_the_first_alone(here, worker, person) -> None:
    offers(here, here.group, "First", capacity=10)
    second = offers(here, here.front_door, "Second")

    for taken, reason in ((Taken.FIRST, ""), (Taken.OTHER, ""), (Taken.OTHER, "whim"), (Taken.PERSON, "fits")):
        with pytest.raises(Invalid):
            drafted(worker, person, second, taken, reason)
    drafted(worker, person, second, Taken.OTHER, NotFirst.KNOWN_THERE)

    assert Allocation.objects.get().reason == "known_there"


def test_it_is_in_the_persons_copy_and_erasing_leaves_order_without_words(here, worker, person) -> None:
    service = offers(here, here.group, "First")
    offered = directory.service(worker, service)
    shown = referrals.allocate(worker, person, needs=["quiet"])
    wanted = Wanted(
        person=person, receiver=here.group.pk, service=offered, domain=Domain.PEOPLE, direction="beside_care"
    )
    referrals.draft(wanted, by=worker, picked=Picked(shown, Taken.PERSON))
    assert referrals.needs_said(worker, person) == ("quiet",)

    [told] = Held().export(person)[0]["services that were shown"]
    assert told["in order"][0]["service"] == "First"
    assert told["what you need to come"] == ["quiet"]

    people.erase(person=person, by=places.COMMAND)
    kept = Allocation.objects.get()
    assert (kept.told, kept.candidates.count()) == (None, 1)


def test_it_leaves_with_its_referral_when_the_time_to_keep_it_is_over(here, worker, person) -> None:
    drafted(worker, person, offers(here, here.group, "First"))

    referrals.OfPartners().remove(person, here.surgery.pk, by=places.COMMAND)

    assert not Referral.objects.exists()
    assert not Allocation.objects.exists()
    assert not Candidate.objects.exists()


def test_the_front_door_passes_a_request_on_and_nothing_is_sent_before_a_yes(here) -> None:
    service = offers(here, here.group, "Thursday walk")
    who = places.person(here)
    referral = referrals.ask_for_self(
        person=who, partnership=here.partnership.pk, words="Company.", by=Actor("link", partnership=here.partnership.pk)
    )
    greeter = places.worker(here.front_door)
    page = browser(greeter)
    story = words(page.get(f"/work/{referral}/"))
    assert f'class="nhsuk-button" href="/choose/{referral}/"' in story
    assert "Choose who could help by " in story
    assert f"/work/{referral}/sent/" not in story
    refused = page.post(f"/work/{referral}/sent/", {"seen_version": 1})
    assert (refused.status_code, "Choose who could help first" in words(refused)) == (409, True)
    assert Referral.objects.get().state == State.DRAFT
    listed = words(page.get(f"/choose/{referral}/"))
    assert "Thursday walk" in listed
    assert f"/choose/{referral}/{service}/" in listed
    empty = page.post(f"/choose/{referral}/{service}/", {})
    assert (empty.status_code, "Choose how this one was chosen" in words(empty)) == (400, True)

    done = page.post(f"/choose/{referral}/{service}/", {"who_chose": "first"})

    row = Referral.objects.get()
    assert done["Location"] == f"/read/{referral}/"
    assert (row.state, row.receiver, row.holder, row.service_id) == ("draft", here.group, here.front_door, service)
    assert Allocation.objects.get().taken == Taken.FIRST
    assert Line.objects.filter(verb="referral.aim", subject_id=referral).exists()
    assert referrals.open_for(places.worker(here.group)) == []
    page.post(f"/read/{referral}/", {"answer": "yes"})
    assert Referral.objects.get().state == State.SENT
    with pytest.raises(Conflict):
        referrals.aim(referral, service=service, by=greeter)
    assert page.get(f"/choose/{referral}/").status_code == 404


def test_only_whoever_holds_the_draft_may_choose_for_it(here, worker, person) -> None:
    service = offers(here, here.group, "Thursday walk")
    referral = drafted(worker, person, service)
    stranger = places.worker(here.group)

    with pytest.raises(NotFound):
        referrals.aim(referral, service=service, by=stranger)
    assert browser(stranger).get(f"/choose/{referral}/").status_code == 404
    assert browser(stranger).post(f"/choose/{referral}/{service}/", {"who_chose": "person"}).status_code == 404


def test_after_a_no_the_list_leaves_out_who_said_no(here, worker, person) -> None:
    asked, other = (offers(here, by, name) for by, name in ((here.group, "Walkers"), (here.group, "Shed")))
    places.permit(person, here.surgery, here.group)
    referral = drafted(worker, person, asked)
    referrals.send(referral, by=worker)
    referrals.decline(referral, by=places.worker(here.group), reason="full")
    page = browser(worker)

    listed = words(page.get(f"/work/{referral}/again/", follow=True))
    assert f"/choose/{referral}/{other}/" in listed
    assert f"/choose/{referral}/{asked}/" not in listed
    page.post(f"/choose/{referral}/{other}/", {"who_chose": "first"})

    new = Referral.objects.get(based_on=referral)
    assert (new.service_id, new.state) == (other, State.SENT)
    assert Allocation.objects.filter(referral=new, taken=Taken.FIRST).exists()


def test_the_worker_sees_the_list_and_what_they_saw_is_what_is_kept(here, worker, person) -> None:
    service = offers(here, here.group, "Thursday walk", place=NEAR, capacity=10)
    page = browser(worker)
    listed = words(page.post(f"/refer/{person}/", {"near": "EX31 1AA", "needs": ["quiet"], "words": ""}))
    assert "less than 200 yards away; does not say: A quiet place" in listed
    wrong = page.post(f"/refer/{person}/", {"near": "Nowhere at all", "words": ""})
    assert wrong.status_code == 400
    assert "Thursday walk" in words(wrong)
    page.post(f"/refer/{person}/", {"near": "EX31 1AA", "needs": ["quiet"], "words": ""})
    need = {"domain": "people", "words": "Company.", "handover_offered": "no", "direction": "beside_care"}

    unsaid = page.post(f"/refer/{person}/service/{service}/", need)
    page.post(f"/refer/{person}/service/{service}/", need | {"who_chose": "person"})

    assert "Choose how this one was chosen" in words(unsaid)
    kept = Allocation.objects.get()
    assert kept.told["needs"] == ["quiet"]
    assert kept.told["reasons"][str(service)][0] == "less than 200 yards away"


def test_a_partner_says_what_its_own_services_can_take(here) -> None:
    service = offers(here, here.group, "Thursday walk")
    page = browser(places.worker(here.group, Role.VOLUNTEER))
    assert "Thursday walk" in words(page.get("/services/ours/"))
    address = f"/service/{service}/intake/"
    wrong = page.post(address, {"capacity": "-2", "wait_days": "soon", "access": []})
    assert (wrong.status_code, "Enter a number that is 0 or more" in words(wrong)) == (400, True)

    page.post(address, {"capacity": "8", "wait_days": "14", "access": ["step_free"]})

    seen = directory.service(places.worker(here.group), service)
    assert (seen.capacity, seen.wait_days, seen.access) == (8, 14, {"step_free"})
    assert "Step-free" in words(Client().get(f"/service/{service}/"))
    assert browser(places.worker(here.therapy)).get(address).status_code == 404
    with pytest.raises(Refused):
        directory.state_intake(service=service, wait_days=1, capacity=1, access=(), by=places.worker(here.therapy))


@pytest.mark.parametrize(
    ("offered", "says"), [(3, "less than a third"), (5, "a third to two thirds"), (7, "more than two thirds")]
)
def test_what_others_were_offered_is_said_in_thirds_and_never_in_numbers(offered: int, says: str) -> None:
    assert share(offered, 10, 30) == f"offered {says} of what it can take, in the last 30 days"


def test_without_a_place_to_measure_from_nothing_is_called_nearer(here, worker, person) -> None:
    offers(here, here.group, "By phone", access=[Access.FROM_HOME])
    offers(here, here.therapy, "At the hall")
    rows = OpenListPresenter(referrals.allocate(worker, person), str).rows
    assert [(one.name, one.before_next) for one in rows] == [
        ("By phone", "Nobody needs to travel to it"),
        ("At the hall", ""),
    ]
