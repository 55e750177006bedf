"""A list brought in by a page: looked over first with nothing kept, then in, once, with what is to be mended."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import places
from tests.factories.places import Place
from tests.factories.spreadsheets import HEADER, YES, Row, as_csv, as_workbook, to
from tests.unit.desk.test_messages import at_desk
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.desk import bring_in
from watersmeet.outbox.models import Arrival, Posting
from watersmeet.records.people.models import Person
from watersmeet.records.referrals.models import Referral

pytestmark = pytest.mark.django_db
CHOOSE, CHECK, DONE = (reverse(f"desk:{name}") for name in ("bring_in", "bring_in_check", "bring_in_done"))


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten in the morning of a Tuesday."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
    return places.place()


@pytest.fixture
def manager(here: Place) -> Actor:
    """Who may bring lists in."""
    return places.worker(here.front_door, Role.MANAGER)


@pytest.fixture
def desk(client: Client, manager: Actor) -> Client:
    """The manager's browser."""
    return at_desk(client, manager)


def mixed(here: Place) -> list[Row]:
    """Two who said yes, one who was not asked, one whose day is no day."""
    sent = [to(here, number=number, **YES) for number in (1, 2)]
    return [*sent, to(here, number=3), to(here, number=4, **{**YES, "said yes on": "soon"})]


def hand_over(desk: Client, rows: list[Row], name: str = "people.csv", folder: Path | None = None) -> HttpResponse:
    """Choose a file with these rows."""
    assert folder is not None
    make = as_workbook if name.endswith(".xlsx") else as_csv
    file = SimpleUploadedFile(name, make(folder / name, rows).read_bytes())
    return desk.post(CHOOSE, {"file": file}, follow=True)


def words(page: HttpResponse) -> str:
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize("name", ["people.csv", "people.xlsx"])
def test_what_would_become_of_it_is_said_and_nothing_is_kept(
    here: Place, desk: Client, tmp_path: Path, name: str
) -> None:
    page = words(hand_over(desk, mixed(here), name, tmp_path))
    for said in ("Your list has 4 rows. Nothing is in yet.", "would be sent", "drafts", "Bring in 3 rows"):
        assert said in page
    assert "said yes on" in page
    for kept in (Person, Referral, Arrival, Posting):
        assert not kept.objects.exists()
    [line] = Line.objects.filter(verb__startswith="referral.")
    assert (line.verb, line.detail) == ("referral.look_over", {"rows": 4, "known": 0})


def test_then_it_comes_in_and_the_same_list_again_brings_nothing(here: Place, desk: Client, tmp_path: Path) -> None:
    hand_over(desk, mixed(here), folder=tmp_path)
    page = desk.post(CHECK, follow=True)
    assert page.redirect_chain == [(DONE, 302)]
    assert "To be mended first" in words(page)
    assert sorted(Referral.objects.values_list("state", flat=True)) == ["draft", "sent", "sent"]
    assert set(Referral.objects.values_list("way_in", flat=True)) == {"spreadsheet"}
    again = words(hand_over(desk, mixed(here), folder=tmp_path))
    assert "here already: a row comes in once" in again
    assert "There is nothing new to bring in." in again


def test_pressing_twice_brings_in_once(here: Place, desk: Client, tmp_path: Path) -> None:
    hand_over(desk, mixed(here), folder=tmp_path)
    desk.post(CHECK)
    page = desk.post(CHECK, follow=True)
    assert "Choose the file again" in words(page)
    assert Referral.objects.count() == 3


def test_a_mended_list_brings_in_the_rest(here: Place, desk: Client, tmp_path: Path) -> None:
    hand_over(desk, mixed(here), folder=tmp_path)
    desk.post(CHECK)
    mended = [*mixed(here)[:3], to(here, number=4, **YES)]
    assert "Bring in 1 row" in words(hand_over(desk, mended, folder=tmp_path))
    desk.post(CHECK)
    assert Referral.objects.count() == 4


def test_a_colleague_at_the_same_browser_finds_no_list(here: Place, desk: Client, tmp_path: Path) -> None:
    hand_over(desk, mixed(here), folder=tmp_path)
    at_desk(desk, places.worker(here.front_door, Role.MANAGER, name="Another Example"))
    assert "Person Example" not in words(desk.get(CHECK, follow=True))
    desk.post(CHECK)
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "This file is empty"),
        (b"%PDF-1.7 a letter", "is a PDF, not a CSV file. Save it as CSV first."),
        (b"a,b,c\n1,2,3\n", "The first line does not hold the names of our columns."),
        (",".join(HEADER).encode(), "The file has a header and no rows."),
        (b"PK\x03\x04 no workbook", "is a zip file, and no workbook."),
    ],
)
def test_a_file_that_is_no_list_says_what_to_do(desk: Client, content: bytes, says: str) -> None:
    page = desk.post(CHOOSE, {"file": SimpleUploadedFile("people.csv", content)})
    assert page.status_code == 400
    assert says in words(page)


def test_no_file_and_too_many_rows_are_said(
    here: Place, desk: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Choose the file with your list" in words(desk.post(CHOOSE, {}))
    monkeypatch.setattr(bring_in, "MOST", 3)
    assert "people.csv has more than 3 rows. Split it into smaller files." in words(
        hand_over(desk, mixed(here), folder=tmp_path)
    )


def test_the_empty_list_is_what_the_page_takes(here: Place, desk: Client) -> None:
    sheet = desk.get(reverse("desk:bring_in_template", args=[".xlsx"]))
    names = [cell.value for cell in load_workbook(io.BytesIO(sheet.content)).worksheets[0][1]]
    text = desk.get(reverse("desk:bring_in_template", args=[".csv"])).content.decode("utf-8-sig")
    assert names == text.strip().split(",") == HEADER
    assert desk.get(reverse("desk:bring_in_template", args=[".exe"])).status_code == 404


def test_only_a_manager_of_the_partner_brings_in_and_sees_the_way(here: Place, client: Client) -> None:
    for role in (Role.PRACTITIONER, Role.VOLUNTEER, Role.TUTOR, Role.LEAD):
        desk = at_desk(client, places.worker(here.front_door, role))
        assert desk.get(CHOOSE).status_code == 404
        assert desk.post(CHECK).status_code == 404
        assert CHOOSE not in words(desk.get(reverse("desk:home")))
    desk = at_desk(client, places.worker(here.front_door, Role.MANAGER))
    assert CHOOSE in words(desk.get(reverse("desk:home")))


def test_of_a_child_nothing_is_kept_for_half_an_hour_either(
    here: Place, desk: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    put = bring_in.Drawer.put
    monkeypatch.setattr(bring_in.Drawer, "put", lambda *told: (kept.append(str(told[2])), put(*told))[1])
    child = to(here, number=2, **{**YES, "age": "", "date of birth": "2015-03-27", "name": "Little Example"})
    page = words(hand_over(desk, [to(here, **YES), child], folder=tmp_path))
    assert "Nothing is kept here of somebody under 16." in page
    assert "Person Example1" in kept[0]
    assert "Little Example" not in str(kept)
    done = words(desk.post(CHECK, follow=True))
    assert "Nothing is kept here of somebody under 16." in done
    assert Referral.objects.count() == 1


def test_whoever_tries_row_after_row_is_stopped(
    here: Place, desk: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bring_in, "LISTS_AN_HOUR", 2)
    for _look in range(2):
        assert "Nothing is in yet." in words(hand_over(desk, mixed(here), folder=tmp_path))
    assert "Many lists were looked at within this hour. Go on in an hour." in words(
        hand_over(desk, mixed(here), folder=tmp_path)
    )
