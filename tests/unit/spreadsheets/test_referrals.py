"""`watersmeet import referrals`: each row whole or not at all, once, and shared only as far as the person said yes."""

import csv
import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from typer.testing import CliRunner

from tests.factories import places
from tests.factories.places import Place
from tests.factories.spreadsheets import HEADER, WORDS, YES, as_csv, as_workbook, counted, run, to
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import NotFound, Problem, Refused
from watersmeet.exchange.spreadsheets import commands
from watersmeet.records.directory.api import SourceRow
from watersmeet.records.partnerships.api import Category
from watersmeet.records.people import api as people
from watersmeet.records.people.models import Age, ContactRules, Permission, Person, PersonEvent
from watersmeet.records.plans.models import Need
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import State
from watersmeet.records.referrals.models import Referral, ReferralEvent

pytestmark = pytest.mark.django_db


def test_a_row_with_a_whole_yes_is_sent_and_the_yes_is_kept_as_it_was_said(here: Place, tmp_path: Path) -> None:
    file = as_csv(tmp_path / "people.csv", [to(here, **{**YES, "said yes to": f"{YES['said yes to']}; counted"})])
    told = counted(run(here, file))
    assert told == {"rows": 1, "sent": 1, "drafts": 0, "before": 0, "quarantined": 0, "may_be_known": 0}
    referral = Referral.objects.get()
    assert (referral.state, referral.receiver, referral.referrer) == (State.SENT, here.group, here.front_door)
    assert (referral.way_in, referral.made_at.date()) == ("spreadsheet", date(2026, 11, 20))
    assert Need.objects.get().named_at.date() == date(2026, 11, 20)
    person = Person.objects.get()
    assert (person.name, person.age, person.controller) == ("Person Example1", Age.ADULT, here.front_door)
    rules = ContactRules.objects.get().rules
    assert (rules["channels"], rules["phone"], rules["daytimes"]) == (["phone"], "+441632960001", ["morning"])
    assert (rules["leave_message"], rules["say_who"]) == (False, True)
    kept = Permission.objects.all()
    assert {one.given_at.date() for one in kept} == {date(2026, 11, 19)}
    assert {one.until.date() for one in kept} == {date(2027, 11, 19)}
    assert {one.statement for one in kept} == {"import-share-1", "import-count-1"}
    assert {event.words for event in PersonEvent.objects.filter(what="permit")} == {WORDS}
    event = ReferralEvent.objects.get(what="bring_in")
    assert (event.happened_at.date(), event.recorded_at.date()) == (date(2026, 11, 20), date(2026, 11, 24))
    assert referrals.get(places.worker(here.group), referral.pk).words == "Company on Thursdays."
    assert not file.with_name("people.quarantine.csv").exists()


@pytest.mark.parametrize(("cell", "offered"), [("yes", True), ("no", False), ("", None)])
def test_an_empty_cell_does_not_say_that_no_joint_contact_was_offered(
    here: Place, tmp_path: Path, cell: str, offered: bool | None
) -> None:
    run(here, as_csv(tmp_path / "people.csv", [to(here, **{"joint first contact offered": cell})]))
    assert Referral.objects.get().handover_offered is offered


def test_what_somebody_who_may_be_them_stopped_alone_since_stays_stopped(here: Place, tmp_path: Path) -> None:
    known = places.person(here, phone="+441632960001")
    places.permit(known, here.group, here.front_door, Category.REFERRAL, Category.ATTENDANCE)
    me = places.by_link(here, known)
    people.stop_one(person=known, receiver=here.front_door.pk, category=Category.ATTENDANCE, by=me)
    told = counted(run(here, as_csv(tmp_path / "people.csv", [to(here, **YES)])))
    assert (told["sent"], told["may_be_known"]) == (1, 1)
    new = Referral.objects.get().person_id
    back = Permission.objects.filter(person=new, receiver=here.front_door).values_list("category", flat=True)
    assert list(back) == ["referral"]


def test_a_row_without_a_yes_is_a_draft_that_shares_nothing(here: Place, tmp_path: Path) -> None:
    told = counted(run(here, as_csv(tmp_path / "people.csv", [to(here)])))
    assert (told["drafts"], told["sent"]) == (1, 0)
    assert not Permission.objects.exists()
    assert referrals.open_for(places.worker(here.group)) == []
    [seen] = referrals.open_for(places.worker(here.front_door))
    assert (seen.state, seen.days_late) == (State.DRAFT, 0), "its days count from when it came"


@pytest.mark.parametrize("said", ["name; contact", "counted", "what happened"])
def test_a_yes_to_less_than_a_referral_needs_is_kept_and_nothing_is_sent(
    here: Place, tmp_path: Path, said: str
) -> None:
    told = counted(run(here, as_csv(tmp_path / "people.csv", [to(here, **{**YES, "said yes to": said})])))
    assert (told["drafts"], told["sent"]) == (1, 0)
    assert Permission.objects.exists()
    assert referrals.open_for(places.worker(here.group)) == []


