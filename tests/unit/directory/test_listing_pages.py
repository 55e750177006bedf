"""Who answers for a listing puts every fact of it right by pages; what is not said is kept, and all of it is undone."""

from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import directory as made
from tests.factories import places
from tests.factories.places import Place
from tests.unit.directory.as_it_stands import as_it_stands
from tests.unit.directory.test_course_pages import browser_of, words
from watersmeet.base.actor import VISITOR, Role
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.history import said_of
from watersmeet.records.directory.models import Service
from watersmeet.records.directory.pages.groups import GROUPS, Many, key

pytestmark = pytest.mark.django_db
HALL = directory.PlaceFacts(address="Example Hall", town="Barnstaple", postcode="EX31 1AA", county="Devon")
WHOLE = {
    "name": "Choir",
    "cost": "Free",
    "funding": "The council",
    "eligibility": "Anybody",
    "min_age": 18,
    "languages": ("en", "pl"),
    "place": HALL,
    "also_at": (made.BARNSTAPLE,),
    "meetings": (
        directory.Meeting(day="MO", opens_at=time(10), closes_at=time(11), place=HALL, valid_to=date(2027, 7, 1)),
        directory.Meeting(day="TH", opens_at=time(14), frequency=directory.Frequency.MONTHLY, nth=-1),
    ),
    "costs": (directory.Cost(option="Adult", pence=350), directory.Cost(description="Ask us")),
    "contacts": (
        directory.ContactOf(
            name="Robin Example",
            title="Leader",
            email="robin@choir.example",
            phones=tuple(directory.PhoneOf(number=f"01632 960 00{last}", description="Home") for last in range(1, 5)),
        ),
    ),
    "terms": (directory.SaidTerm(taxonomy="Example list", code="17", name="Singing"),),
}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-01T10:00:00Z")
    return places.place()


@pytest.fixture
def listed(at: Place) -> Service:
    row = made.service(at.partnership.pk, at.group.pk, **WHOLE)
    Service.objects.filter(pk=row.pk).update(organisation=at.group.organisation_id)
    return row


@pytest.fixture
def browser(at: Place) -> Client:
    return browser_of(places.worker(at.group, Role.MANAGER))


def there(listed: Service, group: str, item: str = "") -> str:
    if item:
        return reverse("directory:change_one", args=[listed.pk, group, item])
    return reverse("directory:change", args=[listed.pk, group])


def test_every_group_saved_as_it_stands_changes_nothing(listed: Service, browser: Client) -> None:
    before, version = said_of(listed), Service.objects.get(pk=listed.pk).version
    for name, group in GROUPS.items():
        addresses = [there(listed, name)]
        if isinstance(group, Many):
            items = group.items(directory.read_back(listed.pk))
            assert items
            addresses = [there(listed, name, one) for one in items]
        for address in addresses:
            page = browser.get(address)
            assert browser.post(address, as_it_stands(page)).status_code == 302, address
    listed.refresh_from_db()
    assert said_of(listed) == before
    assert listed.version == version


@pytest.mark.parametrize(
    ("group", "said", "reads"),
    [
        ("name", {"kind": "group", "name": "Big choir", "description": "Singing for all."}, "Big choir (Group)"),
        ("whom", {"eligibility": "Singers", "min_age": "16", "max_age": "99"}, "Ages 16 to 99"),
        ("languages", {"languages": ["en", "cy", "uk"]}, "English, Welsh, Ukrainian"),
        ("cost", {"cost": "\u00a32 each time", "funding": ""}, "\u00a32 each time"),
        (
            "contact",
            {"phone": "01632 960 009", "email": "", "website": "www.choir.example"},
            "https://www.choir.example",
        ),
        ("referrals", {"takes_referrals": "yes"}, "Workers elsewhere can refer people to it."),
    ],
)
def test_a_group_is_changed_and_undone(
    at: Place, listed: Service, browser: Client, group: str, said: dict, reads: str
) -> None:
    before = said_of(listed)
    answer = browser.post(there(listed, group), said, follow=True)
    assert "Saved." in words(answer)
    assert reads in words(answer)
    manager = places.worker(at.group, Role.MANAGER)
    [latest, *_rest] = directory.history(manager, listed.pk)
    directory.undo_change(service=listed.pk, event=latest.event, by=manager)
    listed.refresh_from_db()
    assert said_of(listed) == before


