"""The verbs of `watersmeet evidence`, as somebody at a terminal meets them."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pyarrow.parquet as pq
import pytest
import typer
from django.db import connection
from typer.testing import CliRunner, Result

from tests.factories import places
from tests.unit.evidence.test_published import england
from watersmeet.audit import append_only
from watersmeet.audit.api import lines_for
from watersmeet.base.problems import Problem
from watersmeet.base.ref import Ref
from watersmeet.evidence import commands
from watersmeet.evidence.runs.models import Run


def call(*words: str) -> Result:
    app = typer.Typer()
    commands.join(app)
    return CliRunner().invoke(app, ["evidence", *words])


def problem(*words: str) -> Problem:
    found = call(*words).exception
    assert isinstance(found, Problem), found
    return found


class TestPublished:
    def test_the_real_file_gives_one_json_line(self, shared):
        answer = call("published", str(shared / "data/nhstt/england_measures_annual.parquet"), "--json")
        assert json.loads(answer.stdout) == {
            "published": 2825,
            "reproduced": 2825,
            "not_computable": 0,
            "mismatches": [],
        }
        assert answer.stdout.count("\n") == 1

    def test_a_mismatch_names_its_group_and_both_numbers(self, tmp_path):
        pq.write_table(england("51.2"), tmp_path / "f.parquet")
        (mismatch,) = json.loads(call("published", str(tmp_path / "f.parquet"), "--json").stdout)["mismatches"]
        assert (mismatch["measure"], mismatch["published"], mismatch["recomputed"]) == ("recovery", 51.2, 51.1)
        assert mismatch["variable_type"] == "All"

    def test_a_person_reads_a_sentence_and_the_differences(self, tmp_path):
        pq.write_table(england("51.2"), tmp_path / "f.parquet")
        told = call("published", str(tmp_path / "f.parquet")).stdout
        assert "1 published percentages: 0 reproduced from their counts, 0 not computable, 1 different." in told
        assert "recovery 51.2 | 51.1" in told

    @pytest.mark.parametrize(
        ("make", "says"),
        [
            (lambda path: path.parent, "There is no file"),
            (lambda path: path.mkdir(), "There is no file"),
            (lambda path: path.write_text("a,b"), "cannot be read as a Parquet file"),
            (lambda path: pq.write_table(england("1").drop_columns("value"), path), "lacks columns: value"),
            (lambda path: pq.write_table(england("1").slice(0, 0), path), "has no rows"),
            (lambda path: pq.write_table(england("NULL"), path), "publishes no percentages"),
        ],
    )
    def test_a_bad_file_gives_one_line_with_what_where_and_how_to_mend(self, tmp_path: Path, make, says):
        path = tmp_path / "file.parquet"
        make(path)
        found = problem("published", str(path), "--json")
        assert says in found.say
        assert str(path) in found.say
        assert "\n" not in found.say
        assert found.next_step


@pytest.fixture
def _audit_book(transactional_db: None) -> Iterator[None]:
    """The book refuses to be emptied after the test, so it is opened for that."""
    with connection.schema_editor() as editor:
        append_only.lift(editor)
        append_only.stand(editor)
    yield
    with connection.schema_editor() as editor:
        append_only.lift(editor)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_audit_book")
def test_a_run_from_the_command_line_stands_or_falls_with_its_audit_line():
    """A command has no transaction around it, as tests have."""
    places.place()
    made = json.loads(call("run", "--json").stdout)
    assert [line.verb for line in lines_for(Ref("run", UUID(made["run"])))] == ["evidence.run"]


@pytest.mark.django_db
class TestRuns:
    def test_a_run_and_its_reproduction(self):
        places.place()
        made = json.loads(call("run", "--json").stdout)
        row = Run.objects.get(pk=made["run"])
        assert (row.by_kind, made["question"]) == ("command", "first_figures")
        again = call("reproduce", made["run"], "--json")
        assert again.exit_code == 0
        assert json.loads(again.stdout) == {
            "run": made["run"],
            "same_result": True,
            "changed_inputs": [],
            "changed_specs": [],
        }

    def test_a_run_is_known_by_its_reference_however_it_is_typed(self):
        places.place()
        made = json.loads(call("run", "--json").stdout)
        short = made["reference"]
        for typed in (short, short.lower(), short.replace("-", " "), made["run"].upper()):
            again = call("reproduce", typed, "--json")
            assert (again.exit_code, json.loads(again.stdout)["run"]) == (0, made["run"])
        assert problem("reproduce", "7Q4K-2MXA").next_step

    def test_a_run_that_comes_out_differently_says_so_and_fails(self):
        places.place()
        made = json.loads(call("run", "--json").stdout)
        row = Run.objects.get(pk=made["run"])
        row.result["counts"]["funnel"] = [{"referred": 1, "started": 1, "finished": 1, "paired": 1}]
        row.save()
        again = call("reproduce", made["run"])
        assert again.exit_code == 1
        assert "came out differently" in again.stdout

    def test_without_a_partnership_it_says_what_to_do(self):
        assert "no partnership here yet" in problem("run").say

    def test_with_several_it_asks_which(self):
        places.place()
        second = places.place()
        assert "several partnerships" in problem("run").say
        assert call("run", "--partnership", second.partnership.slug).exit_code == 0
