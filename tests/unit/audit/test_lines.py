"""What a line holds, and what it refuses."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from watersmeet.audit import api as audit
from watersmeet.audit import append_only
from watersmeet.audit.lines import WordsRefusedError
from watersmeet.audit.models import Line, Seal
from watersmeet.base import ids
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.config import cli

pytestmark = pytest.mark.django_db
TRUNCATE = ["TRUNCATE {} CASCADE"] if connection.vendor == "postgresql" else []
STATEMENTS = ["UPDATE {} SET id = id", "DELETE FROM {}", *TRUNCATE]


def test_a_line_says_who_did_what_in_which_role(worker_of: Actor) -> None:
    subject = Ref("referral", ids.new())
    audit.write("referral.accept", by=worker_of, subject=subject, version=2, detail={"reason": "place_free", "days": 3})
    [entry] = audit.lines_for(subject)
    assert (entry.verb, entry.actor, entry.role, entry.partner) == (
        "referral.accept",
        worker_of.ref,
        "practitioner",
        worker_of.partner,
    )
    assert entry.detail == {"reason": "place_free", "days": 3}


def test_without_a_partnership_the_line_is_the_installations(worker_of: Actor) -> None:
    audit.write("user.join", by=Actor(worker_of.kind), subject=Ref("user", ids.new()))
    assert Line.objects.get().lane == audit.INSTALLATION


@pytest.mark.parametrize(
    "detail",
    [
        {"note": "She said she is frightened"},
        {"name": "Mair"},
        {"phone": "01632 960001"},
        {"phone": "01632960001"},
        {"phone": 1632960001},
        {"nhs": 9990000018},
        {"post": "M33 7ZF"},
        {"email": "mair@example.org"},
        {"yes": True},
        {"long": "a" * 65},
        {"Said to her": "x"},
        {"list": ["a"]},
        {"score": 1.5},
    ],
    ids=str,
)
def test_words_names_and_numbers_of_people_are_refused_without_repeating_them(worker_of: Actor, detail: dict) -> None:
    with pytest.raises(WordsRefusedError) as refused:
        audit.write("person.revise", by=worker_of, subject=Ref("person", ids.new()), detail=detail)
    assert str(next(iter(detail.values()))) not in str(refused.value)
    assert not Line.objects.exists()


@pytest.mark.parametrize("verb", ["accept", "Referral.accept", "referral accept", "referral.", "a." + "b" * 60])
def test_a_verb_is_a_verb(worker_of: Actor, verb: str) -> None:
    with pytest.raises(WordsRefusedError):
        audit.write(verb, by=worker_of, subject=Ref("person", ids.new()))


def test_one_page_is_one_line_however_many_it_shows(look: Callable[[], list[Ref]]) -> None:
    seen = look()
    assert Line.objects.count() == 1
    assert [[entry.detail for entry in audit.lines_for(person)] for person in seen] == [[{"why": "worklist"}]] * 3
    assert audit.lines_for(Ref("person", ids.new())) == []


def test_a_page_that_shows_nobody_is_no_look(worker_of: Actor) -> None:
    audit.looked(by=worker_of, subjects=[], why="worklist")
    assert not Line.objects.exists()


def test_one_version_has_one_line(worker_of: Actor) -> None:
    subject = Ref("referral", ids.new())
    audit.write("referral.accept", by=worker_of, subject=subject, version=2)
    with pytest.raises(DatabaseError), transaction.atomic():
        audit.write("referral.start", by=worker_of, subject=subject, version=2)


def test_a_deed_and_its_line_stand_or_fall_together(worker_of: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        audit.write("referral.accept", by=worker_of, subject=Ref("referral", ids.new()))


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("table", append_only.TABLES)
def test_the_database_refuses_to_change_the_book(
    look: Callable[[], list[Ref]], seal: Callable[[], int], stands: None, table: str, statement: str
) -> None:
    look()
    seal()
    connection.check_constraints()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert Line.objects.count() == Seal.objects.count() == 1


@pytest.fixture
def stands(db: None) -> None:
    """The triggers, where journeys have lifted them to empty the database."""
    with connection.cursor() as cursor:
        for table in append_only.TABLES:
            for deed in (*append_only.DEEDS, "TRUNCATE"):
                on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed.lower()}{on_table}")
        for statement in append_only.statements(connection.vendor):
            cursor.execute(statement)


def test_a_lane_that_is_not_there_is_not_called_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["audit", "verify", "--lane", str(uuid4())]) == 2
    assert "There is no lane" in capsys.readouterr().err
