"""The pages of own questions: what the lead sees and brings, what the clinical owner reads before they agree."""

from html import unescape

import pytest
from django.test import Client

from tests.factories.clinical_owner import clinical_owner, names
from tests.factories.places import worker
from tests.proofs.town import signed_in
from tests.unit.outcomes.asking import Story
from tests.unit.outcomes.own_documents import document
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.records.outcomes import own
from watersmeet.records.outcomes.models import Own

pytestmark = pytest.mark.django_db


def browser_of(actor: Actor) -> Client:
    return signed_in(User.objects.get(pk=actor.id))


def words(browser: Client, path: str, status: int = 200, **typed: object) -> str:
    answer = browser.post(path, typed, follow=True) if typed else browser.get(path)
    assert answer.status_code == status
    return unescape(answer.content.decode())


@pytest.fixture
def story() -> Story:
    return Story()


def test_from_an_empty_page_to_what_can_be_asked_and_withdrawn(story: Story) -> None:
    lead, owner = browser_of(story.seat(Role.LEAD)), browser_of(clinical_owner(story.at))
    assert "Our own questions" in words(lead, "/rules/")
    empty = words(lead, "/own-questions/")
    assert "No questions of your own yet" in empty
    assert "Dr Sample Example, GP agrees to each by their own account." in empty
    assert "our_choir" in words(lead, "/own-questions/new/")
    assert "Waits for the clinical owner" in words(lead, "/own-questions/new/", document=document(), ours="on")
    made = Own.objects.get()
    assert "Questions of this place wait for you" in words(owner, "/work/")
    assert "What you answer for" in words(owner, "/rules/")
    assert "Waits for you" in words(owner, "/clinical-owner/")
    read = words(owner, f"/clinical-owner/{made.pk}/")
    for shown in (
        "How much did you feel part of the choir?",
        "Not at all · A little",
        made.digest,
        "Our own words, for",
    ):
        assert shown in read
    unread = words(owner, f"/clinical-owner/{made.pk}/", 422, digest=made.digest)
    assert "Read it first. Tick this if it is so" in unread
    agreed = words(owner, f"/clinical-owner/{made.pk}/", digest=made.digest, read="on")
    assert "Agreed. It can be asked where the rules name it." in agreed
    assert "Questions of this place wait for you" not in words(owner, "/work/")
    assert "A change is a new version, and waits for you again." in words(owner, f"/clinical-owner/{made.pk}/")
    assert "Can be asked" in words(lead, "/own-questions/")
    lead.post("/own-questions/new/", {"document": document(version=2), "ours": "on"})
    second = Own.objects.get(instrument_version=2)
    assert "It is asked no more." in words(owner, f"/clinical-owner/{second.pk}/", no="yes")
    today = clock.today()
    day = {"day-day": today.day, "day-month": today.month, "day-year": today.year}
    assert "Withdrawn. What was answered stays." in words(lead, f"/own-questions/{made.pk}/withdraw/", **day)


def test_every_fault_stands_beside_the_document_and_nothing_typed_is_lost(story: Story) -> None:
    lead = browser_of(story.seat(Role.LEAD))
    faulty = document(code="ons4", head='loinc = "44249-1"')
    said = words(lead, "/own-questions/new/", 422, document=faulty, ours="on")
    assert "ons4 comes with this software" in said
    assert "loinc, known_as, unscored: leave them out" in said
    assert "About singing together." in said
    unsure = words(lead, "/own-questions/new/", 422, document=document())
    assert "Tick this if you may use the words. If not, do not bring them" in unsure
    assert not Own.objects.exists()


def test_where_the_rules_name_nobody_the_page_says_so(story: Story) -> None:
    lead = story.seat(Role.LEAD)
    assert "The rules name no clinical owner." in words(browser_of(lead), "/own-questions/")
    names(story.at, lead)
    User.objects.filter(pk=lead.id).update(email="moved@example.org")
    said = words(browser_of(lead), "/own-questions/")
    assert "The rules name Dr Sample Example, GP as clinical owner, and no account of theirs here." in said


def test_nobody_else_reads_what_waits(story: Story) -> None:
    clinical_owner(story.at)
    made = own.bring(document=document(), by=story.seat(Role.LEAD))
    for role in Role:
        other = browser_of(story.seat(role))
        for path in ("/clinical-owner/", f"/clinical-owner/{made}/"):
            assert other.get(path).status_code in {403, 404}
        if role is not Role.LEAD:
            assert other.get("/own-questions/").status_code == 404
    elsewhere = Story()
    lead = browser_of(worker(elsewhere.at.front_door, Role.LEAD))
    assert "our_choir" not in words(lead, "/own-questions/")
    assert lead.get(f"/own-questions/{made}/withdraw/").status_code == 404


def test_who_brought_it_is_told_that_two_people_are_needed(story: Story) -> None:
    owner = clinical_owner(story.at)
    own.bring(document=document(), by=story.seat(Role.LEAD))
    Own.objects.update(brought_by=owner.id)
    said = words(browser_of(owner), f"/clinical-owner/{Own.objects.get().pk}/")
    assert "two people are needed" in said
    assert ">Agree<" not in said
