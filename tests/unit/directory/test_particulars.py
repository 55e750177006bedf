"""What else hangs on a service: languages, prices, contacts, access, several places, and what a course is like."""

from dataclasses import replace
from datetime import date, time

import pytest
from django.test import Client

from tests.factories import directory as made
from tests.factories import partnerships as places
from tests.factories.accounts import COMMAND
from watersmeet.base.actor import VISITOR
from watersmeet.base.problems import Invalid
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.entries import Wishes
from watersmeet.records.directory.models import Contact, Course, DirectoryEvent, Location, Phone, Schedule, Service
from watersmeet.records.directory.saying import money

pytestmark = pytest.mark.django_db
HALL = replace(made.BARNSTAPLE, address="Example Hall", access=(directory.Access.STEP_FREE,), access_words="Ring twice")
COSTS = (
    directory.Cost(option="Adult", pence=350),
    directory.Cost(option="On benefits", pence=0, valid_to=date(2027, 7, 31)),
    directory.Cost(description="Ask about a first visit", valid_to=date(2026, 1, 31)),
)
PEOPLE = (
    directory.ContactOf(
        name="Robin Example",
        title="Organiser",
        email="robin@group.example",
        phones=(
            directory.PhoneOf(number="01632 960 002", description="evenings"),
            directory.PhoneOf(number="01632 960 003"),
        ),
    ),
)
TERMS = (directory.SaidTerm(taxonomy="Example list", code="17", name="Dance"),)
WHOLE = {
    "languages": ("en", "pl"),
    "eligibility": "People who live in Example Town",
    "funding": "The example fund",
    "costs": COSTS,
    "contacts": PEOPLE,
    "terms": TERMS,
}


def test_all_that_is_said_is_kept_and_saying_it_again_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-22T09:00:00Z")
    said = made.facts(place=HALL, **WHOLE)
    listed = directory.list_service(partnership=places.partnership().pk, facts=said, by=COMMAND)
    seen, more = directory.service(VISITOR, listed.pk), directory.particulars([listed.pk])[listed.pk]
    assert (seen.languages, seen.eligibility, seen.funding) == (
        ("en", "pl"),
        "People who live in Example Town",
        "The example fund",
    )
    assert {replace(one, id=None) for one in more.costs} == set(COSTS)
    [contact] = more.contacts
    assert (contact.name, [phone.number for phone in contact.phones]) == (
        "Robin Example",
        ["01632 960 002", "01632 960 003"],
    )
    assert more.terms == TERMS
    assert (seen.places[0].access, seen.places[0].access_words) == ({"step_free"}, "Ring twice")
    assert not directory.revise_service(service=listed.pk, facts=said, by=COMMAND)
    assert DirectoryEvent.objects.filter(subject=listed).count() == 1


def test_what_nothing_is_said_of_stays_and_what_is_said_to_be_none_goes() -> None:
    said = made.facts(place=HALL, **WHOLE)
    listed = directory.list_service(partnership=places.partnership().pk, facts=said, by=COMMAND)
    silent = replace(said, languages=None, costs=None, contacts=None, terms=None, place=made.BARNSTAPLE)
    directory.revise_service(service=listed.pk, facts=silent, by=COMMAND)
    assert directory.particulars([listed.pk])[listed.pk].terms == TERMS
    assert directory.service(VISITOR, listed.pk).languages == ("en", "pl")
    none = replace(said, languages=(), costs=(), contacts=(), terms=())
    assert directory.revise_service(service=listed.pk, facts=none, by=COMMAND)
    assert directory.particulars([listed.pk])[listed.pk] == directory.Particulars()
    assert directory.service(VISITOR, listed.pk).languages == ()
    assert not Contact.objects.exists()
    assert not Phone.objects.exists()


def test_a_service_at_two_places_meets_at_each_in_its_own_time() -> None:
    there = (
        directory.Meeting(day="MO", opens_at=time(10), place=HALL),
        directory.Meeting(day="TU", opens_at=time(18), place=made.BARNSTAPLE, valid_to=date(2026, 7, 31)),
    )
    said = made.facts(place=HALL, also_at=(made.BARNSTAPLE,), meetings=there)
    listed = directory.list_service(partnership=places.partnership().pk, facts=said, by=COMMAND)
    seen = directory.service(VISITOR, listed.pk)
    where = {one.at: one.address for one in seen.places}
    assert {(one.day, where[one.at]) for one in seen.meetings} == {("MO", "Example Hall"), ("TU", "1 Example Row")}
    kept = {one.at for one in seen.places if one.address == "Example Hall"}
    directory.revise_service(service=listed.pk, facts=replace(said, also_at=(), meetings=None), by=COMMAND)
    assert {one.at for one in directory.service(VISITOR, listed.pk).places} == kept
    assert Schedule.objects.get(day="TU").at_id is None


def test_what_is_said_of_a_place_changes_all_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2030-01-01T09:00:00Z")
    place = places.partnership().pk
    first = made.service(place, place=HALL)
    monkeypatch.setenv("WATERSMEET_NOW", "2030-01-02T09:00:00Z")
    made.service(place, place=replace(HALL, access=(directory.Access.TOILET,)))
    assert Location.objects.get(address="Example Hall").access == ["toilet"]
    assert Service.objects.get(pk=first.pk).changed_at.day == 2
    made.service(place, place=replace(HALL, access=None, access_words=""))
    assert Location.objects.get(address="Example Hall").access_words == "Ring twice"


