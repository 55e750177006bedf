"""The person's own page: where it stands, stopping, whether it helped, and coming back without the link."""

from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache

from tests.factories import asking, places, services
from tests.factories.places import Place
from watersmeet.accounts.models import Link, User
from watersmeet.records.people.models import Permission
from watersmeet.records.plans.models import Met, Need
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.pages.presenters import _NEXT
from watersmeet.records.referrals.states import NextAction, State


def words(page) -> str:
    return " ".join(page.content.decode().split())


@pytest.fixture
def sent(client, place, service):
    """The page after sending."""
    return asking.ask(client, service.pk)


@pytest.fixture
def referral(sent) -> Referral:
    return Referral.objects.get()


def finish(place: Place, referral: Referral) -> None:
    """A worker of the group accepts, starts and completes it."""
    worker = places.worker(place.group)
    for step in (referrals.accept, referrals.start, referrals.complete):
        step(referral.pk, by=worker)


def test_the_link_and_the_pin_open_their_page(client, place, service, sent, referral):
    page = asking.open_own_page(client, sent)

    shown = words(page)
    assert page.status_code == 200
    assert "They have your request and will answer." in shown
    assert f"{place.group} answers by" in shown
    assert "You asked for help." in shown
    assert f"Your request went to {place.group}." in shown
    assert service.name in shown
    assert page["Cache-Control"] == "no-store"
    for way_out in ("Leave quickly", "Sign out", "01632 960 123", "116 123"):
        assert way_out in shown


def test_without_the_pin_there_is_no_page(client, sent, referral):
    client.cookies.clear()

    assert client.get(f"/status/{referral.pk}/").status_code == 403
    assert "Open your page" in words(asking.open_own_page(client, sent, pin="9174"))
    assert client.get(f"/status/{referral.pk}/").status_code == 403


def test_nobody_opens_anothers_page(client, place, service, sent):
    mine = Referral.objects.get()
    client.cookies.clear()
    other = asking.ask(client, service.pk, name={"name": "Heron"}, need={"words": "Other", "domain": "work"})
    asking.open_own_page(client, other)

    for address in ("", "stop/", "got/"):
        assert client.get(f"/status/{mine.pk}/{address}").status_code == 404
    assert client.post(f"/status/{mine.pk}/stop/").status_code == 404
    mine.refresh_from_db()
    assert mine.state == State.SENT


def test_stopping_asks_first_and_a_get_never_stops(client, sent, referral):
    asking.open_own_page(client, sent)
    page = client.get(f"/status/{referral.pk}/stop/")

    assert "You can come back on any day" in words(page)
    referral.refresh_from_db()
    assert referral.state == State.SENT


@pytest.mark.parametrize(("told", "reason"), [({}, "person_chose"), ({"reason": "found_other"}, "found_other")])
def test_stopping_needs_no_reason_and_is_kind(client, place, sent, referral, told, reason):
    asking.open_own_page(client, sent)
    before = words(client.get(f"/status/{referral.pk}/stop/"))
    who = f"You do not have to say. {place.front_door} and {place.group} can read what you choose."
    assert before.index(who) < before.index("I found something else")
    page = client.post(f"/status/{referral.pk}/stop/", told, follow=True)

    referral.refresh_from_db()
    assert referral.state == State.WITHDRAWN
    assert referral.events.last().reason_code == reason
    assert "You chose to stop. You can come back." in words(page)
    again = client.post(f"/status/{referral.pk}/stop/", told, follow=True)
    assert again.status_code == 200
    assert referral.events.filter(what="withdraw").count() == 1


def test_what_was_stopped_before_it_began_asks_and_promises_nothing(client, place, sent, referral, monkeypatch):
    asking.open_own_page(client, sent)
    page = client.post(f"/status/{referral.pk}/stop/", {}, follow=True)

    assert "Did you get what you asked for?" not in words(page)
    assert "reads how it went" not in words(page)
    assert "now." not in words(page)
    monkeypatch.setenv("WATERSMEET_NOW", "+20d")
    later = asking.open_own_page(client, sent)
    assert "This is late" not in words(later)


def test_what_was_stopped_after_it_began_is_still_asked_about(client, place, sent, referral):
    worker = places.worker(place.group)
    referrals.accept(referral.pk, by=worker)
    referrals.start(referral.pk, by=worker)
    asking.open_own_page(client, sent)
    page = client.post(f"/status/{referral.pk}/stop/", {}, follow=True)

    assert "Did you get what you asked for?" in words(page)


