"""Whatever is done to the book is found, and nothing else is."""
# ruff: noqa: S608 - the intruder writes SQL as it likes

# ruff: noqa: S608 - the intruder's statements are made of our own words

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from watersmeet.audit import api as audit
from watersmeet.audit.models import Line, Mention
from watersmeet.audit.models import Seal as SealRow
from watersmeet.audit.xact import position
from watersmeet.base import ids
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships.models import Partnership

OTHER = "0123456789abcdef0123456789abcdef"
"""Another identifier, the same in every process that collects these tests."""

pytestmark = pytest.mark.django_db
Intruder = Callable[..., None]
Seal = Callable[[], int]
OTHER = "7" * 32  # an identifier that nothing has
COLUMNS = (
    *("nonce", "lane", "verb", "subject_kind", "subject_id", "version", "others", "actor_kind", "actor_id"),
    *("actor_role", "actor_partner", "detail", "at", "mac"),
)


@pytest.fixture
def book(deed: Callable[[], None], look: Callable[[], list[Ref]], seal: Seal) -> None:
    """Four sealed rounds of a deed and two looks each."""
    for _round in range(4):
        deed()
        look()
        look()
        seal()


def found() -> set[str]:
    """The codes of what a check finds."""
    return {finding.what for finding in audit.verify().findings}


def lines() -> list[int]:
    """The ids of all lines, in order."""
    return list(Line.objects.order_by("id").values_list("id", flat=True))