def test_without_an_agreement_a_yes_sends_nothing(tmp_path: Path) -> None:
    here = places.place(agreed=False)
    assert counted(run(here, as_csv(tmp_path / "people.csv", [to(here, **YES)])))["drafts"] == 1


def test_the_same_file_twice_brings_no_doubles_and_a_killed_run_is_finished_by_the_next(
    here: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = as_csv(tmp_path / "people.csv", [to(here, number=number, **YES) for number in range(1, 7)])
    calls = iter(range(100))
    write = referrals.bring_in.__globals__["_referral"]

    def stops(*told: Any, **named: Any) -> Any:
        if next(calls) == 3:
            raise KeyboardInterrupt
        return write(*told, **named)

    monkeypatch.setitem(referrals.bring_in.__globals__, "_referral", stops)
    assert run(here, file).exit_code != 0
    assert Referral.objects.count() == Person.objects.count() == Need.objects.count() == 3, "the fourth left nothing"

    assert counted(run(here, file)) | {"may_be_known": 0} == {
        "rows": 6, "sent": 3, "drafts": 0, "before": 3, "quarantined": 0, "may_be_known": 0,
    }  # fmt: skip
    assert counted(run(here, file))["before"] == 6
    assert Referral.objects.count() == Person.objects.count() == 6


def test_who_was_forgotten_does_not_come_back_by_the_file(here: Place, tmp_path: Path) -> None:
    file = as_csv(tmp_path / "people.csv", [to(here)])
    run(here, file)
    people.erase(person=Person.objects.get().pk, by=places.worker(here.front_door, Role.PRIVACY_OFFICER))
    assert counted(run(here, file))["before"] == 1
    assert [one.name for one in Person.objects.all()] == [None]


def test_who_may_be_known_already_is_counted_and_nothing_is_put_together(here: Place, tmp_path: Path) -> None:
    places.person(here, phone="+441632960001")
    places.person(here, here.group, phone="+441632960002")
    told = counted(run(here, as_csv(tmp_path / "people.csv", [to(here), to(here, number=2)])))
    assert told["may_be_known"] == 1
    assert Person.objects.count() == 4


def test_who_may_have_said_stop_since_is_asked_first(here: Place, tmp_path: Path, monkeypatch: Any) -> None:
    known = places.person(here, phone="+441632960001")
    places.permit(known, here.front_door, here.group)
    people.withdraw(person=known, receiver=here.group.pk, by=places.by_link(here, known))
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-26T10:00:00Z")

    older = to(here, **YES)  # a yes of the 19th, which the stop of the 24th took back
    newer = to(here, number=2, phone="01632 960 001", **{**YES, "said yes on": "2026-11-25"})
    told = counted(run(here, as_csv(tmp_path / "people.csv", [older, newer])))

    assert (told["drafts"], told["sent"], told["may_be_known"]) == (1, 1, 2)
    sent = Referral.objects.get(state=State.SENT)
    assert {one.id for one in referrals.open_for(places.worker(here.group))} == {sent.pk}
    assert not Permission.objects.filter(person__in=Person.objects.exclude(pk__in=(known, sent.person_id))).exists()


def test_a_workbook_is_read_with_its_dates_and_numbers(here: Place, tmp_path: Path) -> None:
    days = {"happened on": datetime(2026, 11, 20), "said yes on": date(2026, 11, 19)}  # noqa: DTZ001 - as a sheet has it
    told = to(here, **{**YES, **days, "phone": 1632960001})
    file = as_workbook(tmp_path / "people.xlsx", [told, {}, to(here, number=2, **{"leave a message": True})])
    assert counted(run(here, file)) == {
        "rows": 2, "sent": 1, "drafts": 1, "before": 0, "quarantined": 0, "may_be_known": 0,
    }  # fmt: skip
    first = Referral.objects.get(state=State.SENT)
    assert first.made_at.date() == date(2026, 11, 20)
    rules = ContactRules.objects.get(person=first.person_id).rules
    assert rules["phone"] == "+441632960001"


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ([*HEADER, "fone"], "fone (phone?)"),
        ([name for name in HEADER if name != "about"], "Columns are missing: about"),
        ([*HEADER, "phone"], "stands there twice: phone"),
    ],
)
def test_a_header_that_we_do_not_know_takes_nothing(here: Place, tmp_path: Path, header: list[str], says: str) -> None:
    told = {name: cell for name, cell in to(here).items() if name in header}
    failed = run(here, as_csv(tmp_path / "people.csv", [told], header))
    assert isinstance(failed.exception, Problem)
    assert says in failed.exception.say
    assert not Person.objects.exists()


def test_columns_in_any_order_and_case_and_only_those_that_are_needed(here: Place, tmp_path: Path) -> None:
    header = ["About", "Reference", "NAME", "age", "happened on", "To partner"]
    told = {"About": "Money", "Reference": "1", "NAME": "Wren", "age": "18 or over", "happened on": "20/11/2026"}
    file = as_csv(tmp_path / "people.csv", [{**told, "To partner": str(here.group)}], header)
    assert counted(run(here, file))["drafts"] == 1
    assert ContactRules.objects.get().rules["channels"] == [], "no way was called safe"