MARCH = {"reopens_on-day": "1", "reopens_on-month": "3", "reopens_on-year": "2027"}
PLACE = {"location_type": "physical", "address": "2 Example Row", "town": "Barnstaple", "postcode": "ex31 1aa"}
TIME = {"day": "FR", "opens_at": "2pm", "closes_at": "4pm", "frequency": "WEEKLY", "nth": "", "place": ""}


@pytest.mark.parametrize(
    ("group", "said", "reads"),
    [
        ("places", PLACE | {"access": ["step_free"], "access_words": "Ring the bell."}, "Step-free. Ring the bell."),
        ("places", {"location_type": "virtual"}, "Online or by phone"),
        ("times", TIME, "Every Friday, 2pm to 4pm"),
        ("times", TIME | {"frequency": "MONTHLY", "nth": "1"}, "First Friday of the month"),
        ("prices", {"option": "Children", "amount": "\u00a31.5", "description": ""}, "Children: \u00a31.50"),
        ("people", {"name": "Ash Example", "number_1": "01632 960 008", "for_1": "texts"}, "01632 960 008 (texts)"),
    ],
)
def test_one_more_is_added_and_removed(listed: Service, browser: Client, group: str, said: dict, reads: str) -> None:
    before = said_of(listed)
    assert reads in words(browser.post(there(listed, group, "new"), said, follow=True))
    many = GROUPS[group]
    assert isinstance(many, Many)
    [added] = [one for one in many.items(directory.read_back(listed.pk)).values() if reads in many.words(one)]
    assert "Removed." in words(browser.post(there(listed, group, key(added)), {"remove": "yes"}, follow=True))
    listed.refresh_from_db()
    assert said_of(listed) == before


