"""A spreadsheet nobody shaped for us becomes services: all that is sound, nothing twice, nothing lost."""

from pathlib import Path
from statistics import median

import pytest

from tests.factories import partnerships as places
from tests.factories.accounts import COMMAND
from tests.factories.directory import take_in
from tests.unit.directory.conftest import rewritten
from watersmeet.base.actor import VISITOR
from watersmeet.base.geography import Place, km
from watersmeet.base.problems import Refused
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import DirectoryEvent, Location, Service, ServiceAtLocation
from watersmeet.records.partnerships.models import Organisation, Partnership

pytestmark = pytest.mark.django_db


def test_the_real_file_is_taken_but_for_one_row(trafford: directory.Outcome) -> None:
    assert (trafford.rows, trafford.accepted, trafford.listed) == (60, 59, 59)
    (row,) = trafford.quarantined
    (fault,) = row.faults
    assert (row.line, fault.column, fault.value) == (50, "postcode", "WA154 1HF")
    assert "not a full UK postcode" in fault.rule
    assert "WA14 1HF" in fault.remedy
    assert Service.objects.count() == 59


def test_services_stand_where_the_council_drew_them(
    trafford: directory.Outcome, trafford_points: dict[tuple[str, str], tuple[float, float]]
) -> None:
    """The council drew buildings, a postcode is the middle of some fifteen; a wrong grid or datum would move all."""
    away, north = {}, []
    for at in ServiceAtLocation.objects.select_related("service", "location"):
        drawn = Place(*trafford_points[at.service.name, at.location.postcode])
        away[at.service.name, at.location.postcode] = km(Place(at.location.lat, at.location.lon), drawn)
        north.append((drawn.lat - at.location.lat) * 111.2)
    assert median(away.values()) < 0.05
    assert abs(median(north)) < 0.01
    assert sum(one < 0.15 for one in away.values()) >= 48
    assert {name for name, one in away.items() if one > 0.6} == {("Target Cafe", "M32 0FP")}


def test_names_that_repeat_stay_apart_and_share_their_organisation(trafford: directory.Outcome) -> None:
    twice = Service.objects.filter(name="Being There")
    assert {at.location.postcode for one in twice for at in one.at.all()} == {"M41 5SN", "M23 9LT"}
    assert Organisation.objects.filter(name="Being There").count() == 1
    assert Location.objects.filter(postcode="M16 0PQ").count() == 1


def test_running_twice_changes_nothing(trafford_file: Path, place: Partnership, trafford: directory.Outcome) -> None:
    before = set(DirectoryEvent.objects.values_list("pk"))
    again = take_in(trafford_file, place)
    assert (again.accepted, again.listed, again.revised, again.same) == (59, 0, 0, 59)
    assert set(DirectoryEvent.objects.values_list("pk")) == before


def test_a_changed_row_is_revised_with_an_event(
    trafford_file: Path, tmp_path: Path, place: Partnership, trafford: directory.Outcome
) -> None:
    was = Service.objects.get(name="Mood Swings Network")
    outcome = take_in(rewritten(trafford_file, tmp_path / "new.csv", {2: {"telephone": "01632 960 222"}}), place)
    now = Service.objects.get(pk=was.pk)
    assert (outcome.listed, outcome.revised, now.phone) == (0, 1, "01632 960 222")
    assert [event.what for event in now.events.all()] == ["list_service", "revise_service"]
    assert now.changed_at > was.changed_at


def test_a_row_that_left_the_file_is_told_and_kept(
    trafford_file: Path, tmp_path: Path, place: Partnership, trafford: directory.Outcome
) -> None:
    outcome = take_in(rewritten(trafford_file, tmp_path / "new.csv", {}, drop=frozenset({4})), place)
    assert outcome.gone == ("LGBT Foundation",)
    assert Service.objects.filter(name="LGBT Foundation").exists()


def test_a_row_that_waits_in_quarantine_is_not_called_gone(
    trafford_file: Path, tmp_path: Path, place: Partnership, trafford: directory.Outcome
) -> None:
    outcome = take_in(rewritten(trafford_file, tmp_path / "new.csv", {4: {"postcode": "M1"}}), place)
    assert (outcome.gone, len(outcome.quarantined)) == ((), 2)


def test_a_service_that_moved_stays_the_same_service(
    trafford_file: Path, tmp_path: Path, place: Partnership, trafford: directory.Outcome
) -> None:
    was = Service.objects.get(name="LGBT Foundation")
    file = rewritten(trafford_file, tmp_path / "new.csv", {4: {"postcode": "M4 4DE"}})
    assert (take_in(file, place).revised, take_in(file, place).same) == (1, 59)
    (at,) = was.at.all()
    assert at.location.postcode == "M4 4DE"