def test_a_step_that_came_too_late_leads_back_to_the_page(client, place, sent, referral):
    worker = User.objects.get(pk=places.worker(place.group).id)
    client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    stale = client.post(f"/work/{referral.pk}/accepted/", {"seen_version": 99})

    assert stale.status_code == 409
    assert f'href="/work/{referral.pk}/"' in words(stale)
    assert '<a href="/work/">Go to My work</a>' in words(stale)


def test_a_closed_page_leads_to_the_door_and_claims_no_link(client, sent, referral):
    client.cookies.clear()
    shown = words(client.get(f"/status/{referral.pk}/"))

    assert 'href="/back/"' in shown
    assert "we sent you" not in shown


def test_a_reason_that_is_not_offered_changes_nothing(client, sent, referral):
    asking.open_own_page(client, sent)
    page = client.post(f"/status/{referral.pk}/stop/", {"reason": "stopped_sharing"})

    assert "Choose one of the answers offered" in words(page)
    referral.refresh_from_db()
    assert referral.state == State.SENT


def test_in_the_end_they_say_whether_it_helped(client, place, sent, referral):
    finish(place, referral)
    page = asking.open_own_page(client, sent)
    assert "Did you get what you asked for?" in words(page)
    before = words(client.get(f"/status/{referral.pk}/got/"))
    both = "; ".join(f"Workers and volunteers at {partner}" for partner in (place.front_door, place.group))
    assert before.index(f"These people can see your answer: {both}.") < before.index('type="radio"')
    bad = client.post(f"/status/{referral.pk}/got/", {})
    assert "Choose yes, partly or no" in words(bad)

    page = client.post(f"/status/{referral.pk}/got/", {"met": "partly"}, follow=True)

    assert Need.objects.get().met == Met.PARTLY
    assert "Partly" in words(page)
    assert "You came to the end of it." in words(page)


def test_a_late_answer_is_said_with_a_number_to_ring(client, sent, referral, monkeypatch):
    monkeypatch.setenv("WATERSMEET_NOW", "+9d")
    page = asking.open_own_page(client, sent)

    shown = words(page)
    assert "This is late. We are sorry." in shown
    assert "working day" in shown
    assert referral.reference in shown


def test_a_stopped_permission_shows_as_stopped(client, place, sent, referral):
    asking.open_own_page(client, sent)
    client.post(f"/sharing/{place.group.pk}/stop/")

    assert "You chose to stop." in words(client.get(f"/status/{referral.pk}/"))
    assert not Permission.objects.filter(receiver=place.group, withdrawn_at=None).exists()


def test_every_next_action_has_its_sentence(place):
    for action in NextAction:
        assert "%(holder)s" in str(_NEXT[action])


def test_reference_and_pin_bring_them_back(client, sent, referral):
    client.cookies.clear()
    spoken = referral.reference.lower().replace("-", " ")

    page = client.post("/back/", {"reference": spoken, "pin": asking.PIN}, follow=True)

    assert page.redirect_chain[-1][0] == f"/status/{referral.pk}/"
    assert page.status_code == 200


def test_the_way_back_outlives_the_yes(client, sent, referral, monkeypatch):
    client.cookies.clear()
    monkeypatch.setenv("WATERSMEET_NOW", "+1000d")

    page = client.post("/back/", {"reference": referral.reference, "pin": asking.PIN}, follow=True)

    assert page.redirect_chain[-1][0] == f"/status/{referral.pk}/"
    assert page.status_code == 200


def test_a_wrong_reference_and_a_wrong_pin_look_the_same(client, sent, referral):
    wrong = [("7Q4K-2MXA", asking.PIN), (referral.reference, "9174")]

    pages = [client.post("/back/", {"reference": one, "pin": pin}) for one, pin in wrong]

    said = [
        words(page).replace(one, "").split("<h1")[0].split("There is a problem")[1]
        for page, (one, _pin) in zip(pages, wrong, strict=True)
    ]
    assert said[0] == said[1]
    assert [page.status_code for page in pages] == [200, 200]
    assert "opened_link" not in client.session


