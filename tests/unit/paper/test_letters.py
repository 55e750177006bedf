"""Letters and the summary: one page, tagged, facts alone, and nothing that the rules or the gate forbid."""

import io
import re
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from tests.factories import places
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.exchange.paper import letters, snomed
from watersmeet.records.partnerships.api import Category
from watersmeet.records.partnerships.models import Agreement
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Channel, SafeContact
from watersmeet.records.people.models import Permission, Person
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Reason
from watersmeet.records.referrals.models import Referral, ReferralEvent

pytestmark = pytest.mark.django_db
HOME = "1 Example Street\nLittle Example"
POST = {"channels": (Channel.POST,), "address": HOME}
SECRET = "I want my nights back."


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten in the morning of a Tuesday."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
    return places.place()


def asks(here: Place, **contact: Any) -> UUID:
    """Somebody asks the group for help, reached by post if not told otherwise. Returns the referral."""
    who = people.register(
        partnership=here.partnership.pk,
        controller=here.front_door.pk,
        name="Ada #Example* $x",
        contact=SafeContact(**(contact or POST)),
        by=places.COMMAND,
    )
    places.permit(who, here.front_door, here.group)
    return referrals.ask_for_self(
        person=who,
        partnership=here.partnership.pk,
        words=SECRET,
        receiver=here.group.pk,
        by=Actor("link", partnership=here.partnership.pk),
    )


def person_of(referral: UUID) -> UUID:
    return Referral.objects.get(pk=referral).person_id


def as_worker(client: Client, by: Actor) -> Client:
    client.force_login(User.objects.get(pk=by.id))
    return client


def words(answer: HttpResponse) -> str:
    """What stands on the page, which is one."""
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) == 1
    return re.sub(r"\s+", " ", reader.pages[0].extract_text())


def test_the_letter_to_the_person_has_the_news_and_names_nobody(client: Client, here: Place) -> None:
    referral = asks(here)
    referrals.accept(referral, by=places.worker(here.group), words="See you at the sleep class.")
    answer = as_worker(client, places.worker(here.group)).post(f"/work/{referral}/letter/")
    said = words(answer)
    for wanted in ("Ada #Example* $x", "1 Example Street", "They said yes.", "01632 960123", "24 November 2026"):
        assert wanted in said or wanted in said.replace("960 123", "960123"), said
    assert Referral.objects.get(pk=referral).reference in said
    for secret in (SECRET, "sleep", here.group.organisation.name, here.front_door.organisation.name):
        assert secret not in said
    assert ReferralEvent.objects.filter(subject=referral, what="print_letter").count() == 1
    assert Line.objects.filter(verb="referral.print_letter").count() == 1
    assert "no-store" in answer["Cache-Control"]


def test_who_we_are_stands_on_it_only_where_the_person_allows_it(client: Client, here: Place) -> None:
    referral = asks(here, **POST, say_who=True)
    said = words(as_worker(client, places.worker(here.group)).post(f"/work/{referral}/letter/"))
    assert here.group.organisation.name in said


@pytest.mark.parametrize(
    "contact",
    [
        {"channels": (Channel.PHONE,), "phone": "+447700900123", "address": HOME},
        {**POST, "hidden_address": True},
    ],
)
def test_no_letter_where_post_is_not_safe(client: Client, here: Place, contact: dict[str, Any]) -> None:
    referral = asks(here, **contact)
    assert as_worker(client, places.worker(here.group)).post(f"/work/{referral}/letter/").status_code == 403
    assert not ReferralEvent.objects.filter(what="print_letter").exists()


def test_looking_at_the_address_of_a_letter_prints_nothing(client: Client, here: Place) -> None:
    referral = asks(here)
    assert as_worker(client, places.worker(here.group)).get(f"/work/{referral}/letter/").status_code == 405


def test_a_letter_is_a_tagged_page_with_language_and_title() -> None:
    page = letters.Letter(title="A letter", to=["Ada"], day="today", lang="en", paragraphs=["Hello"])
    reader = PdfReader(io.BytesIO(page.pdf()))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata
    assert reader.metadata.title == "A letter"
    assert "part>1</pdfuaid:part" in reader.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]


# The letter to a GP


def told_to_gp(here: Place, referral: UUID) -> None:
    """The person says yes to the surgery: the front door may tell it."""
    places.permit(person_of(referral), here.front_door, here.surgery, Category.IDENTITY, Category.REFERRAL)