def row(line: int) -> tuple:
    """Everything a line says, as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM audit_line WHERE id = %s", [line])
        return cursor.fetchone()


def put_row(intruder: Intruder, line: int, values: tuple, columns: tuple[str, ...] = COLUMNS) -> None:
    """Write over a line."""
    intruder(f"UPDATE audit_line SET {', '.join(f'{name} = %s' for name in columns)} WHERE id = %s", *values, line)


def test_a_clean_book_verifies(book: None, deed: Callable[[], None]) -> None:
    deed()
    report = audit.verify()
    assert report.findings == []
    assert (report.lines, report.seals, report.anchored, report.unsealed) == (13, 4, 4, 1)


def test_a_second_seal_over_nothing_writes_nothing(book: None, seal: Seal) -> None:
    assert seal() == 0
    assert SealRow.objects.count() == 4


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "partnership.forget"),
        ("subject_id", OTHER),
        ("subject_kind", "other"),
        ("actor_id", OTHER),
        ("actor_kind", "system"),
        ("actor_role", "lead"),
        ("actor_partner", OTHER),
        ("detail", '{"why": "other"}'),
        ("others", '["person:x"]'),
        ("at", "2026-01-01 00:00:00+00:00"),
        ("lane", audit.INSTALLATION.hex),
        ("nonce", OTHER),
        ("version", 77),
        ("mac", b"x" * 32),
    ],
)
@pytest.mark.parametrize("which", [0, 5, -1], ids=["first", "middle", "last"])
def test_an_edited_line_is_found(book: None, intruder: Intruder, which: int, column: str, value: object) -> None:
    line = lines()[which]
    put_row(intruder, line, (value,), (column,))
    assert found() & {"line_changed", "range_changed"}


@pytest.mark.parametrize("column", ["verb", "detail", "actor_id", "at"])
def test_an_edit_before_the_seal_is_found_by_the_lines_own_code(
    look: Callable[[], list[Ref]], intruder: Intruder, column: str
) -> None:
    look()
    value = {"verb": "look.away", "detail": "{}", "actor_id": ids.new().hex, "at": "2026-01-01 00:00:00+00:00"}[column]
    put_row(intruder, lines()[0], (value,), (column,))
    assert found() == {"line_changed"}


@pytest.mark.parametrize("which", [0, 4, -1], ids=["first", "middle", "last"])
def test_a_deleted_line_is_found(book: None, intruder: Intruder, which: int) -> None:
    intruder("DELETE FROM audit_mention WHERE line_id = %s", lines()[which])
    intruder("DELETE FROM audit_line WHERE id = %s", lines()[which])
    assert "range_changed" in found()


def test_a_line_deleted_before_the_seal_is_found_by_its_event(deed: Callable[[], None], intruder: Intruder) -> None:
    deed()
    deed()
    intruder("DELETE FROM audit_line WHERE id = %s", lines()[-1])
    assert found() == {"event_without_line"}


def test_an_event_deleted_while_its_line_stands_is_found(deed: Callable[[], None], intruder: Intruder) -> None:
    deed()
    deed()
    intruder("DELETE FROM partnerships_partnershipevent WHERE version = 1")
    assert found() == {"line_without_event"}


@pytest.mark.parametrize("change", ["what = 'found'", "actor_kind = 'system'", "version = 9"])
def test_an_event_that_says_other_than_its_line_is_found(
    deed: Callable[[], None], intruder: Intruder, change: str
) -> None:
    deed()
    intruder(f"UPDATE partnerships_partnershipevent SET {change}")
    assert "event_without_line" in found()


def test_events_that_retention_took_are_excused_by_its_line(
    deed: Callable[[], None], intruder: Intruder, place: Partnership, worker_of: Actor
) -> None:
    deed()
    audit.write(audit.REMOVED, by=worker_of, subject=Ref("partnership", place.pk))
    intruder("DELETE FROM partnerships_partnershipevent")
    assert found() == set()


@pytest.mark.parametrize("which", [0, 4, 11], ids=["first", "middle", "last"])
def test_a_line_put_in_later_is_found(book: None, intruder: Intruder, which: int) -> None:
    """Even with a true code: a line written by the installation itself, moved back to an earlier time."""
    audit.looked(
        by=Actor("system", partnership=Line.objects.first().lane), subjects=[Ref("person", ids.new())], why="x"
    )
    stray = lines()[-1]
    before = Line.objects.get(pk=lines()[which])
    if connection.vendor == "postgresql":
        intruder("UPDATE audit_line SET xact = %s::text::xid8, id = -1 WHERE id = %s", str(before.xact), stray)
    else:
        intruder("UPDATE audit_line SET id = %s WHERE id = %s", 0 if which == 0 else -before.pk, stray)
    assert "range_changed" in found()


def test_a_copied_line_is_found(book: None, intruder: Intruder) -> None:
    """Its code is true, so it is found by standing there twice."""
    columns = ", ".join(column for column in COLUMNS if column != "nonce")
    unlock_nonces(intruder)
    last = lines()[-1]
    place, value = ("", "") if connection.vendor == "postgresql" else (", id, xact", ", id + 1, xact")
    intruder(
        f"INSERT INTO audit_line ({columns}, nonce{place}) "
        f"SELECT {columns}, nonce{value} FROM audit_line WHERE id = %s",
        last,
    )
    assert "line_twice" in found()


def test_a_forged_line_is_found_before_any_seal(look: Callable[[], list[Ref]], intruder: Intruder) -> None:
    look()
    columns = ", ".join(column for column in COLUMNS if column != "nonce")
    intruder(f"INSERT INTO audit_line ({columns}, nonce) SELECT {columns}, %s FROM audit_line", ids.new().hex)
    assert "line_changed" in found()


def test_two_lines_that_changed_places_are_found(book: None, intruder: Intruder) -> None:
    """Each with its true code: only the order is a lie."""
    first, second = lines()[1], lines()[2]
    one, other = row(first), row(second)
    put_row(intruder, first, (ids.new().hex, None), ("nonce", "version"))
    put_row(intruder, second, one)
    put_row(intruder, first, other)
    assert "range_changed" in found()


@pytest.mark.parametrize("seals_too", [False, True], ids=["lines", "lines and seals"])
def test_a_truncated_tail_is_found(book: None, intruder: Intruder, seals_too: bool) -> None:
    last = SealRow.objects.order_by("-number").first()
    intruder("DELETE FROM audit_mention WHERE line_id >= %s", last.since)
    intruder("DELETE FROM partnerships_partnershipevent WHERE version = 4")
    intruder("DELETE FROM audit_line WHERE id >= %s", last.since)
    if seals_too:
        intruder("DELETE FROM audit_seal WHERE id = %s", last.pk)
    assert found() == ({"seal_missing"} if seals_too else {"range_changed"})


def test_a_tail_cut_and_sealed_anew_is_found(
    book: None, intruder: Intruder, deed: Callable[[], None], seal: Seal, place: Partnership
) -> None:
    """The sealer goes on over the cut, with true codes: the anchors know better."""
    last = SealRow.objects.order_by("-number").first()
    intruder("DELETE FROM audit_seal WHERE id = %s", last.pk)
    intruder("DELETE FROM audit_mention WHERE line_id = %s", lines()[-1])
    intruder("DELETE FROM audit_line WHERE id = %s", lines()[-1])
    deed()
    seal()
    assert "anchor_differs" in found()


def test_a_deleted_seal_in_the_middle_is_found(book: None, intruder: Intruder) -> None:
    intruder("DELETE FROM audit_seal WHERE number = 2")
    assert {"seal_missing", "seal_gap"} <= found()


@pytest.mark.parametrize("change", ["root = mac", "count = count + 1", "until = until + 1", "chain = mac"])
def test_a_changed_seal_is_found(book: None, intruder: Intruder, change: str) -> None:
    column = change.partition(" = ")[0]
    value = b"y" * 32 if change.endswith("mac") else None
    if value:
        intruder(f"UPDATE audit_seal SET {column} = %s WHERE number = 2", value)
    else:
        intruder(f"UPDATE audit_seal SET {change} WHERE number = 2")
    assert found() & {"seal_changed", "anchor_differs"}


def test_a_book_rewritten_as_a_whole_is_found(book: None, intruder: Intruder, data: Path) -> None:
    """Whoever has the database alone has no key: neither codes nor chain can be made anew."""
    intruder("DELETE FROM audit_seal")
    for line in lines():
        put_row(intruder, line, ("partnership.nothing", b"z" * 32), ("verb", "mac"))
    assert {"seal_missing", "line_changed"} <= found()


def test_a_line_that_hides_beyond_the_horizon_is_found(look: Callable[[], list[Ref]], intruder: Intruder) -> None:
    """Moved so far ahead that no seal would ever reach it."""
    look()
    if connection.vendor == "postgresql":
        intruder("UPDATE audit_line SET xact = '9000000000000000000'::xid8")
    else:
        intruder("DELETE FROM audit_mention")
        intruder("UPDATE audit_line SET id = 4000000000000")
        intruder("UPDATE sqlite_sequence SET seq = 3 WHERE name = 'audit_line'")
    assert "line_ahead" in found()


def test_an_index_that_no_longer_names_whom_a_line_names_is_found(book: None, intruder: Intruder) -> None:
    intruder("DELETE FROM audit_mention WHERE id = %s", Mention.objects.first().pk)
    assert found() == {"mention_changed"}


@pytest.mark.parametrize("harm", ["edit", "cut", "garbage"])
def test_a_changed_anchor_is_found(book: None, data: Path, harm: str) -> None:
    file = next((data / "anchors").glob("*.jsonl"))
    held = file.read_text().splitlines(keepends=True)
    changed = {
        "edit": [held[0].replace('"chain": "', '"chain": "00'), *held[1:]],
        "cut": [held[0], *held[2:]],
        "garbage": [held[0], "not json\n", *held[1:]],
    }
    file.write_text("".join(changed[harm]))
    expected = {"edit": "anchor_differs", "cut": "anchor_missing", "garbage": "anchor_unreadable"}
    assert expected[harm] in found()


def test_a_torn_anchor_is_no_fault_and_is_written_again(book: None, data: Path, seal: Seal) -> None:
    file = next((data / "anchors").glob("*.jsonl"))
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    assert audit.verify().findings == []
    seal()
    assert file.read_bytes() == whole


def test_a_copy_of_the_anchors_kept_elsewhere_finds_what_both_here_hide(
    book: None, intruder: Intruder, data: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    file = next((data / "anchors").glob("*.jsonl"))
    (elsewhere / file.name).write_bytes(file.read_bytes())
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))
    last = SealRow.objects.order_by("-number").first()
    intruder("DELETE FROM audit_mention WHERE line_id >= %s", lines()[-3])
    intruder("DELETE FROM partnerships_partnershipevent WHERE version = 4")
    intruder("DELETE FROM audit_line WHERE id >= %s", lines()[-3])
    intruder("DELETE FROM audit_seal WHERE id = %s", last.pk)
    assert {finding.what for finding in audit.verify(kept=elsewhere).findings} == {"seal_missing"}


def test_one_lane_can_be_checked_apart(book: None, intruder: Intruder, place: Partnership) -> None:
    audit.write("user.join", by=Actor(Kind.SYSTEM), subject=Ref("user", ids.new()))
    put_row(intruder, lines()[-1], ("user.leave",), ("verb",))
    assert audit.verify(place.pk).ok
    assert [finding.what for finding in audit.verify(audit.INSTALLATION).findings] == ["line_changed"]


def test_the_order_of_commits_is_told_by_the_right_column() -> None:
    assert position() == {"postgresql": "xact", "sqlite": "id"}[connection.vendor]


def unlock_nonces(intruder: Intruder) -> None:
    """Take the unique constraint away, as the database's owner can."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            named = connection.introspection.get_constraints(cursor, "audit_line")
        for name in [name for name, what in named.items() if what["unique"] and what["columns"] == ["nonce"]]:
            intruder(f'ALTER TABLE audit_line DROP CONSTRAINT "{name}"')
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'audit_line'")
            made = cursor.fetchone()[0]
        intruder("DELETE FROM audit_mention")
        intruder(made.replace('"audit_line"', '"loose"').replace("NOT NULL UNIQUE", "NOT NULL"))
        intruder("INSERT INTO loose SELECT * FROM audit_line")
        intruder("DROP TABLE audit_line")
        intruder("ALTER TABLE loose RENAME TO audit_line")