def test_what_a_partner_says_here_outlives_the_file(
    trafford_file: Path, place: Partnership, trafford: directory.Outcome
) -> None:
    partner = places.partner(place)
    Service.objects.filter(name="42nd Street").update(
        partner=partner, takes_referrals=True, wait_days=4, min_age=13, cost="Free"
    )
    assert take_in(trafford_file, place).revised == 0
    kept = Service.objects.get(name="42nd Street")
    assert (kept.takes_referrals, kept.wait_days, kept.min_age, kept.cost) == (True, 4, 13, "Free")


def test_two_places_keep_their_own(trafford_file: Path, place: Partnership, trafford: directory.Outcome) -> None:
    assert take_in(trafford_file, places.partnership()).listed == 59


def test_a_line_that_repeats_names_the_first(tmp_path: Path, place: Partnership) -> None:
    file = tmp_path / "twice.csv"
    file.write_text(
        "name,description,address,postcode,telephone,website\n"
        "Example Group,One,1 Row Sale,M33 7ZF,,\n\n"
        "example  GROUP!,Two,1 Row Sale,m337zf,,\n",
        encoding="utf-8",
    )
    (row,) = take_in(file, place).quarantined
    (fault,) = row.faults
    assert (row.line, fault.column) == (4, "name")
    assert "line 2" in fault.rule


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        (",d,a,M33 7ZF,,", "name", "has a name"),
        ("A,d,a,M33 9ZZ,,", "postcode", "does not hold"),
        ("A,d,a,,,", "postcode", "not a full UK postcode"),
        ("A,d,a,M33 7ZF,,www.example.org", "website", "whole web address"),
        ("A,d,a,M33 7ZF,,https://ok.example@other.example/", "website", "whole web address"),
        ("A,d,a,M33 7ZF,,https://ok.example/\u202egro.rehto", "website", "whole web address"),
        (f"{'A' * 201},d,a,M33 7ZF,,", "name", "at most 200"),
        ("A,d,a,M33 7ZF,,,extra", "", "more or fewer cells"),
        ("A,d", "", "more or fewer cells"),
        (f"A,d,a,M33 7ZF,{'0' * 41},", "telephone", "at most 40"),
    ],
)
def test_each_fault_is_named(tmp_path: Path, place: Partnership, cells: str, column: str, says: str) -> None:
    file = tmp_path / "faulty.csv"
    file.write_text(f"name,description,address,postcode,telephone,website\n{cells}\n", encoding="utf-8")
    outcome = take_in(file, place)
    (row,) = outcome.quarantined
    (fault,) = row.faults
    assert (outcome.rows, outcome.accepted) == (1, 0)
    assert (row.line, fault.column) == (2, column)
    assert says in fault.rule
    assert fault.remedy


def test_everything_wrong_with_a_row_is_said_at_once(tmp_path: Path, place: Partnership) -> None:
    file = tmp_path / "faulty.csv"
    file.write_text("name,description,address,postcode,telephone,website\n,d,a,M33 9ZZ,,nowhere\n", encoding="utf-8")
    (row,) = take_in(file, place).quarantined
    assert [fault.column for fault in row.faults] == ["postcode", "name", "website"]


def test_our_own_columns_carry_more(tmp_path: Path, place: Partnership) -> None:
    file = tmp_path / "ours.csv"
    head = (
        "Name;Organisation;Kind;Description;Address;Town;County;Postcode;"
        "Phone;Email;Website;Cost;Youngest;Oldest;Checked on"
    )
    row = "Sew;Example Guild;group;Sewing;1 Row;Sale;Cheshire;m33 7zf;01632 960 003;a@b.example;;Free;18;;2026-11-02"
    bad = "Old;Example Guild;;;;;;M33 7ZF;;;;;eighteen;;"
    file.write_text(f"{head}\n{row}\n{bad}\n", encoding="cp1252")
    outcome = take_in(file, place)
    seen = directory.service(VISITOR, Service.objects.get().pk)
    assert (seen.kind, seen.min_age, seen.cost, seen.organisation.name) == ("group", 18, "Free", "Example Guild")
    assert seen.checked_on is not None
    assert [fault.column for row in outcome.quarantined for fault in row.faults] == ["Youngest"]


def test_a_visitor_may_not_import(place: Partnership) -> None:
    mapping = directory.Mapping(source="x", title="x", licence="", sector="community", columns={"name": "name"})
    with pytest.raises(Refused):
        directory.import_rows([], mapping, "x", by=VISITOR, partnership=place.pk)
    assert directory.import_rows([], mapping, "x", by=COMMAND, partnership=place.pk).rows == 0