def write(client: Client, here: Place, referral: UUID, online: str) -> HttpResponse:
    told = {"surgery": str(here.surgery.pk), "online": online}
    return as_worker(client, places.worker(here.front_door)).post(f"/work/{referral}/gp/", told)


@pytest.mark.parametrize(
    ("online", "banner"),
    [
        ("keep", "Keep from online view: YES. The person asked for this."),
        ("may", "Keep from online view: no. The person was asked."),
        ("", "Keep from online view: YES. The person was not asked."),
    ],
)
def test_the_letter_to_a_gp_has_facts_alone_and_says_whether_to_keep_it(
    client: Client, here: Place, online: str, banner: str
) -> None:
    referral = asks(here)
    told_to_gp(here, referral)
    referrals.accept(referral, by=places.worker(here.group), words="See you at the sleep class.")
    said = words(write(client, here, referral, online))
    for heading in ("Person demographics", "GP practice", "Referral details", "Plan and requested actions"):
        assert heading in said
    assert banner in said
    assert "Accepted on 24 November 2026" in said
    assert SECRET not in said
    assert "sleep class" not in said
    assert "Example Street" not in said
    kept = people.contact_rules(places.worker(here.front_door), person_of(referral)).gp_online
    assert kept == online


def test_what_the_person_said_before_is_offered_again(client: Client, here: Place) -> None:
    referral = asks(here, **POST, gp_online="may")
    told_to_gp(here, referral)
    page = as_worker(client, places.worker(here.front_door)).get(f"/work/{referral}/gp/").content.decode()
    assert re.search(r'value="may"[^>]*checked', page)


def says_yes(client: Client, here: Place, referral: UUID) -> str:
    """The worker reads it with them, and they say yes; returns what was read."""
    page = f"/work/{referral}/gp/{here.surgery.pk}/"
    read = as_worker(client, places.worker(here.front_door)).get(page).content.decode()
    client.post(page, yes_to(read))
    return read


def yes_to(read: str) -> dict[str, str]:
    """Their yes to what stood on that page."""
    mark = re.search(r'name="read" value="(\w+)"', read)
    assert mark
    return {"yes": "on", "read": mark[1]}


def test_a_yes_to_words_that_have_changed_since_is_not_kept(client: Client, here: Place) -> None:
    referral = asks(here)
    page = f"/work/{referral}/gp/{here.surgery.pk}/"
    read = as_worker(client, places.worker(here.front_door)).get(page).content.decode()
    row = Person.objects.get()
    row.birth_date = "1985-03-27"
    row.save()
    again = client.post(page, yes_to(read))
    assert again.status_code == 400
    assert "Read it with them again." in again.content.decode()
    assert not Permission.objects.filter(receiver=here.surgery).exists()
    assert client.post(page, yes_to(again.content.decode())).status_code == 302


def test_the_day_of_birth_is_in_it_where_it_was_read_out_and_only_there(client: Client, here: Place) -> None:
    referral = asks(here)
    row = Person.objects.get()
    row.birth_date = "1985-03-27"
    row.save()
    told_to_gp(here, referral)
    assert "27 March 1985" not in words(write(client, here, referral, "keep")), "this yes says nothing of it"
    people.withdraw(person=row.pk, receiver=here.surgery.pk, by=places.by_link(here, row.pk))
    assert "The day you were born is in it too" in says_yes(client, here, referral)
    assert "Date of birth: 27 March 1985" in words(write(client, here, referral, "keep"))
    assert "Date of birth: 27 March 1985" in client.get(f"/work/{referral}/summary/").content.decode()
    people.withdraw(person=row.pk, receiver=here.surgery.pk, by=places.by_link(here, row.pk))
    assert "1985" not in client.get(f"/work/{referral}/summary/").content.decode()


def test_who_does_not_know_the_day_of_birth_does_not_speak_of_it(client: Client, here: Place) -> None:
    referral = asks(here)
    assert "The day you were born" not in says_yes(client, here, referral)
    assert "Date of birth" not in words(write(client, here, referral, "keep"))


def test_without_the_persons_yes_no_practice_is_told(client: Client, here: Place) -> None:
    referral = asks(here)
    page = as_worker(client, places.worker(here.front_door)).get(f"/work/{referral}/gp/").content.decode()
    assert "The person has not said yes to this." in page
    assert write(client, here, referral, "keep").status_code == 400
    assert not ReferralEvent.objects.filter(what="print_gp_letter").exists()


