"""A colleague leaves, and nothing is left without somebody; a manager who works alone has a way back."""

import pytest
from django.core import mail
from django.test import Client

from tests.factories import accounts, places, work
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral, ReferralEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    return places.place()


@pytest.fixture
def manager(here: Place) -> Actor:
    return places.worker(here.group, Role.MANAGER)


@pytest.fixture
def leaver(here: Place) -> Actor:
    return places.worker(here.group)


def browser_of(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.id))
    return client


def looked_after(here: Place, worker: Actor) -> Referral:
    """A referral that the worker accepted, and so looks after."""
    made = work.waiting(here)
    referrals.accept(made, by=worker)
    return Referral.objects.get(pk=made)


def test_a_manager_sees_what_they_hold_hands_it_over_and_closes(here: Place, manager: Actor, leaver: Actor) -> None:
    row, heir, theirs = looked_after(here, leaver), places.worker(here.group), browser_of(leaver)
    client, path = browser_of(manager), f"/colleagues/{leaver.membership}/close/"
    page = client.get(path).content.decode()
    assert "Open referrals they look after" in page
    assert User.objects.get(pk=leaver.id).is_active, "GET shows"
    wrong = client.post(path, {"hand_to": ""})
    assert wrong.status_code == 400
    assert "Choose who takes it over" in wrong.content.decode()
    told = Posting.objects.filter(kind="person.referral").count()

    assert client.post(path, {"hand_to": str(heir.id)}).status_code == 302

    row.refresh_from_db()
    assert row.receiver_worker_id == heir.id
    assert ReferralEvent.objects.filter(subject=row, what="hand_on").exists()
    assert Posting.objects.filter(kind="person.referral").count() == told + 1
    assert not User.objects.get(pk=leaver.id).is_active
    assert theirs.get("/work/").status_code == 302, "they are signed out"
    assert leaver.id not in {seat.user_id for seat in partnerships.members(here.group.pk)}
    outbox.deliver_all()
    [message] = [one for one in mail.outbox if one.to == [User.objects.get(pk=heir.id).email]]
    assert "Tamsin" not in message.subject + message.body
    assert referrals.check()["orphans"] == 0


def test_who_holds_nothing_is_closed_without_a_question(manager: Actor, leaver: Actor) -> None:
    client, path = browser_of(manager), f"/colleagues/{leaver.membership}/close/"
    assert "They hold nothing" in client.get(path).content.decode()
    client.post(path)
    assert not User.objects.get(pk=leaver.id).is_active


def test_with_nobody_to_take_it_the_page_says_so_and_nothing_is_closed(here: Place, manager: Actor) -> None:
    sole = places.worker(here.therapy)
    boss = places.worker(here.therapy, Role.MANAGER)
    made = work.waiting(here, to=here.therapy)
    referrals.accept(made, by=sole)
    with pytest.raises(Conflict):
        partnerships.close_account(membership=sole.membership, by=boss)
    with pytest.raises(Invalid):
        partnerships.close_account(membership=sole.membership, hand_to=manager.id, by=boss)
    assert User.objects.get(pk=sole.id).is_active


def test_nobody_closes_their_own_or_anothers_partners_account(here: Place, manager: Actor, leaver: Actor) -> None:
    with pytest.raises(Conflict):
        partnerships.close_account(membership=manager.membership, by=manager)
    with pytest.raises(NotFound):
        partnerships.close_account(membership=leaver.membership, by=places.worker(here.therapy, Role.MANAGER))
    for role in (Role.PRACTITIONER, Role.TUTOR, Role.VOLUNTEER):
        with pytest.raises(Refused):
            partnerships.close_account(membership=leaver.membership, by=places.worker(here.group, role))
    assert browser_of(places.worker(here.group)).get(f"/colleagues/{leaver.membership}/close/").status_code == 404


def test_who_works_for_another_partner_too_is_left_to_the_lead(here: Place, manager: Actor, leaver: Actor) -> None:
    partnerships.add_member(
        partner=here.therapy, user=User.objects.get(pk=leaver.id), role=Role.PRACTITIONER, by=accounts.COMMAND
    )
    with pytest.raises(Conflict):
        partnerships.close_account(membership=leaver.membership, by=manager)
    assert User.objects.get(pk=leaver.id).is_active


