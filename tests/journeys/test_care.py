"""Between learning and care: on to a clinician by name, and something to do while therapy is waited for."""

import pytest
from playwright.sync_api import expect

from tests.factories import places, services
from tests.journeys import walks
from tests.journeys.walks import Walk
from watersmeet.base.actor import Role
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Details, Wanted
from watersmeet.records.referrals.models import Referral

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_tutor_passes_somebody_on_to_a_clinician_by_name(walk: Walk) -> None:
    # Given the therapy service names who takes urgent referrals
    here = places.place()
    lin = places.worker(here.therapy, name="Lin Example")
    manager = walk.hand(places.worker(here.therapy, Role.MANAGER))
    manager.follow("Who takes urgent referrals by name")
    manager.says(**{f"{lin.id}-takes": "yes"})
    manager.press("Save : Lin Example")
    manager.sees("Saved.")

    # When a tutor passes a learner on, with their yes
    tutor = walk.hand(places.worker(here.front_door, Role.TUTOR))
    tutor.follow("Refer somebody")
    tutor.follow("They are new here: write them down")
    tutor.fill("Phone number", "07700 900 903")
    walks.writes_down(tutor, "Di Example")
    tutor.follow(f"Ask {here.therapy}, and let them choose")
    tutor.choose("How you feel", "Lin Example", "Yes", "The person chose it")
    tutor.fill("In their own words, for those who answer", "I cannot go on like this at home.")
    tutor.press("Carry on")
    walks.hears_yes(tutor)

    # Then the clinician says first that they have it, and answers: the loop closes
    clinician = walk.hand(lin)
    clinician.follow("Di Example")
    clinician.sees("I cannot go on like this at home.")
    clinician.press("I have it")
    clinician.sees("They have been told that you have it. Answer them next.")
    walks.the_loop_closes(clinician, tutor, "Di Example")


@pytest.mark.parametrize("walk", [(1280, True)], ids=["1280-scripts"], indirect=True)
def test_a_group_while_waiting_leaves_the_place_in_the_queue_for_therapy(walk: Walk) -> None:
    # Given Ada waits for therapy, to which the surgery referred her
    here = places.place()
    services.service(here, name="Harbour shed", description="Mend, carve and talk.")
    link_worker, therapist = places.worker(here.surgery), places.worker(here.therapy)
    ada = places.person(here, here.surgery)
    wanted = Wanted(person=ada, receiver=here.therapy.pk, domain=Domain.HEALTH, words="I worry all night.")
    waits = referrals.draft(wanted, by=link_worker)
    referrals.said_yes(waits, by=link_worker)
    referrals.accept(waits, by=therapist)
    referrals.wait(waits, by=therapist, details=Details(queue_place=4))
    before = Referral.objects.values().get(pk=waits)

    # When the surgery refers her to a group meanwhile
    worker = walk.hand(link_worker)
    worker.follow("Refer somebody")
    worker.fill("Email address", "ada@person.example")
    worker.press("Look")
    worker.follow("Ada Example")
    worker.sees("On its way already:")
    worker.sees("Waiting for a place")
    worker.follow("Harbour shed")
    worker.choose("Something else", "People around you", "Yes", "The person chose it")
    worker.choose("While they wait for therapy. Their place in that queue stays as it is")
    worker.press("Carry on")
    walks.hears_yes(worker)
    group = walk.hand(places.worker(here.group))
    group.follow("Ada Example")
    expect(group.page.get_by_text("I worry all night.")).to_have_count(0)
    walks.the_loop_closes(group, worker, "Ada Example")

    # Then the surgery reads both stories, and for therapy nothing has changed
    worker.open(f"/people/{ada}/")
    worker.sees("Harbour shed")
    worker.sees("Waiting for a place")
    at_therapy = walk.hand(therapist)
    at_therapy.follow("Ada Example")
    at_therapy.sees("Number 4 in the queue.")
    at_therapy.follow("Their whole story")
    expect(at_therapy.page.get_by_text("Harbour shed")).to_have_count(0)
    assert Referral.objects.values().get(pk=waits) == before