@pytest.mark.parametrize("known", [True, False])
def test_guesses_are_slowed_whether_there_is_such_a_reference_or_not(client, sent, referral, known):
    reference = referral.reference if known else "7Q4K-2MXA"
    pages = [client.post("/back/", {"reference": reference, "pin": "9174"}) for _try in range(6)]

    assert [page.status_code for page in pages] == [200] * 5 + [429]
    assert "wait 5 minutes" in words(pages[-1])


def test_ten_wrong_tries_lock_it_without_a_word(client, sent, referral):
    Link.objects.update(back_tries=10)

    page = client.post("/back/", {"reference": referral.reference, "pin": asking.PIN})

    assert "We cannot open a page with that reference and PIN. Check both, then try again, or ring us." in words(page)
    assert "opened_link" not in client.session


def test_guesses_by_reference_leave_the_persons_own_link_open(client, sent, referral):
    for _five_minutes in range(2):
        for _guess in range(5):
            client.post("/back/", {"reference": referral.reference, "pin": "9174"})
        cache.clear()
    client.post("/back/", {"reference": referral.reference, "pin": asking.PIN})
    assert "opened_link" not in client.session, "coming back is locked"

    asking.open_own_page(client, sent)
    assert "opened_link" in client.session
    client.cookies.clear()
    client.post("/back/", {"reference": referral.reference, "pin": asking.PIN})
    assert "opened_link" in client.session, "the right PIN forgives"


def test_nothing_typed_is_named(client, db):
    shown = words(client.post("/back/", {}))

    assert "Enter your reference" in shown
    assert "Enter your PIN" in shown


def test_no_page_of_theirs_opens_for_a_worker(client, place, sent, referral):
    worker = User.objects.get(pk=places.worker(place.group).id)
    client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(f"/status/{referral.pk}/").status_code == 404


def test_after_a_no_the_person_reads_who_would_see_what_and_asks_another(client, place, sent, referral):
    other = services.service(place, place.therapy, name="Talking therapy")
    worker = places.worker(place.group)
    referrals.decline(
        referral.pk, by=worker, reason=referrals.Reason.FULL, details=referrals.Details(instead=(other.pk,))
    )
    asking.open_own_page(client, sent)
    assert "Ask Talking therapy" in words(client.get(f"/status/{referral.pk}/"))
    address = f"/status/{referral.pk}/instead/{other.pk}/"
    shown = words(client.get(address))
    assert f"If you say yes, {place.therapy} can see:" in shown
    assert Referral.objects.count() == 1
    client.post(address)
    new = Referral.objects.get(based_on=referral)
    assert new.state == State.SENT
    assert "is asked instead" in words(client.get(f"/status/{new.pk}/"))
    assert f"/status/{new.pk}/" in words(client.get(f"/status/{referral.pk}/"))
    assert client.get(address).status_code == 404


def test_the_person_reads_how_many_are_before_them(client, place, sent, referral):
    worker = places.worker(place.group)
    referrals.accept(referral.pk, by=worker)
    referrals.wait(referral.pk, by=worker, details=referrals.Details(queue_place=3, expected_on=date(2030, 1, 14)))
    asking.open_own_page(client, sent)
    shown = words(client.get(f"/status/{referral.pk}/"))
    assert "There are 2 people before you." in shown
    assert "about Monday 14 January" in shown
    referrals.say_where(referral.pk, by=worker, queue_place=1)
    assert "You are next." in words(client.get(f"/status/{referral.pk}/"))


def test_the_person_sees_their_first_meeting_and_may_say_no(client, place, sent, referral):
    plan = referrals.Plan(
        starts_at=datetime(2030, 1, 14, 10, 30, tzinfo=UTC),
        how=referrals.How.PHONE,
        who="Tamsin",
        agreed="You ring us.",
    )
    meeting = referrals.hand_over(referral.pk, plan, by=places.worker(place.group))
    asking.open_own_page(client, sent)
    shown = words(client.get(f"/status/{referral.pk}/"))
    for said in (
        "Your first meeting",
        "Monday 14 January at 10:30am",
        "You talk by phone.",
        "With: Tamsin",
        "You ring us.",
    ):
        assert said in shown
    address = f"/status/{referral.pk}/meeting/{meeting}/no/"
    assert client.get(address).status_code == 405
    client.post(address)
    after = words(client.get(f"/status/{referral.pk}/"))
    assert "Your first meeting" not in after
    assert "You chose not to have this meeting." in after
