"""What is wrong with a row is said at once, with its column and how to mend it; the others come in."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.factories import services
from tests.factories.places import Place
from tests.factories.spreadsheets import YES, as_csv, counted, row, run, to, waiting
from watersmeet.base.problems import Problem
from watersmeet.exchange.spreadsheets import quarantine
from watersmeet.records.people.models import ContactRules, Person
from watersmeet.records.referrals.models import Referral

pytestmark = pytest.mark.django_db


def test_a_reference_with_other_words_changes_nothing_here(here: Place, tmp_path: Path) -> None:
    run(here, as_csv(tmp_path / "people.csv", [to(here)]))
    changed = as_csv(tmp_path / "changed.csv", [to(here, name="Somebody Else")])
    assert counted(run(here, changed))["quarantined"] == 1
    assert "came in before with other words" in waiting(changed)[0]["rule"]
    assert Person.objects.get().name == "Person Example1"


FAULTS: dict[str, tuple[dict[str, object], list[tuple[str, str]]]] = {
    "empty": (
        {"name": "", "about": "", "happened on": ""},
        [("name", "This cell is empty."), ("about", "This cell is empty."), ("happened on", "This cell is empty.")],
    ),
    "no reference": ({"reference": " "}, [("reference", "This cell is empty.")]),
    "days": (
        {"date of birth": "27.3.1985", "happened on": "2026-11-25"},
        [("date of birth", "This is not a day."), ("happened on", "This day is in the future.")],
    ),
    "a short year": ({"happened on": "24/11/26"}, [("happened on", "This is not a day.")]),
    "long ago": ({"happened on": "2019-01-01"}, [("happened on", "This is too long ago.")]),
    "ways": (
        {"safe ways": "phone; pigeon; email", "phone": "12"},
        [
            ("safe ways", "Nothing here is called pigeon."),
            ("phone", "Enter a phone number"),
            ("email", "A way is safe that has no number or address."),
        ],
    ),
    "email": ({"email": "nobody"}, [("email", "Enter an email address")]),
    "postcode": ({"postcode": "EX31"}, [("postcode", "This is not a whole UK postcode.")]),
    "yes and no": ({"leave a message": "perhaps"}, [("leave a message", "This is neither yes nor no.")]),
    "a secret address": (
        {"safe ways": "letter", "address": "1 Example Street", "keep address secret": "yes"},
        [("safe ways", "A letter cannot go to an address that is kept secret.")],
    ),
    "ages": (
        {"age": "16 or 17", "date of birth": "1985-03-27"},
        [("age", "The age and the date of birth do not agree.")],
    ),
    "no age": ({"age": ""}, [("age", "Nobody says how old they are.")]),
    "nobody asked": ({"to partner": ""}, [("to partner", "Nobody is asked.")]),
    "unknown": (
        {"to partner": "Thursday Grup", "about": "cats"},
        [("to partner", "Nothing here is called Thursday Grup."), ("about", "Nothing here is called cats.")],
    ),
    "a half yes": (
        {"who said yes": "the person", "said yes on": "2026-11-19"},
        [("said yes to", "A yes says who, to what"), ("words they were read", "A yes says who, to what")],
    ),
    "somebody else's yes": (
        {**YES, "who said yes": "their mother"},
        [("who said yes", "Nobody else can say yes for them.")],
    ),
    "an old yes": ({**YES, "said yes on": "2025-11-20"}, [("said yes on", "This yes has run out.")]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_everything_that_is_wrong_with_a_row_is_said_with_its_column_and_how_to_mend_it(
    here: Place, tmp_path: Path, name: str
) -> None:
    other, faults = FAULTS[name]
    file = as_csv(tmp_path / "people.csv", [to(here, **other), to(here, number=2)])
    ran = run(here, file)
    assert counted(ran)["quarantined"] == 1
    [waits] = waiting(file)
    assert waits["line"] == "2"
    columns, rules, mends = (waits[part].split("\n") for part in ("column at fault", "rule", "remedy"))
    assert columns == [column for column, _rule in faults]
    assert all(found.startswith(rule) for found, (_column, rule) in zip(rules, faults, strict=True)), rules
    assert all(mends)
    assert f"row 2, {faults[0][0]}" in ran.stderr
    assert Person.objects.count() == 1, "the other row came in"


def test_the_rows_to_mend_are_mended_where_they_stand_and_only_they_come_in(here: Place, tmp_path: Path) -> None:
    file = as_csv(tmp_path / "people.csv", [to(here, phone="+44 1632 960 001", about=""), to(here, number=2)])
    run(here, file)
    beside = file.with_name("people.quarantine.csv")
    assert beside.stat().st_mode & 0o077 == 0, "it tells of people: for its owner alone"
    mended = beside.read_text(encoding="utf-8-sig").replace("Company on Thursdays.,,", "Company on Thursdays.,people,")
    (tmp_path / "mended.csv").write_text(mended, encoding="utf-8")
    assert counted(run(here, tmp_path / "mended.csv"))["drafts"] == 1
    assert ContactRules.objects.filter(person__in=Person.objects.all()).count() == 2
    assert counted(run(here, file))["before"] == 1


def test_what_somebody_mended_is_never_written_over_nor_deleted(here: Place, tmp_path: Path) -> None:
    file = as_csv(tmp_path / "people.csv", [to(here, about="")])
    run(here, file)
    run(here, file)
    beside = file.with_name("people.quarantine.csv")
    assert [*tmp_path.glob("*.quarantine*")] == [beside], "the same rows again are the same file"
    beside.write_text(mended := beside.read_text().replace("Company on Thursdays.,,", "Company on Thursdays.,people,"))

    again = run(here, file)

    other = file.with_name("people.quarantine.2.csv")
    assert beside.read_text() == mended
    assert "Company on Thursdays.,," in other.read_text()
    assert other.stat().st_mode & 0o077 == 0
    assert f"stands in {other}" in again.stderr
    assert f"{beside} was there before and is kept" in again.stderr

    as_csv(file, [to(here)])
    assert "is kept" in run(here, file).stderr
    assert beside.read_text() == mended


def test_nothing_at_all_is_kept_of_somebody_under_16(here: Place, tmp_path: Path) -> None:
    young = [to(here, age="under 16"), to(here, number=2, age="", **{"date of birth": "2015-01-01"})]
    file = as_csv(tmp_path / "people.csv", young)
    assert counted(run(here, file))["quarantined"] == 2
    assert not Person.objects.exists()
    assert [one["name"] for one in waiting(file)] == ["", ""]
    assert "Example1" not in file.with_name("people.quarantine.csv").read_text()


@pytest.mark.parametrize(
    "other",
    [
        {"age": "15"},
        {"age": "Under-16"},
        {"age": "9 years old"},
        {"age": "", "date of birth": "2015-01-01", "reference": ""},
        {"age": "under 16", "about": ""},
        {"age": "", "date of birth": "01/01/2015", "reference": "R-0002"},
    ],
)
def test_nothing_is_kept_of_a_child_whatever_else_is_wrong(
    here: Place, tmp_path: Path, other: dict[str, object]
) -> None:
    file = as_csv(tmp_path / "people.csv", [to(here, number=2), to(here, **other)])
    assert counted(run(here, file))["quarantined"] == 1
    assert "Example1" not in file.with_name("people.quarantine.csv").read_text()


def test_a_row_whose_line_is_not_whole_is_not_kept_when_it_is_a_childs(here: Place, tmp_path: Path) -> None:
    file = as_csv(tmp_path / "people.csv", [to(here, age="child")])
    file.write_text(file.read_text().rstrip() + ",stray\n")
    assert counted(run(here, file))["quarantined"] == 1
    assert "Example1" not in file.with_name("people.quarantine.csv").read_text()


def test_what_is_printed_quotes_no_cell(here: Place, tmp_path: Path) -> None:
    """Cells slip into other columns: a name or their words may stand anywhere. What is printed ends up in logs."""
    slipped = dict.fromkeys(("about", "age", "safe ways", "to partner", "date of birth", "phone", "email"), "Wren")
    ran = run(here, as_csv(tmp_path / "people.csv", [to(here, **slipped)]))
    assert counted(ran)["quarantined"] == 1
    assert "Wren" not in ran.output + ran.stderr
    assert "row 2, about" in ran.stderr


def test_a_file_without_a_header_tells_nothing_of_its_first_person(here: Place, tmp_path: Path) -> None:
    file = as_csv(tmp_path / "people.csv", [to(here, name="Wren Example")])
    file.write_text("".join(file.read_text().splitlines(keepends=True)[1:]))
    failed = run(here, file)
    assert isinstance(failed.exception, Problem)
    assert "wren" not in f"{failed.exception.say} {failed.exception.next_step} {failed.output}".casefold()


@pytest.mark.parametrize("wrong", [True, False])
def test_a_place_for_rows_to_mend_that_is_no_file_is_neither_closed_nor_deleted(
    here: Place, tmp_path: Path, wrong: bool
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o644)
    file = as_csv(tmp_path / "people.csv", [to(here, **({"about": ""} if wrong else {}))])
    assert isinstance(run(here, file, "--quarantine", pipe).exception, Problem)
    assert pipe.is_fifo()
    assert not Person.objects.exists()


def test_an_older_file_of_rows_to_mend_is_closed_before_it_is_written(
    here: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = as_csv(tmp_path / "people.csv", [to(here, about="")])
    modes: list[int] = []
    write = quarantine.write

    def looks(waits: Path, *rest: Any) -> None:
        modes.append(waits.stat().st_mode & 0o777)
        write(waits, *rest)

    monkeypatch.setattr(quarantine, "write", looks)
    run(here, file)
    file.with_name("people.quarantine.csv").chmod(0o644)
    run(here, file)
    assert modes == [0o600, 0o600]


def test_a_service_is_asked_by_its_name_and_only_for_those_of_its_age(here: Place, tmp_path: Path) -> None:
    service = services.service(here)
    mine = row(to_service=service.name.upper(), **YES)
    young = row(2, to_service=service.name, age="16 or 17", **YES)
    ruled_out = to(here, number=3, **{"not to contact them": str(here.group)})
    file = as_csv(tmp_path / "people.csv", [mine, young, ruled_out])
    assert counted(run(here, file))["sent"] == 1
    assert (Referral.objects.get().service, Referral.objects.get().receiver) == (service, here.group)
    assert [one["rule"] for one in waiting(file)] == [
        "This service does not take people of their age.",
        "The person rules out the very partner that is asked.",
    ]


def test_which_way_it_goes_is_said_where_there_are_several(here: Place, tmp_path: Path) -> None:
    to_care = row(to_partner=str(here.surgery))
    wrong = row(2, to_partner=str(here.surgery), direction="beside care")
    told = counted(run(here, as_csv(tmp_path / "people.csv", [to_care, wrong])))
    assert (told["drafts"], told["quarantined"]) == (1, 1)
    assert Referral.objects.get().direction == "to_care"


def test_the_same_reference_twice_in_a_file_is_said(here: Place, tmp_path: Path) -> None:
    file = as_csv(tmp_path / "people.csv", [to(here), to(here, name="Another Example")])
    assert counted(run(here, file))["quarantined"] == 1
    assert waiting(file)[0]["rule"] == "The same reference stands in line 2."


def test_rows_to_mend_never_replace_the_file_or_a_file_of_somebody_else(here: Place, tmp_path: Path) -> None:
    file = as_csv(tmp_path / "people.csv", [to(here, about="")])
    other = tmp_path / "people.quarantine.csv"
    other.write_text("my letters", encoding="utf-8")
    for place in (other, file, tmp_path):
        failed = run(here, file, "--quarantine", place)
        assert isinstance(failed.exception, Problem)
    assert other.read_text(encoding="utf-8") == "my letters"
    assert not Person.objects.exists()