def test_read_with_the_person_their_yes_is_kept_word_for_word_and_the_practice_may_be_told(
    client: Client, here: Place
) -> None:
    referral = asks(here)
    front = as_worker(client, places.worker(here.front_door))
    page = f"/work/{referral}/gp/{here.surgery.pk}/"
    assert page in front.get(f"/work/{referral}/gp/").content.decode()
    read = front.get(page).content.decode()
    assert f"{here.front_door} tells {here.surgery} by letter: " in read
    assert front.post(page, {}).status_code == 400
    assert not Permission.objects.filter(receiver=here.surgery).exists()

    yes = yes_to(front.get(page).content.decode())
    assert "Their yes is kept." in front.post(page, yes, follow=True).content.decode()

    given = Permission.objects.filter(receiver=here.surgery)
    assert {row.category for row in given} == {"identity", "referral"}
    told = people.shared_with(places.by_link(here, person_of(referral)), person_of(referral))
    [share] = [one for one in told if one.receiver == here.surgery.pk]
    assert all("Nothing you wrote is in it" in yes.words for yes in share.yeses)
    assert "They said yes to telling their GP practice" in front.get(f"/work/{referral}/").content.decode()
    assert front.get(page).status_code == 404  # there is nothing to ask any more
    assert "Ada #Example* $x" in words(write(client, here, referral, "keep"))


def test_nobody_asks_for_a_practice_where_more_than_the_yes_is_missing(client: Client, here: Place) -> None:
    referral = asks(here)
    front = as_worker(client, places.worker(here.front_door))
    assert front.get(f"/work/{referral}/gp/{here.therapy.pk}/").status_code == 404
    Agreement.objects.update(ended_on="2026-11-01")
    assert front.get(f"/work/{referral}/gp/{here.surgery.pk}/").status_code == 404


def test_the_gate_is_passed_again_when_it_is_written(here: Place) -> None:
    referral = asks(here)
    with pytest.raises(Exception, match="The person has not said yes to this"):
        referrals.print_gp_letter(referral, surgery=here.surgery.pk, by=places.worker(here.front_door))


@pytest.mark.parametrize("address", ["gp/", "summary/"])
def test_a_volunteer_tells_no_gp(client: Client, here: Place, address: str) -> None:
    referral = asks(here)
    volunteer = as_worker(client, places.worker(here.front_door, Role.VOLUNTEER))
    assert volunteer.get(f"/work/{referral}/{address}").status_code in {403, 404}


# The summary to paste


def pasted(client: Client, by: Actor, referral: UUID) -> str:
    return as_worker(client, by).get(f"/work/{referral}/summary/").content.decode()


def test_the_summary_says_that_we_write_into_no_system_and_carries_no_code_that_does_not_fit(
    client: Client, here: Place
) -> None:
    page = pasted(client, places.worker(here.front_door), asks(here))
    assert "We do not write into GP systems." in page
    assert "SNOMED CT" not in page
    assert "No code fits" in page
    assert SECRET not in page
    assert Line.objects.filter(verb="look.page", detail__why="summary").exists()


def of_the_surgery(here: Place) -> UUID:
    """A referral to the surgery."""
    who = places.person(here)
    places.permit(who, here.front_door, here.surgery)
    return referrals.ask_for_self(
        person=who,
        partnership=here.partnership.pk,
        words=SECRET,
        receiver=here.surgery.pk,
        by=Actor("link", partnership=here.partnership.pk),
    )


def test_a_referral_to_primary_care_is_coded_and_declined_only_by_the_person(client: Client, here: Place) -> None:
    first, second = of_the_surgery(here), of_the_surgery(here)
    worker = places.worker(here.surgery)
    referrals.decline(first, by=worker, reason=Reason.FULL)
    page = pasted(client, worker, first)
    assert "871731000000106" in page
    assert "871711000000103" not in page
    referrals.withdraw(second, by=places.by_link(here, person_of(second)), reason=Reason.PERSON_CHOSE)
    assert "871711000000103 |Social prescribing declined|" in pasted(client, worker, second)


def test_codes_are_whole_and_have_a_source() -> None:
    assert {"referred", "declined"} == snomed.codes().keys()
    assert all(code.source.startswith("https://") for code in snomed.codes().values())
    assert snomed.is_whole("22298006")
    assert not any(snomed.is_whole(f"2229800{digit}") for digit in "012345789")
    assert not snomed.is_whole("22289006")