def test_who_leaves_takes_nothing_by_name_and_stands_in_for_nobody(here: Place, manager: Actor, leaver: Actor) -> None:
    stays = places.worker(here.group)
    for user, deputy in ((leaver.id, stays.id), (stays.id, leaver.id)):
        partnerships.name_taker(partner=here.group.pk, user=user, deputy=deputy, by=manager)
    partnerships.close_account(membership=leaver.membership, by=manager)
    [taker] = partnerships.takers(here.group.pk)
    assert (taker.user, taker.deputy) == (stays.id, "")


class TestAManagerWhoWorksAlone:
    """Nobody at their own partner can reset their phone: the lead can, and both are told."""

    @pytest.fixture
    def lead(self, here: Place) -> Actor:
        return places.worker(here.front_door, Role.LEAD)

    @pytest.fixture
    def alone(self, manager: Actor) -> Actor:
        accounts.phone(User.objects.get(pk=manager.id))
        return manager

    def test_the_lead_resets_it_and_both_are_told(self, lead: Actor, alone: Actor) -> None:
        client, path = browser_of(lead), f"/managers/{alone.membership}/phone/"
        assert "lost their phone" in client.get("/managers/").content.decode()
        assert client.get(path).status_code == 200
        assert User.objects.get(pk=alone.id).second_factor_at is not None, "GET shows"

        client.post(path)

        assert User.objects.get(pk=alone.id).second_factor_at is None
        assert Line.objects.filter(verb="manager.reset_second", subject_id=alone.id).count() == 1
        outbox.deliver_all()
        emails = {User.objects.get(pk=who.id).email for who in (lead, alone)}
        assert {one.to[0] for one in mail.outbox} == emails

    def test_where_two_manage_it_is_for_the_other(self, here: Place, lead: Actor, alone: Actor) -> None:
        places.worker(here.group, Role.MANAGER)
        assert partnerships.sole_managers(lead) == []
        with pytest.raises(NotFound):
            partnerships.reset_sole_manager(membership=alone.membership, by=lead)

    def test_only_the_lead_of_that_place_may(self, here: Place, alone: Actor) -> None:
        elsewhere = places.worker(places.place().front_door, Role.LEAD)
        with pytest.raises(NotFound):
            partnerships.reset_sole_manager(membership=alone.membership, by=elsewhere)
        for role in (Role.MANAGER, Role.PRACTITIONER, Role.PRIVACY_OFFICER):
            with pytest.raises(Refused):
                partnerships.reset_sole_manager(membership=alone.membership, by=places.worker(here.surgery, role))


class TestAPartnerLeaves:
    """The lead sees what is open by reference, and lets them leave when nothing is."""

    @pytest.fixture
    def lead(self, here: Place) -> Actor:
        return places.worker(here.front_door, Role.LEAD)

    def test_what_is_open_is_named_by_reference_and_nothing_ends(self, here: Place, lead: Actor) -> None:
        row = Referral.objects.get(pk=work.waiting(here))
        client, path = browser_of(lead), f"/partners/{here.group.pk}/leave/"
        assert f"{here.group} leaves" in client.get("/partners/").content.decode()
        page = client.get(path).content.decode()
        assert row.reference in page
        assert "Ada" not in page
        assert "Let them leave" not in page
        refused = client.post(path)
        assert refused.status_code == 409
        assert "They still have a part in" in refused.content.decode()
        assert here.group.pk in {one.pk for one in partnerships.partners(here.partnership.pk)}

    def test_once_nothing_is_open_they_leave_share_nothing_and_are_told(self, here: Place, lead: Actor) -> None:
        volunteer = places.worker(here.group, Role.VOLUNTEER)
        client, path = browser_of(lead), f"/partners/{here.group.pk}/leave/"
        assert "Sharing in Little Example" in client.get(path).content.decode()
        assert here.group.pk in {one.pk for one in partnerships.partners(here.partnership.pk)}, "GET shows"

        assert client.post(path).status_code == 302

        assert here.group.pk not in {one.pk for one in partnerships.partners(here.partnership.pk)}
        assert partnerships.membership_of(volunteer.id) is None
        assert not partnerships.all_have_basis({here.group.pk}, "referral")
        outbox.deliver_all()
        assert ["group@place.example"] in [one.to for one in mail.outbox]
        assert client.get(path).status_code == 404

    def test_nobody_but_the_lead_of_that_place_lets_them_leave(self, here: Place) -> None:
        elsewhere = places.worker(places.place().front_door, Role.LEAD)
        path = f"/partners/{here.group.pk}/leave/"
        for who in (elsewhere, places.worker(here.group, Role.MANAGER), places.worker(here.surgery)):
            assert browser_of(who).post(path).status_code == 404
        assert here.group.pk in {one.pk for one in partnerships.partners(here.partnership.pk)}
