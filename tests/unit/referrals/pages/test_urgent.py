"""On to care, to somebody by name: in one go, acknowledged, passed on when nobody says that they have it."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import places, work
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.exchange.notify import senders
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age, Channel, SafeContact
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Direction, Newcomer, State, Wanted
from watersmeet.records.referrals.models import Referral

CONTACT = SafeContact(channels=(Channel.PHONE,), phone="+447700900903")


@pytest.fixture
def cast(place) -> dict[str, Actor]:
    """A clinician, their deputy and manager at the therapy service; a tutor of the front door."""
    cast = {
        "clinician": places.worker(place.therapy),
        "deputy": places.worker(place.therapy),
        "manager": places.worker(place.therapy, Role.MANAGER),
        "tutor": places.worker(place.front_door, Role.TUTOR),
    }
    partnerships.name_taker(
        partner=place.therapy.pk, user=cast["clinician"].id, deputy=cast["deputy"].id, by=cast["manager"]
    )
    return cast


def sent_on(place, cast: dict[str, Actor], to: str = "clinician") -> Referral:
    """The tutor sends a learner on, with their yes."""
    tutor = cast["tutor"]
    who = referrals.write_down(Newcomer(name="Di Example", age=Age.ADULT, contact=CONTACT), by=tutor)
    wanted = Wanted(
        person=who,
        receiver=place.therapy.pk,
        domain=Domain.HEALTH,
        words="I cannot go on like this at home.",
        direction=Direction.TO_CARE,
        to_worker=cast[to].id,
    )
    made = referrals.draft(wanted, by=tutor)
    referrals.said_yes(made, by=tutor)
    return Referral.objects.get(pk=made)


def browser_of(who: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=who.id))
    return browser


def goes_away(who: Actor, cover: UUID | None = None) -> None:
    today = clock.today()
    partnerships.go_away(
        membership=who.membership, from_on=today, until_on=today + timedelta(days=60), cover=cover, by=who
    )


def told() -> list[str]:
    """Whom the newest message about an urgent referral goes to."""
    return list(senders.named_or_managers(Posting.objects.filter(kind="partner.urgent").latest("due_at")))


def email_of(who: Actor) -> str:
    return User.objects.get(pk=who.id).email


def test_a_tutor_sends_somebody_on_by_name_and_hears_that_they_have_it(place, cast):
    row = sent_on(place, cast)

    assert (row.state, row.urgent, row.receiver_worker_id) == (State.SENT, True, cast["clinician"].id)
    assert told() == [email_of(cast["clinician"])]
    assert (row.due_on - row.made_at.date()).days <= 4  # one working day, over a weekend and its holiday at most
    story = browser_of(cast["clinician"])
    assert "I have it" in story.get(f"/work/{row.pk}/").content.decode()
    story.post(f"/acknowledge/{row.pk}/")
    row.refresh_from_db()
    assert row.acknowledged_at is not None
    assert "Somebody there said that they have it" in browser_of(cast["tutor"]).get(f"/work/{row.pk}/").content.decode()
    with pytest.raises(Conflict):
        referrals.acknowledge(row.pk, by=cast["deputy"])


def test_it_stands_first_on_their_list_and_says_that_it_is_theirs_by_name(place, cast):
    work.waiting(place, name="Ada Example", to=place.therapy)
    sent_on(place, cast)

    page = " ".join(browser_of(cast["clinician"]).get("/work/").content.decode().split())

    assert page.index("Di Example") < page.index("Ada Example")
    assert page.count("Urgent, by name") == 1
    assert f"to {place.therapy.organisation.name}" in page
    assert "no service was chosen yet" not in page


def test_the_story_shows_what_this_one_is_about_and_nothing_that_was_told_for_another(place, cast):
    row = sent_on(place, cast)
    plans.record_need(
        person=row.person_id,
        controller=row.referrer_id,
        partnership=place.partnership.pk,
        domain=Domain.MONEY,
        words="The rent.",
        by=cast["tutor"],
    )

    page = browser_of(cast["clinician"]).get(f"/work/{row.pk}/").content.decode()

    assert str(Domain.HEALTH.label) in page
    assert str(Domain.MONEY.label) not in page
    assert f"It came through {place.front_door.organisation.name}." in page


def test_unanswered_it_passes_to_who_stands_in_then_managers_and_lead_hear(place, cast, monkeypatch):
    row = sent_on(place, cast)
    monkeypatch.setenv("WATERSMEET_NOW", "+6d")
    assert referrals.keep_time() == 1
    assert referrals.keep_time() == 0

    row.refresh_from_db()
    assert row.receiver_worker_id == cast["deputy"].id
    assert told() == [email_of(cast["deputy"])]
    monkeypatch.setenv("WATERSMEET_NOW", "+30d")
    assert referrals.keep_time() == 1
    assert {"partner.late", "lead.late"} <= set(Posting.objects.values_list("kind", flat=True))


def test_without_anybody_to_stand_in_it_passes_to_the_managers(place, cast, monkeypatch):
    partnerships.name_taker(partner=place.therapy.pk, user=cast["clinician"].id, by=cast["manager"])
    sent_on(place, cast)
    monkeypatch.setenv("WATERSMEET_NOW", "+6d")

    referrals.keep_time()

    assert told() == [email_of(cast["manager"])]


def test_while_they_are_away_it_goes_to_who_stands_in_at_once(place, cast):
    goes_away(cast["clinician"])

    row = sent_on(place, cast)

    assert row.receiver_worker_id == cast["deputy"].id
    assert told() == [email_of(cast["deputy"])]
    assert Posting.objects.filter(kind="partner.urgent").count() == 1
    assert "is away: passed on" in browser_of(cast["deputy"]).get(f"/work/{row.pk}/").content.decode()


def test_who_goes_away_before_they_said_that_they_have_it_is_passed_over_before_the_day(place, cast):
    row = sent_on(place, cast)
    assert referrals.keep_time() == 0
    goes_away(cast["clinician"])

    assert referrals.keep_time() == 1
    assert referrals.keep_time() == 0

    row.refresh_from_db()
    assert (row.receiver_worker_id, row.acknowledged_at) == (cast["deputy"].id, None)
    assert told() == [email_of(cast["deputy"])]


def test_with_the_deputy_away_too_it_goes_to_who_covers_else_to_the_managers(place, cast):
    colleague = places.worker(place.therapy)
    goes_away(cast["deputy"])
    goes_away(cast["clinician"], cover=colleague.id)
    assert sent_on(place, cast).receiver_worker_id == colleague.id

    goes_away(colleague)
    row = sent_on(place, cast)

    assert row.receiver_worker_id is None
    assert told() == [email_of(cast["manager"])]


def test_who_has_it_and_goes_away_keeps_it_for_who_covers(place, cast):
    row = sent_on(place, cast)
    referrals.acknowledge(row.pk, by=cast["clinician"])
    goes_away(cast["clinician"], cover=cast["deputy"].id)

    assert referrals.keep_time() == 0

    row.refresh_from_db()
    assert row.receiver_worker_id == cast["clinician"].id


def test_once_acknowledged_it_is_not_passed_on(place, cast, monkeypatch):
    row = sent_on(place, cast)
    referrals.acknowledge(row.pk, by=cast["clinician"])
    monkeypatch.setenv("WATERSMEET_NOW", "+20d")

    referrals.keep_time()

    row.refresh_from_db()
    assert row.receiver_worker_id == cast["clinician"].id


def test_only_somebody_the_receiver_named_can_be_asked_by_name(place, cast):
    with pytest.raises(Invalid) as refused:
        sent_on(place, cast, to="deputy")
    assert list(refused.value.fields) == ["to_worker"]
    partnerships.end_taker(partner=place.therapy.pk, user=cast["clinician"].id, by=cast["manager"])
    with pytest.raises(Invalid):
        sent_on(place, cast)


def test_a_tutor_sees_what_they_wrote_and_nothing_else(place, cast):
    row = sent_on(place, cast)
    other = places.worker(place.front_door, Role.TUTOR)

    assert referrals.get(cast["tutor"], row.pk).words == "I cannot go on like this at home."
    with pytest.raises(NotFound):
        referrals.get(other, row.pk)


def test_managers_name_who_takes_them_and_others_do_not(place, cast):
    manager, path = browser_of(cast["manager"]), f"/takers/{cast['deputy'].id}/"
    fields = {f"{cast['deputy'].id}-takes": "yes", f"{cast['deputy'].id}-deputy": str(cast["clinician"].id)}

    assert manager.post(path, fields).status_code == 302
    named = {one.user: one.deputy for one in partnerships.takers(place.therapy.pk)}
    assert set(named) == {cast["clinician"].id, cast["deputy"].id}
    assert manager.post(path, {f"{cast['deputy'].id}-takes": ""}).status_code == 400
    assert manager.post(path, {f"{cast['deputy'].id}-takes": "no"}).status_code == 302
    assert [one.user for one in partnerships.takers(place.therapy.pk)] == [cast["clinician"].id]
    with pytest.raises(Refused):
        partnerships.name_taker(partner=place.therapy.pk, user=cast["deputy"].id, by=cast["deputy"])
    with pytest.raises(Invalid):
        partnerships.name_taker(
            partner=place.therapy.pk, user=cast["deputy"].id, deputy=cast["tutor"].id, by=cast["manager"]
        )


def test_something_to_do_while_waiting_leaves_the_therapy_referral_as_it_is(place, cast):
    """A course beside the queue is a referral of its own; the place in the queue does not move."""
    waits = sent_on(place, cast)
    referrals.accept(waits.pk, by=cast["clinician"])
    referrals.wait(waits.pk, by=cast["clinician"])
    before = Referral.objects.values().get(pk=waits.pk)
    therapist = cast["clinician"]
    who = referrals.write_down(Newcomer(name="Di Example", age=Age.ADULT, contact=CONTACT), by=therapist)
    made = referrals.draft(
        Wanted(person=who, receiver=place.group.pk, domain=Domain.PEOPLE, direction=Direction.WHILE_WAITING),
        by=therapist,
    )
    referrals.said_yes(made, by=therapist, count=True)

    assert Referral.objects.values().get(pk=waits.pk) == before
    assert Referral.objects.get(pk=made).direction == "while_waiting"
    assert people.keeper(therapist, who) == place.therapy.pk


@pytest.mark.parametrize("role", [Role.ANALYST, Role.TUTOR, Role.PRIVACY_OFFICER])
def test_only_who_may_take_referrals_is_named_or_stands_in(place, cast: dict[str, Actor], role: Role) -> None:
    """An analyst that is named would be asked by name and could not even open it."""
    other, manager = places.worker(place.therapy, role), cast["manager"]
    page = browser_of(manager).get(reverse("referrals:takers")).content.decode()
    assert str(other.id) not in page
    assert str(cast["clinician"].id) in page
    with pytest.raises(Invalid):
        partnerships.name_taker(partner=place.therapy.pk, user=other.id, by=manager)
    with pytest.raises(Invalid):
        partnerships.name_taker(partner=place.therapy.pk, user=cast["clinician"].id, deputy=other.id, by=manager)
    assert other.id not in {one.user for one in partnerships.takers(place.therapy.pk)}
