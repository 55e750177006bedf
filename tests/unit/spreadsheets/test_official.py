"""`watersmeet import organisations`: lists of NHS ODS, and what changed from one to the next."""

import csv
import gzip
import json
import lzma
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.conftest import missing
from tests.factories.accounts import COMMAND
from watersmeet.audit.models import Line
from watersmeet.base.problems import Conflict, Problem
from watersmeet.exchange.spreadsheets import commands, official
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.models import OfficialChange, OfficialEntry, Organisation, Sector

pytestmark = pytest.mark.django_db


def run(file: Path, *more: str | Path) -> Result:
    """Run the command as the command line would."""
    app = typer.Typer()
    app.command("else")(lambda: None)
    commands.join(app)
    return CliRunner().invoke(app, ["import", "organisations", str(file), "--json", *map(str, more)])


def counted(ran: Result) -> dict[str, object]:
    """The JSON line at its end; every row was taken or waits."""
    assert ran.stdout, (ran.exception, ran.output)
    told: dict[str, object] = json.loads(ran.stdout.splitlines()[-1])
    assert told["rows"] == told["accepted"] + told["quarantined"]  # type: ignore[operator]
    return told


def row(code: str = "Z99001", **more: str) -> list[str]:
    """An invented practice."""
    cells = {
        "org_code": code, "name": "EXAMPLE SURGERY", "address1": "1 EXAMPLE ROW", "address4": "SALE",
        "postcode": "M33 7ZF", "open_date": "20200101", "status_code": "A", "telephone": "01632 960001",
        "prescribing_setting": "4",
    }  # fmt: skip
    return [(cells | more).get(name, "") for name in official.COLUMNS]


def as_list(file: Path, *rows: list[str]) -> Path:
    """A list as it is published: without a header, every cell in quotes."""
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    return file


def vintages(shared: Path) -> list[Path]:
    """The two real lists, older first."""
    files = [shared / f"data/nhs_organisations/epraccur_{when}.csv.xz" for when in ("2023-06", "2025-11")]
    return files if all(one.exists() for one in files) else missing("epraccur of two vintages")


def plain(file: Path) -> dict[str, dict[str, str]]:
    """A real list read by another hand."""
    with lzma.open(file, "rt", encoding="utf-8", newline="") as there:
        return {one["org_code"]: one for one in csv.DictReader(there)}


def test_two_real_vintages_give_a_feed_of_what_changed(shared: Path) -> None:
    older, newer = vintages(shared)
    first, second = counted(run(older, "--of", "2023-06")), counted(run(newer, "--of", "2025-11"))
    assert (first["rows"], first["accepted"], first["new"]) == (15_663, 15_662, 15_662)
    assert not any(first["changes"].values()), "the first list opens nothing"  # type: ignore[attr-defined]
    was, now = plain(older), plain(newer)
    for refused in [code for code, one in now.items() if one["postcode"] == "DN15 6QV"]:  # V ends no postcode
        del was[refused], now[refused]
    assert second["accepted"] == len(now)
    both = was.keys() & now.keys()
    wanted = {
        "opened": now.keys() - was.keys(),
        "closed": {
            code for code, one in now.items() if one["status_code"] == "C" != was.get(code, {}).get("status_code")
        },
        "dormant": {code for code in both if now[code]["status_code"] == "D" != was[code]["status_code"]},
        "active": {code for code in both if now[code]["status_code"] == "A" != was[code]["status_code"]},
        "renamed": {code for code in both if was[code]["name"].split() != now[code]["name"].split()},
        "moved": {code for code in both if was[code]["postcode"] != now[code]["postcode"]},
    }
    changes = OfficialChange.objects.values_list("what", "entry__code")
    assert {what: {code for each, code in changes if each == what} for what in wanted} == wanted
    assert all(wanted.values())
    told = second["changes"]
    assert {what: told[what] for what in wanted} == {what: len(codes) for what, codes in wanted.items()}  # type: ignore[index]
    again = counted(run(newer, "--of", "2025-11"))
    assert (again["new"], again["unchanged"], sum(again["changes"].values())) == (0, len(now), 0)  # type: ignore[attr-defined]
    assert OfficialChange.objects.count() == len(changes)
    practices = sum(one["prescribing_setting"] == "4" for one in now.values())
    assert Organisation.objects.filter(sector=Sector.PRIMARY_CARE).count() == practices
    with pytest.raises(Conflict, match="a newer one"):
        raise run(older, "--of", "2023-06").exception  # type: ignore[misc]


def test_real_trusts_are_another_register(shared: Path) -> None:
    file = shared / "data/nhs_organisations/etr_2021-01.csv"
    if not file.exists():
        missing(str(file))
    told = counted(run(file))
    assert (told["register"], told["rows"], told["accepted"], told["new"]) == ("etr", 241, 241, 241)
    assert counted(run(file))["unchanged"] == 241


