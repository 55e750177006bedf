"""What partners agreed, as every partner sees it: the list, the gaps in words, grounds in law; signed by the lead."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.factories import places
from tests.factories.accounts import COMMAND
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.partnerships.models import Agreement, LawfulBasis, PartnershipEvent
from watersmeet.records.people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> Place:
    return places.place()


@pytest.fixture
def lead(at: Place) -> Actor:
    return places.worker(at.group, Role.LEAD)


def sign_in(client: Any, actor: Actor) -> None:
    client.force_login(User.objects.get(pk=actor.id), backend="allauth.account.auth_backends.AuthenticationBackend")


def words(page: Any) -> str:
    return " ".join(page.content.decode().split())


def parts(day: Any) -> dict[str, str]:
    return {"until-day": str(day.day), "until-month": str(day.month), "until-year": str(day.year)}


def test_everything_agreed_leaves_no_gap(at: Place, lead: Actor) -> None:
    assert partnerships.gaps_here(lead) == []


def test_a_gap_names_the_pair_the_purpose_and_what_is_missing(at: Place, lead: Actor) -> None:
    agreement = Agreement.objects.get()
    agreement.categories = [one.value for one in Category if one is not Category.PLAN]
    agreement.save()
    gaps = partnerships.gaps_here(lead)
    assert len(gaps) == 6 * len(Purpose)
    assert {gap.categories for gap in gaps} == {(Category.PLAN,)}

    partnerships.end_agreement(agreement=agreement.pk, by=lead)
    assert all(gap.is_whole for gap in partnerships.gaps_here(lead))


def test_a_missing_basis_is_a_gap_of_everyone_with_that_partner(at: Place, lead: Actor) -> None:
    LawfulBasis.objects.filter(partner=at.surgery, purpose=Purpose.LEARNING).delete()
    gaps = partnerships.gaps_here(lead)
    assert {gap.without_basis for gap in gaps} == {(str(at.surgery),)}
    assert {gap.purpose for gap in gaps} == {Purpose.LEARNING}
    assert len(gaps) == 3


def test_going_on_leaves_no_day_without_one(at: Place, lead: Actor) -> None:
    old = Agreement.objects.get()
    until = clock.today() + timedelta(days=700)
    partnerships.renew_agreement(agreement=old.pk, until=until, by=lead)
    assert partnerships.footing(at.front_door.pk, at.group.pk, Purpose.SUPPORT, list(Category)).agreed
    [now] = [one for one in partnerships.agreed_here(lead) if one.in_force]
    assert (now.until, len(now.partners)) == (until, 4)
    with pytest.raises(Conflict):
        partnerships.renew_agreement(agreement=old.pk, until=until + timedelta(days=1), by=lead)
    with pytest.raises(Invalid):
        partnerships.renew_agreement(agreement=now.id, until=until, by=lead)


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.MANAGER, Role.PRIVACY_OFFICER, Role.COMMUNITY_MEMBER])
def test_everyone_here_may_read_and_only_the_lead_signs(at: Place, role: Role) -> None:
    actor = places.worker(at.group, role)
    [one] = partnerships.agreed_here(actor)
    for act in (
        lambda: partnerships.end_agreement(agreement=one.id, by=actor),
        lambda: partnerships.renew_agreement(agreement=one.id, until=one.until + timedelta(days=9), by=actor),
    ):
        with pytest.raises(Refused):
            act()


def test_another_places_agreements_are_not_there(at: Place) -> None:
    elsewhere = places.worker(places.place().group, Role.LEAD)
    here = Agreement.objects.filter(partnership=at.partnership).get()
    assert here.pk not in {one.id for one in partnerships.agreed_here(elsewhere)}
    with pytest.raises(NotFound):
        partnerships.agreed_one(elsewhere, here.pk)
    with pytest.raises(Refused):
        partnerships.end_agreement(agreement=here.pk, by=elsewhere)


def test_an_agreement_that_ends_is_the_leads_task_14_days_before(
    at: Place, lead: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "+350d")
    people.keep_time()
    assert people.tasks_for(lead) == []
    monkeypatch.setenv("WATERSMEET_NOW", "+352d")
    people.keep_time()
    people.keep_time()
    [task] = people.tasks_for(lead)
    assert (task.task, task.href) == ("matter.agreement_ends", "/agreements/")
    assert people.tasks_for(places.worker(at.group, Role.MANAGER)) == []
    partnerships.renew_agreement(
        agreement=Agreement.objects.get().pk, until=clock.today() + timedelta(days=400), by=lead
    )
    people.keep_time()
    assert people.tasks_for(lead) == []


def test_the_pages_sign_go_on_and_end(client: Any, at: Place, lead: Actor) -> None:
    sign_in(client, lead)
    day = clock.today() + timedelta(days=100)
    told = {
        "title": "For the courses",
        "partners": [str(at.group.pk), str(at.therapy.pk)],
        "purposes": ["learning"],
        "categories": ["identity"],
        "joint": "together",
    }
    assert client.post("/agreements/sign/", {**told, "partners": [str(at.group.pk)], **parts(day)}).status_code == 400
    yesterday = clock.today() - timedelta(days=1)
    assert client.post("/agreements/sign/", {**told, **parts(yesterday)}).status_code == 400
    assert client.post("/agreements/sign/", {**told, **parts(day), **days(funded_until=day)}).status_code == 302
    shown = words(client.get("/agreements/"))
    assert "For the courses" in shown
    assert "All of them together (joint controllers)" in shown
    assert "There is no gap" in shown
    one = Agreement.objects.get(title="For the courses")
    later = parts(day + timedelta(days=30))
    assert client.post(f"/agreements/{one.pk}/", later).status_code == 302
    new = Agreement.objects.get(title="For the courses", ended_on=None)
    assert new.funded_until == day
    assert new.joint, "what goes on goes on as it was signed"
    client.post(f"/agreements/{new.pk}/end/")
    assert not Agreement.objects.filter(title="For the courses", ended_on=None).exists()
    assert client.get(f"/agreements/{uuid4()}/").status_code == 404


def days(**said: Any) -> dict[str, str]:
    return {
        f"{name}-{part}": str(getattr(day, part)) for name, day in said.items() for part in ("day", "month", "year")
    }


def test_what_an_agreement_stands_on_is_written_down_and_goes_on_with_it(client: Any, at: Place, lead: Actor) -> None:
    sign_in(client, lead)
    [one], today = partnerships.agreed_here(lead), clock.today()
    page, week = f"/agreements/{one.id}/stands-on/", timedelta(days=7)
    assert "not said" in words(client.get(f"/agreements/{one.id}/"))
    for wrong, says in (
        (days(dpia_on=today), "Enter the day on which it is looked at again"),
        (days(dpia_review_on=today), "Enter the day on which it was signed off."),
        (days(dpia_on=today + week, dpia_review_on=today + week + week), "today or earlier"),
        (days(dpia_on=today, dpia_review_on=today), "Choose a day after the one"),
    ):
        refused = client.post(page, wrong)
        assert (refused.status_code, says in words(refused)) == (400, True)
    assert client.post(page, days(dpia_on=today, dpia_review_on=today + week, funded_until=today)).status_code == 302
    partnerships.renew_agreement(agreement=one.id, until=one.until + week, by=lead)
    [now] = [each for each in partnerships.agreed_here(lead) if each.in_force]
    assert (now.dpia_on, now.dpia_review_on, now.funded_until) == (today, today + week, today)
    assert "signed off on" in words(client.get("/agreements/"))
    assert client.post(page, days(funded_until=today)).status_code == 409, "it has ended"
    client.post(f"/agreements/{now.id}/stands-on/", {})
    assert Agreement.objects.get(ended_on=None).dpia_on is None


def test_an_assessment_has_both_of_its_days_or_none(at: Place) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.update(dpia_on=clock.today())


def test_only_the_lead_says_what_an_agreement_stands_on(client: Any, at: Place) -> None:
    sign_in(client, places.worker(at.group, Role.PRIVACY_OFFICER))
    one = Agreement.objects.get()
    assert client.post(f"/agreements/{one.pk}/stands-on/", days(funded_until=clock.today())).status_code == 404
    assert "Write it down" not in words(client.get(f"/agreements/{one.pk}/"))
    assert Agreement.objects.get().funded_until is None


def test_the_gaps_stand_in_words_for_any_worker(client: Any, at: Place) -> None:
    partnerships.end_agreement(agreement=Agreement.objects.get(), by=COMMAND)
    LawfulBasis.objects.filter(partner=at.surgery, purpose=Purpose.SUPPORT).delete()
    sign_in(client, places.worker(at.group))
    shown = words(client.get("/agreements/"))
    assert "No agreement is in force" in shown
    assert f"{at.surgery} has no lawful basis recorded: to support you." in shown
    assert "No agreement covers anything: to plan your course." in shown
    assert "Sign an agreement" not in shown
    assert client.get("/agreements/sign/").status_code == 404


def test_a_privacy_officer_records_their_own_partners_basis(client: Any, at: Place) -> None:
    officer = places.worker(at.surgery, Role.PRIVACY_OFFICER)
    sign_in(client, officer)
    told = {
        "purpose": "support",
        "basis": "6(1)(e) public task",
        "condition": "9(2)(h) health care",
    }
    assert client.post("/agreements/basis/", told).status_code == 302
    rows = LawfulBasis.objects.filter(partner=at.surgery, purpose="support")
    assert rows.get(until_on=None).condition == "9(2)(h) health care"
    assert partnerships.all_have_basis({at.surgery.pk}, Purpose.SUPPORT)
    with pytest.raises(Refused):
        partnerships.record_basis(partner=at.group, purposes=[Purpose.SUPPORT], basis="x", condition="y", by=officer)


def test_a_basis_of_several_purposes_is_one_act_and_ends_what_stood_before_for_those_alone(at: Place) -> None:
    told = {"partner": at.group, "basis": "consent", "condition": "none", "by": COMMAND}
    acts = PartnershipEvent.objects.filter(what="record_basis").count()
    partnerships.record_basis(**told, purposes=[Purpose.SUPPORT, Purpose.LEARNING, Purpose.SUPPORT])
    assert PartnershipEvent.objects.filter(what="record_basis").count() == acts + 1
    ours = LawfulBasis.objects.filter(partner=at.group)
    assert set(ours.filter(basis="consent", until_on=None).values_list("purpose", flat=True)) == {"support", "learning"}
    assert set(ours.exclude(until_on=None).values_list("purpose", flat=True)) == {"support", "learning"}
    assert ours.filter(until_on=None).count() == len(Purpose)
    assert LawfulBasis.objects.filter(partner=at.surgery).exclude(until_on=None).count() == 0


def test_a_refusal_for_want_of_an_agreement_leads_there(at: Place) -> None:
    partnerships.end_agreement(agreement=Agreement.objects.get(), by=COMMAND)
    who = places.person(at)
    pair = {"giver": at.front_door.pk, "receiver": at.group.pk}
    answer: Any = people.gate(who, **pair, purpose=Purpose.SUPPORT, category=Category.NEEDS)
    assert (answer.missing, answer.page) == ("agreement", "partnerships:agreements")