def test_its_page_says_all_of_it_and_no_price_that_is_over(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-22T09:00:00Z")
    listed = made.service(place=HALL, cost="A little", **WHOLE)
    page = client.get(f"/service/{listed.pk}/").content.decode()
    for words in (
        "A little",
        "Adult: £3.50",
        "On benefits: free (until 31 July 2027)",
        "English, Polish",
        "People who live in Example Town",
        "The example fund",
        "Robin Example, Organiser, 01632 960 002 (evenings), 01632 960 003, robin@group.example",
        "Step-free. Ring twice",
    ):
        assert words in page
    assert "first visit" not in page


def test_a_course_says_what_it_is_like(client: Client) -> None:
    said = {
        "level": "Entry 3",
        "bring": "A pen",
        "tutor": "Sam Example",
        "funding": "Free under 20 hours",
        "entry": "Some English",
        "creche": True,
        "attending": directory.Attending.EITHER,
    }
    service = made.service()
    course = directory.add_course(service=service.pk, by=COMMAND, **said)
    assert directory.add_course(service=service.pk, by=COMMAND, **said) == course
    assert DirectoryEvent.objects.filter(subject=service).count() == 2
    page = client.get(f"/service/{service.pk}/").content.decode()
    for words in ("Entry 3", "A pen", "Sam Example", "Free under 20 hours", "Some English", "In person or online"):
        assert words in page
    directory.add_course(service=service.pk, by=COMMAND)
    assert Course.objects.get().tutor == ""
    assert "Crèche" not in client.get(f"/service/{service.pk}/").content.decode()


@pytest.mark.parametrize("wrong", [{"tutor": "x" * 121}, {"attending": "by post"}], ids=["tutor", "attending"])
def test_what_cannot_be_said_of_a_course_is_named(wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid) as problem:
        directory.add_course(service=made.service().pk, by=COMMAND, **wrong)
    assert set(problem.value.fields) == set(wrong)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"languages": ("English",)}, "languages"),
        ({"eligibility": "x" * 501}, "eligibility"),
        ({"costs": (directory.Cost(),)}, "costs"),
        ({"costs": (directory.Cost(pence=10_000_001),)}, "costs"),
        ({"costs": (directory.Cost(pence=1, currency="pounds"),)}, "costs"),
        ({"costs": (directory.Cost(pence=1, valid_from=date(2027, 2, 1), valid_to=date(2027, 1, 1)),)}, "costs"),
        ({"contacts": (directory.ContactOf(),)}, "contacts"),
        ({"contacts": (directory.ContactOf(phones=(directory.PhoneOf(number="soon"),)),)}, "contacts"),
        ({"contacts": (directory.ContactOf(email="nobody"),)}, "contacts"),
        ({"terms": (directory.SaidTerm(taxonomy="", code="1", name="One"),)}, "terms"),
        ({"meetings": (directory.Meeting(day="MO", opens_at=time(9), place=HALL),)}, "meetings"),
    ],
)
def test_what_cannot_be_listed_is_named(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as problem:
        made.service(**wrong)
    assert set(problem.value.fields) == {field}
    assert not Service.objects.exists()


def test_a_service_is_found_by_its_language() -> None:
    made.service(name="Choir in Polish", description="Singing.", languages=("pl",))
    made.service(name="Choir", description="Singing.", languages=("en",))
    found = directory.find(VISITOR, "singing", near="EX31 1AA", wishes=Wishes(language="pl"))
    assert [hit.service.name for hit in found] == ["Choir in Polish"]


@pytest.mark.parametrize(
    ("pence", "currency", "says"),
    [
        (400, "GBP", "£4"),
        (450, "GBP", "£4.50"),
        (105, "GBP", "£1.05"),
        (120_000, "GBP", "£1,200"),
        (99, "EUR", "0.99 EUR"),
    ],
)
def test_money_in_words(pence: int, currency: str, says: str) -> None:
    assert money(pence, currency) == says


def test_topics_and_parts_of_life_have_the_same_identifiers_for_ever() -> None:
    known = {(one.code, one.parent_id is None): one for one in directory.terms()}
    mind, anxiety = known["mind", True], known["anxiety", False]
    assert str(directory.NEEDS) == "8ddaf44d-3416-5f25-9948-aab7b7592bb8"
    assert anxiety.parent_id == mind.id
    assert len({one.id for one in directory.terms()}) == len(directory.terms())
    assert {one.taxonomy_id for one in directory.terms()} == {directory.NEEDS}


def test_a_service_carries_the_terms_of_its_words_and_of_its_source() -> None:
    listed = made.service(name="Quiet hour", description="For anxiety.", terms=TERMS)
    seen = directory.service(VISITOR, listed.pk)
    carried = directory.terms_of(seen, directory.particulars([listed.pk])[listed.pk].terms)
    assert [(one.taxonomy, one.code) for one in carried] == [("Watersmeet needs", "anxiety"), ("Example list", "17")]
    assert [one.name for one in directory.taxonomies()] == ["Watersmeet needs", "Example list"]
    assert carried[1] in directory.terms()


def test_a_file_says_languages_whom_it_is_for_and_who_pays() -> None:
    columns = {
        "name": "Name",
        "postcode": "Postcode",
        "languages": "Languages",
        "eligibility": "For",
        "funding": "Paid",
    }
    mapping = directory.Mapping(source="example", title="Example", licence="", sector="community", columns=columns)
    cells = {"Name": "Choir", "Postcode": "EX31 1AA", "Languages": "en; PL", "For": "Anybody", "Paid": "A fund"}
    wrong = cells | {"Name": "Band", "Languages": "English"}
    rows = [directory.SourceRow(2, cells), directory.SourceRow(3, wrong)]
    done = directory.import_rows(rows, mapping, "example", by=COMMAND, partnership=places.partnership().pk)
    [refused] = done.quarantined
    assert (refused.line, refused.faults[0].column, refused.faults[0].value) == (3, "Languages", "English")
    row = Service.objects.get()
    assert (row.languages, row.eligibility, row.funding) == (["en", "pl"], "Anybody", "A fund")