def test_a_list_is_the_same_with_a_header_and_packed(tmp_path: Path) -> None:
    bare = as_list(tmp_path / "bare.csv", row(), row("Z99002"))
    headed = as_list(tmp_path / "headed.csv", list(official.COLUMNS), row(), row("Z99002"))
    packed = tmp_path / "packed.csv.gz"
    packed.write_bytes(gzip.compress(bare.read_bytes()))
    assert [counted(run(file))["new"] for file in (bare, headed, packed)] == [2, 0, 0]


def test_each_change_is_kept_with_what_was_and_is(tmp_path: Path) -> None:
    run(as_list(tmp_path / "a.csv", row(), row("Z99002")), "--of", "2025-01")
    later = [
        row(name="EXAMPLE HEALTH CENTRE", postcode="M33 7ZE"),
        row("Z99002", status_code="C", close_date="20250630"),
        row("Z99003", open_date="20250601"),
    ]
    told = counted(run(as_list(tmp_path / "b.csv", *later), "--of", "2025-11"))
    kept = OfficialChange.objects.values_list("entry__code", "what", "was", "now")
    assert set(kept) == {
        ("Z99001", "renamed", "EXAMPLE SURGERY", "EXAMPLE HEALTH CENTRE"),
        ("Z99001", "moved", "M33 7ZF", "M33 7ZE"),
        ("Z99002", "closed", "A", "C"),
        ("Z99003", "opened", "", "2025-06-01"),
    }
    assert told["new"] == 1
    entry = OfficialEntry.objects.get(code="Z99001")
    assert (entry.organisation.name, entry.organisation.ods_code) == ("EXAMPLE HEALTH CENTRE", "Z99001")
    assert Line.objects.filter(verb="organisation.import").count() == 2


def test_who_left_the_list_is_told_and_kept(tmp_path: Path) -> None:
    run(as_list(tmp_path / "a.csv", row(), row("Z99002")))
    ran = run(as_list(tmp_path / "b.csv", row()))
    assert counted(ran)["gone"] == 1
    assert "Z99002 EXAMPLE SURGERY" in ran.stderr
    assert OfficialEntry.objects.count() == 2


def test_a_trial_says_the_same_and_changes_nothing(tmp_path: Path) -> None:
    file = as_list(tmp_path / "a.csv", row(), row("bad"))
    trial = counted(run(file, "--dry-run", "--quarantine", tmp_path / "q.csv"))
    assert not OfficialEntry.objects.exists()
    assert not Organisation.objects.exists()
    assert not Line.objects.filter(verb="organisation.import").exists()
    assert not (tmp_path / "q.csv").exists()
    assert counted(run(file)) == trial


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"org_code": "a b"}, "org_code"),
        ({"name": " "}, "name"),
        ({"name": "A" * 201}, "name"),
        ({"postcode": "SALE"}, "postcode"),
        ({"status_code": "X"}, "status_code"),
        ({"open_date": "20251301"}, "open_date"),
        ({"close_date": "yesterday"}, "close_date"),
        ({"telephone": "0" * 41}, "telephone"),
        ({"org_code": "Z99001"}, "org_code"),
    ],
)
def test_each_fault_waits_with_its_remedy(tmp_path: Path, more: dict[str, str], column: str) -> None:
    file, waits = as_list(tmp_path / "a.csv", row(), row(**{"org_code": "Z99002", **more})), tmp_path / "q.csv"
    told = counted(run(file, "--quarantine", waits))
    assert (told["accepted"], told["quarantined"]) == (1, 1)
    with waits.open(encoding="utf-8-sig", newline="") as there:
        (waiting,) = csv.DictReader(there)
    assert (waiting["line"], waiting["column at fault"]) == ("2", column)
    assert waiting["rule"]
    assert waiting["remedy"]


def test_another_file_is_no_list(tmp_path: Path) -> None:
    for content in ("name,postcode\nA,M33 7ZF\n", ",".join("x" for _one in official.COLUMNS) + "\n"):
        (tmp_path / "a.csv").write_text(content)
        failed = run(tmp_path / "a.csv")
        assert isinstance(failed.exception, Problem)
        assert "no list of NHS ODS" in failed.exception.say
    assert not OfficialEntry.objects.exists()


def test_practices_that_share_a_name_do_not_get_in_the_way_of_a_partner(tmp_path: Path) -> None:
    run(as_list(tmp_path / "a.csv", row(), row("Z99002")))
    here = partnerships.found(name="Example", slug="example", by=COMMAND)
    partner = partnerships.join(
        partnership=here, organisation="EXAMPLE SURGERY", sector=Sector.PRIMARY_CARE, by=COMMAND
    )
    assert partner.organisation.ods_code == ""
    assert Organisation.objects.filter(name="EXAMPLE SURGERY").count() == 3