def test_whose_people_they_are_must_be_said_and_a_file_named(here: Place, tmp_path: Path) -> None:
    file = as_csv(tmp_path / "people.csv", [to(here)])
    wrong = {"": "It is not said whose people they are.", "Nobody": "No partner here is called Nobody."}
    for partner, says in wrong.items():
        failed = run(here, file, "--partner", partner)
        assert isinstance(failed.exception, Problem)
        assert failed.exception.say == says
        assert str(here.group) in failed.exception.next_step
    app = typer.Typer()
    app.command("else")(lambda: None)
    commands.join(app)
    assert isinstance(CliRunner().invoke(app, ["import", "referrals"]).exception, Problem)


@pytest.mark.parametrize("name", ["empty.xlsx", "empty.csv"])
def test_the_template_has_every_column_and_can_be_filled_in(here: Place, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    ran = run(here, tmp_path / "no.csv", "--template", file)
    assert ran.exit_code == 0
    assert isinstance(run(here, file, "--template", tmp_path / "no" / name).exception, Problem)
    assert isinstance(run(here, file, "--template", tmp_path / "letter.pdf").exception, Problem)
    assert "words they were read" in ran.stderr
    if name.endswith("xlsx"):
        book = load_workbook(file)
        assert [cell.value for cell in book.worksheets[0][1]] == HEADER
        assert [one.value for one in book.worksheets[1]["A"]][1:] == HEADER
        book.worksheets[0].append([to(here).get(column) for column in HEADER])
        book.save(file)
    else:
        with file.open("a", encoding="utf-8", newline="") as out:
            csv.DictWriter(out, HEADER, restval="").writerow(to(here))
    assert counted(run(here, file))["drafts"] == 1
    assert isinstance(run(here, file, "--template", file).exception, Problem), "what is there is not written over"


MANY = 1000 if os.environ.get("WATERSMEET_NIGHTLY") == "1" else 60
"""Rows: a thousand take minutes, so CI takes fewer."""


def test_many_rows_come_in_once(here: Place, tmp_path: Path) -> None:
    rows = [to(here, number=number, **(YES if number % 2 else {})) for number in range(1, MANY + 1)]
    rows[MANY // 2]["about"] = ""
    file = as_csv(tmp_path / "people.csv", rows)
    told = counted(run(here, file))
    assert {name: told[name] for name in ("rows", "sent", "drafts", "quarantined")} == {
        "rows": MANY, "sent": MANY // 2 - 1, "drafts": MANY // 2, "quarantined": 1,
    }  # fmt: skip
    assert counted(run(here, file))["before"] == MANY - 1
    assert Referral.objects.count() == MANY - 1


# Who may, and what never happens


def bring_in(here: Place, by: Actor, *rows: dict[str, object]) -> list[referrals.Came]:
    cells = [{name: str(cell) for name, cell in one.items()} for one in rows]
    written = {name: name for name in HEADER}
    source = [SourceRow(number, one) for number, one in enumerate(cells, 2)]
    return list(referrals.bring_in(source, written, partner=here.front_door.pk, by=by))


def command(here: Place) -> Actor:
    return Actor(Kind.COMMAND, partnership=here.partnership.pk, partner=here.front_door.pk, name="test")


def test_managers_bring_in_their_own_partners_people_and_nobody_else_does(here: Place) -> None:
    bring_in(here, places.worker(here.front_door, Role.MANAGER), to(here))
    for stranger in (places.worker(here.front_door), places.worker(here.group, Role.MANAGER)):
        with pytest.raises(Refused):
            bring_in(here, stranger, to(here, number=2))
    with pytest.raises(NotFound):
        bring_in(here, Actor(Kind.COMMAND, partner=here.front_door.pk), to(here))
    assert Person.objects.count() == 1


LIKELY = ["", "yes", "no", "phone", "counted", "the person", "2026-11-20", "1/2/2026", "name; needs", "16 or 17"]
CELLS = st.one_of(st.sampled_from(LIKELY), st.text(max_size=30))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(HEADER), CELLS, max_size=8), st.integers(1, 5))
def test_whatever_stands_in_a_row_it_comes_in_whole_or_not_at_all_and_shares_no_more_than_was_said(
    here: Place, other: dict[str, str], number: int
) -> None:
    people_before, referrals_before = Person.objects.count(), Referral.objects.count()
    [came] = bring_in(here, command(here), {**to(here, number=number), **other})
    new = came.became in {referrals.Became.SENT, referrals.Became.DRAFT}
    assert Person.objects.count() - people_before == Referral.objects.count() - referrals_before == int(new)
    assert (came.refused is not None) == (came.became is referrals.Became.QUARANTINED)
    said = other.get("said yes to", "")
    if came.became is referrals.Became.SENT:
        assert {"name", "contact", "needs", "what happened"} <= {part.strip() for part in said.split(";")}
    if new and not any(other.get(name, "").strip() for name in YES):
        last = Referral.objects.order_by("-pk").values_list("person", flat=True)
        assert not Permission.objects.filter(person__in=last).exists()
