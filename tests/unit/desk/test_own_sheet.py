"""A partner takes its listings away in a spreadsheet, and reads what a changed one would change before it does."""

import csv
import io
from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import directory as made
from tests.factories import places
from tests.factories.places import Place
from tests.unit.directory.test_course_pages import browser_of, words
from tests.unit.directory.test_listing_pages import WHOLE
from watersmeet.base.actor import VISITOR, Role
from watersmeet.exchange.spreadsheets import workbook
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.history import said_of
from watersmeet.records.directory.models import DirectoryEvent, Service

pytestmark = pytest.mark.django_db
Row = dict[str, str]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-01T10:00:00Z")
    return places.place()


@pytest.fixture
def choir(at: Place) -> Service:
    return made.service(at.partnership.pk, at.group.pk, **WHOLE)


@pytest.fixture
def course(at: Place) -> Service:
    row = made.service(at.partnership.pk, at.group.pk, name="Sums", phone="+44 1632 960 001", description="=1+1")
    made.run(12, row)
    row.refresh_from_db()
    return row


@pytest.fixture
def browser(at: Place) -> Client:
    return browser_of(places.worker(at.group, Role.MANAGER))


def taken(browser: Client) -> list[Row]:
    """The listings as CSV, by row."""
    answer = browser.get(reverse("desk:own_sheet_download", args=[".csv"]))
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def sent(browser: Client, rows: list[Row]) -> HttpResponse:
    """Handed in: the page that says what would change."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, directory.SHEET_HEADER)
    writer.writeheader()
    writer.writerows(rows)
    file = SimpleUploadedFile("listings.csv", out.getvalue().encode(), "text/csv")
    return browser.post(reverse("desk:own_sheet"), {"file": file}, follow=True)


def done(browser: Client) -> HttpResponse:
    return browser.post(reverse("desk:own_sheet_check"), follow=True)


def test_what_was_taken_away_and_handed_in_changes_nothing(browser: Client, choir: Service, course: Service) -> None:
    before, events = (said_of(choir), said_of(course)), DirectoryEvent.objects.count()
    rows = taken(browser)
    assert len(rows) == 2
    shown = _said(sent(browser, rows))
    assert "2 rows say nothing new." in shown
    assert "Nothing would change." in shown
    done(browser)
    assert (said_of(choir), said_of(course)) == before
    assert DirectoryEvent.objects.count() == events


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_no_cell_is_a_formula(browser: Client, course: Service, ending: str) -> None:
    answer = browser.get(reverse("desk:own_sheet_download", args=[ending]))
    raw = answer.content
    if ending == ".csv":
        assert "'=1+1" in raw.decode("utf-8-sig")
        assert "'+44 1632 960 001" in raw.decode("utf-8-sig")
    else:
        kinds = {cell.data_type for row in load_workbook(io.BytesIO(raw)).worksheets[0].iter_rows() for cell in row}
        assert "f" not in kinds
        assert any("'=1+1" in cells for _line, cells in workbook.records(raw, "listings.xlsx"))
    file = SimpleUploadedFile(f"listings{ending}", raw)
    page = browser.post(reverse("desk:own_sheet"), {"file": file}, follow=True)
    assert "Nothing would change" in _said(page)


CHANGES = {
    "name": "Big choir",
    "who it is for": "Singers",
    "youngest age": "16",
    "languages": "English, Welsh",
    "cost": "From \u00a32",
    "prices": "Adult: \u00a33.50; Children: free; Ask at the door",
    "where": "Example Hall | Barnstaple | EX31 1AA | Step-free; online",
    "days": "Friday 14:00-16:00; first Monday 10:00",
    "access": "Interpreter",
    "web address": "https://www.choir.example",
    "takes referrals": "yes",
    "days people wait": "14",
    "who to ask": "Ash Example | Leader | 01632 960 007 | ash@choir.example",
}


def test_each_change_is_shown_before_it_is_made_and_then_made(at: Place, browser: Client, choir: Service) -> None:
    before = said_of(choir)
    [row] = taken(browser)
    shown = _said(sent(browser, [row | CHANGES]))
    for cell in CHANGES.values():
        assert cell in shown
    assert said_of(choir) == before
    assert "1 listing changed." in _said(done(browser))
    facts, view = directory.read_back(choir.pk), directory.service(VISITOR, choir.pk)
    assert (facts.name, facts.eligibility, facts.min_age, facts.languages[1]) == ("Big choir", "Singers", 16, "cy")
    assert (facts.takes_referrals, facts.wait_days, facts.website) == (True, 14, "https://www.choir.example")
    assert {(one.option, one.pence) for one in facts.costs} == {("Children", 0), ("Adult", 350), ("", None)}
    assert {one.location_type for one in facts.places} == {"physical", "virtual"}
    hall = next(one for one in facts.places if one.address)
    assert (hall.county, hall.access) == ("Devon", (directory.Access.STEP_FREE,))
    assert {(one.day, one.opens_at, one.closes_at, one.nth) for one in facts.meetings} == {
        ("FR", time(14), time(16), None),
        ("MO", time(10), None, 1),
    }
    assert view.access == {"interpreter"}
    [asked] = facts.contacts
    assert (asked.name, asked.phones[0].number) == ("Ash Example", "01632 960 007")
    manager = places.worker(at.group, Role.MANAGER)
    assert "revise_service" in {one.what for one in directory.history(manager, choir.pk)}
    assert "Nothing would change" in _said(sent(browser, taken(browser)))


def test_items_that_stand_as_they_were_keep_what_the_cell_does_not_say(browser: Client, choir: Service) -> None:
    [row] = taken(browser)
    sent(browser, [row | {"days": f"{row['days']}; Friday 14:00-16:00", "prices": f"{row['prices']}; Children: free"}])
    done(browser)
    facts = directory.read_back(choir.pk)
    monday = next(one for one in facts.meetings if one.day == "MO")
    assert (len(facts.meetings), monday.valid_to, monday.place.address) == (3, date(2027, 7, 1), "Example Hall")
    assert len(facts.costs) == 3
    assert len(facts.contacts[0].phones) == 4


@pytest.mark.parametrize(
    ("cell", "reads"),
    [
        ({"name": ""}, "A service has a name."),
        ({"kind": "heron"}, "Write one of these: service, group, course."),
        ({"kind": "course"}, "A course stays one, and nothing else becomes one here."),
        ({"open": "perhaps"}, "Write one of these"),
        ({"closed since": "2026-11-30"}, "What is open has no day"),
        ({"youngest age": "old"}, "Write a whole number"),
        ({"oldest age": "3"}, "The lowest age is at most the highest."),
        ({"languages": "Heronish"}, "We do not know the language heronish"),
        ({"where": "Example Hall"}, "Write a place like"),
        ({"where": "Example Hall | Barnstaple | EX31 9ZZ"}, "We do not know the postcode EX31 9ZZ"),
        ({"days": "Herondays 10:00"}, "Write a day like"),
        ({"days": "Monday 25:00"}, "Write a time like"),
        ({"who to ask": "Robin"}, "Write somebody like"),
        ({"phone": "heron"}, "Write a telephone number"),
        ({"creche": "perhaps"}, "Write yes or no."),
        ({"sessions": "soon"}, "Write a session like"),
        ({"tutor": "Sam Example"}, "Only a course has a level"),
        ({"access": "Herons"}, "Write of these"),
        ({"version": "1", "name": "Other"}, "Somebody changed this since you downloaded it."),
        ({"id": "0198c0de-0000-7000-8000-000000000000"}, "This is none of your listings."),
        ({"id": "heron"}, "This is none of your listings."),
    ],
)
def test_what_cannot_be_taken_says_why_and_nothing_of_the_row_is(
    browser: Client, choir: Service, cell: Row, reads: str
) -> None:
    directory.confirm_service(service=choir.pk, by=made.COMMAND)
    choir.refresh_from_db()
    before = said_of(choir)
    [row] = taken(browser)
    other = {"kind": "group", "name": "Bread club", "description": "We bake."}
    assert reads in _said(sent(browser, [row | cell, other]))
    assert reads in _said(done(browser))
    choir.refresh_from_db()
    assert said_of(choir) == before
    assert Service.objects.filter(name="Bread club").count() == 1


def test_a_row_without_id_is_a_new_listing_and_a_course_comes_with_its_sessions(at: Place, browser: Client) -> None:
    hall = "Example Hall | Barnstaple | EX31 1AA"
    sums = {
        "kind": "course",
        "name": "Sums",
        "description": "Numbers for life.",
        "where": hall,
        "tutor": "Sam Example",
        "sessions": "2027-01-11 10:00-12:00; 2027-01-18 10:00-12:00",
        "places": "12",
        "creche": "no",
    }
    assert "New" in _said(sent(browser, [sums, {"kind": "course", "name": "No dates"}]))
    assert Service.objects.count() == 0
    page = _said(done(browser))
    assert "Say how many sessions" in page
    [row] = Service.objects.all()
    view = directory.service(VISITOR, row.pk)
    assert (view.kind, view.partner_id, view.runs[0].places, len(view.runs[0].sessions)) == (
        "course",
        at.group.pk,
        12,
        2,
    )
    assert (view.course.tutor, view.course.creche) == ("Sam Example", False)


def test_new_days_become_more_dates_and_missing_ones_are_not_called_off(browser: Client, course: Service) -> None:
    [row] = taken(browser)
    later = "2027-04-19 10:00-12:00; 2027-04-26 10:00-12:00"
    sent(browser, [row | {"sessions": f"{row['sessions']}; {later}", "places": "8"}])
    assert "1 listing changed." in _said(done(browser))
    runs = directory.service(VISITOR, course.pk).runs
    assert [(one.places, len(one.sessions)) for one in runs] == [(12, 3), (8, 2)]
    [row] = taken(browser)
    shown = _said(sent(browser, [row | {"sessions": later}]))
    assert "Move it or call it off on the course" in shown
    [row] = taken(browser)
    sent(browser, [row | {"places": "9"}])
    done(browser)
    assert [one.places for one in directory.service(VISITOR, course.pk).runs] == [12, 9]


def test_the_same_file_again_lists_nothing_twice(browser: Client, choir: Service) -> None:
    [row] = taken(browser)
    rows = [row | {"cost": "\u00a32"}, {"name": "Bread club"}, {"name": "bread  CLUB"}, {"name": "Choir"}]
    assert _said(sent(browser, rows)).count("You have a listing with this name already.") == 2
    done(browser)
    assert Service.objects.count() == 2
    shown = _said(sent(browser, rows))
    assert shown.count("You have a listing with this name already.") == 3
    assert "Nothing would change." in shown
    done(browser)
    assert Service.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("name,cost\nChoir,Free\n", "The column called id is missing."),
        ("id,name,heron\n,Choir,yes\n", "There is no column called heron here."),
        ("", "empty"),
    ],
)
def test_another_file_is_none(browser: Client, text: str, reads: str) -> None:
    file = SimpleUploadedFile("listings.csv", text.encode(), "text/csv")
    answer = browser.post(reverse("desk:own_sheet"), {"file": file})
    assert answer.status_code == 400
    assert reads in _said(answer)


def test_a_tutor_takes_away_courses_alone_and_nobody_another_partners(
    at: Place, choir: Service, course: Service
) -> None:
    tutor = browser_of(places.worker(at.group, Role.TUTOR))
    [row] = taken(tutor)
    assert row["name"] == "Sums"
    choirs = {"id": str(choir.pk), "version": str(choir.version), "name": "Mine now", "kind": "service"}
    group = {"kind": "group", "name": "Bread club", "description": "We bake."}
    shown = _said(sent(tutor, [choirs, group]))
    assert "This is none of your listings." in shown
    assert "Your role does not let you do this." in shown
    strange = browser_of(places.worker(at.front_door, Role.MANAGER))
    assert taken(strange) == []
    assert "This is none of your listings." in _said(sent(strange, [row | {"name": "Mine now"}]))
    done(strange)
    assert not Service.objects.filter(name="Mine now").exists()


def test_a_row_that_is_taken_out_or_stands_twice_changes_nothing(
    browser: Client, choir: Service, course: Service
) -> None:
    first, second = taken(browser)
    shown = _said(sent(browser, [first | {"cost": "\u00a39"}, first | {"cost": "\u00a38"}]))
    assert "The same listing stands in line 2." in shown
    done(browser)
    assert Service.objects.get(pk=first["id"]).cost == "\u00a39"
    assert Service.objects.get(pk=second["id"]).status == "active"


def _said(answer: HttpResponse) -> str:
    return words(answer).replace("</p> <p>", " ")