@pytest.mark.parametrize(
    ("group", "said", "reads"),
    [
        ("name", {"kind": "group", "name": "", "description": "Heron"}, "Write what it is called"),
        ("whom", {"min_age": "40", "max_age": "30"}, "The oldest age is lower"),
        ("contact", {"phone": "heron", "website": "javascript:alert(1)"}, "Enter a whole web address"),
        ("open", {"status": "defunct"} | MARCH, "for good"),
        ("places/new", PLACE | {"postcode": "EX31 9ZZ"}, "We do not know this postcode"),
        ("places/new", {"location_type": "physical"}, "Enter the building and street"),
        ("times/new", TIME | {"closes_at": "1pm"}, "It ends after it starts"),
        ("times/new", TIME | {"frequency": "MONTHLY"}, "Choose which one of the month"),
        ("prices/new", {"amount": "two"}, "Enter pounds and pence"),
        ("prices/new", {"amount": "99999999"}, "This is more than we can write down"),
        ("prices/new", {}, "Enter a price, or say it in words"),
        ("people/new", {"number_1": "heron"}, "Enter a phone number"),
        ("people/new", {}, "Write a name"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    listed: Service, browser: Client, group: str, said: dict, reads: str
) -> None:
    before = said_of(listed)
    answer = browser.post(there(listed, *group.split("/")), said)
    assert answer.status_code == 400
    assert reads in words(answer)
    for value in (one for one in said.values() if isinstance(one, str) and one):
        assert f'value="{value}"' in words(answer) or f">{value}<" in words(answer)
    listed.refresh_from_db()
    assert said_of(listed) == before


def test_a_place_that_moves_takes_its_times_along(listed: Service, browser: Client) -> None:
    hall = next(one for one in directory.read_back(listed.pk).places if one.address == "Example Hall")
    browser.post(there(listed, "places", key(hall)), PLACE)
    monday = next(one for one in directory.read_back(listed.pk).meetings if one.day == "MO")
    assert monday.place.address == "2 Example Row"
    moved = next(one for one in directory.read_back(listed.pk).places if one.address == "2 Example Row")
    browser.post(there(listed, "places", key(moved)), {"remove": "yes"})
    monday = next(one for one in directory.read_back(listed.pk).meetings if one.day == "MO")
    assert monday.place is None


def test_it_is_closed_with_its_days_and_opened_again(listed: Service, browser: Client) -> None:
    days = {
        "closed_on-day": "1",
        "closed_on-month": "12",
        "closed_on-year": "2026",
        "reopens_on-day": "4",
        "reopens_on-month": "1",
        "reopens_on-year": "2027",
    }
    browser.post(there(listed, "open"), {"status": "temporarily closed", **days})
    public = words(Client().get(reverse("directory:service", args=[listed.pk])))
    assert "Closed for now. Since 1 December 2026. It opens again on 4 January 2027." in public
    assert "It opens again on 4 January 2027." in words(browser.get(reverse("directory:ours")))
    browser.post(there(listed, "open"), {"status": "active", **days})
    row = Service.objects.get(pk=listed.pk)
    assert (row.status, row.closed_on, row.reopens_on) == ("active", None, None)


def test_what_is_closed_for_good_is_opened_again_from_our_listings(listed: Service, browser: Client) -> None:
    browser.post(there(listed, "open"), {"status": "defunct"})
    assert Client().get(reverse("directory:service", args=[listed.pk])).status_code == 404
    ours = browser.get(reverse("directory:ours"))
    assert reverse("directory:listing", args=[listed.pk]) in words(ours)
    browser.post(there(listed, "open"), {"status": "active"})
    assert Client().get(reverse("directory:service", args=[listed.pk])).status_code == 200


def test_a_new_listing_is_found_once_somebody_opens_it(at: Place, browser: Client) -> None:
    said = {"kind": "group", "name": "Bread club", "description": "We bake bread together."}
    page = words(browser.post(reverse("directory:add_listing"), said, follow=True))
    for kindly in ("Nobody finds it yet", "No place yet.", "No phone, email or web address yet.", "No language yet."):
        assert kindly in page
    new = Service.objects.get(name="Bread club")
    assert (new.partner_id, new.status, new.kind) == (at.group.pk, "inactive", "group")
    browser.post(there(new, "places", "new"), PLACE)
    assert [hit.service.name for hit in directory.find(VISITOR, "bread", near="EX31 1AA")] == []
    browser.post(there(new, "open"), {"status": "active"})
    assert [hit.service.name for hit in directory.find(VISITOR, "bread", near="EX31 1AA")] == ["Bread club"]
    assert browser.post(reverse("directory:add_listing"), {"kind": "group"}).status_code == 400


def test_what_changed_meanwhile_is_chosen_again(listed: Service, browser: Client) -> None:
    answer = browser.post(there(listed, "prices", "0" * 16), {"amount": "3"}, follow=True)
    assert "That changed meanwhile. Choose it again." in words(answer)


def test_a_course_has_a_group_of_its_own_and_stays_one(at: Place, listed: Service, browser: Client) -> None:
    directory.add_course(service=listed.pk, by=made.COMMAND, tutor="Sam Example", creche=True)
    address = reverse("directory:change_course", args=[listed.pk])
    held = as_it_stands(browser.get(address))
    assert (held["tutor"], held["creche"]) == (["Sam Example"], ["yes"])
    said = {"level": "Entry 3", "tutor": "Ash Example", "creche": "no", "attending": "online"}
    assert "Entry 3" in words(browser.post(address, said, follow=True))
    course = directory.service(VISITOR, listed.pk).course
    assert (course.level, course.tutor, course.creche, course.attending) == ("Entry 3", "Ash Example", False, "online")
    browser.post(there(listed, "name"), {"kind": "service", "name": "Choir school", "description": "Sing."})
    assert Service.objects.get(pk=listed.pk).kind == "course"
    assert browser.get(there(listed, "times")).status_code == 404
    assert browser_of(places.worker(at.group, Role.TUTOR)).get(there(listed, "name")).status_code == 200


def test_nobody_else_changes_it(at: Place, listed: Service) -> None:
    address = there(listed, "name")
    said = {"kind": "group", "name": "Mine now", "description": "Heron."}
    for who in (
        places.worker(at.front_door, Role.MANAGER),
        places.worker(at.group, Role.TUTOR),
        places.worker(at.group, Role.ANALYST),
    ):
        assert browser_of(who).post(address, said).status_code in {302, 403, 404}
    assert Client().post(address, said).status_code in {302, 403, 404}
    assert Service.objects.get(pk=listed.pk).name == "Choir"
    volunteer = browser_of(places.worker(at.group, Role.VOLUNTEER))
    assert volunteer.post(address, said).status_code == 302
    assert Service.objects.get(pk=listed.pk).name == "Mine now"
