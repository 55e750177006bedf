"""What is written out and brought into an empty place is written out again the same, byte for byte, in both forms."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import places
from tests.factories.places import Place
from tests.unit.memory.telling import kept, soon, told
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import Invalid, Refused
from watersmeet.config import cli
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Kind as OfEntry
from watersmeet.records.memory.api import Looked, Status
from watersmeet.records.memory.documents import FORMAT, EntryDocument, EventDocument, MemoryDocument, RemarkDocument
from watersmeet.records.memory.models import Entry
from watersmeet.records.memory.papers import as_json, as_markdown, parse
from watersmeet.records.memory.rules import line, several

pytestmark = pytest.mark.django_db
ODD = (
    '# A heading\n\n> a quote\n>\n- id: "x"\n### part: why\n\u2028 and \u0085 and\ttabs \\ ``` <b>&amp;\n   indented\n'
    "1. one\n\x0b\x0c\x1c .\u202e ok \U0001f33f e\u0301 ﬁ"
)


def command(at: Place) -> Actor:
    return Actor(Kind.COMMAND, partnership=at.partnership.pk, reason="test")


def full(here: Place, writer: Actor, other: Actor, lead: Actor) -> None:
    """Something of everything."""
    first = kept(writer, OfEntry.DECISION, parts={"why": ODD, "dissent": "No."}, about=[("reason", "full")])
    memory.change(first, told(OfEntry.DECISION, title="## Two days  "), by=writer)
    memory.supersede(first, told(OfEntry.DECISION, review_on=soon(3)), by=writer)
    memory.review(first, Looked.DISSENT_RIGHT, words="> It was\n\n- so.", by=writer)
    asked = kept(writer, OfEntry.QUESTION, sector="mental_health", about=[("partner", str(here.group.pk))])
    said = memory.answer(asked, ODD, by=other)
    memory.keep_as_lesson(said, by=writer)
    promised = kept(writer, OfEntry.COMMITMENT, body=here.therapy.pk, parts={"to": "- us", "money": 0, "places": 12})
    memory.settle(promised, Status.CHANGED, words="### later", day=soon(9), by=other)
    memory.reply(promised, "> we\n>> try", by=other)
    memory.agree_public(promised, by=other)
    memory.show(promised, public=True, by=lead)
    memory.settle(kept(writer, OfEntry.EXPERIMENT), Status.RUNNING, by=writer)
    kept(writer, OfEntry.GATHERING)
    kept(writer, OfEntry.COMMITMENT, body_name="A national body \u201cwith quotes\u201d")


@pytest.mark.parametrize("markdown", [False, True], ids=["json", "markdown"])
def test_a_memory_goes_to_an_empty_place_and_comes_back_the_same(
    here: Place, writer: Actor, other: Actor, lead: Actor, markdown: bool
) -> None:
    full(here, writer, other, lead)
    text = memory.export(by=writer, markdown=markdown)
    there = places.place()

    count = memory.import_(text, by=command(there))

    reader = places.worker(there.front_door)
    assert count == Entry.objects.filter(partnership=here.partnership).count() == 8
    assert memory.export(by=reader, markdown=markdown).encode() == text.encode()
    assert memory.export(by=reader, markdown=not markdown) == memory.export(by=writer, markdown=not markdown)
    assert len(memory.search(reader, "evening")) == len(memory.search(writer, "evening"))
    assert {one.holder for one in memory.recall(reader)} == {""}
    assert Line.objects.filter(verb="memory.import").count() == 1
    assert memory.promises(there.partnership.pk) == []  # who promised is no partner there, and agreed to nothing


def test_an_empty_memory_is_a_document_too(here: Place, writer: Actor) -> None:
    for markdown in (False, True):
        text = memory.export(by=writer, markdown=markdown)
        assert memory.import_(text, by=command(here)) == 0


WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60).map(several)
LINES = st.text(st.characters(exclude_categories=("Cs",)), max_size=60).map(line)
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
MOMENTS = st.datetimes(timezones=st.just(soon.__globals__["clock"].now().tzinfo))


@st.composite
def documents(draw: st.DrawFn) -> MemoryDocument:
    """Any memory that the rules let be kept, as far as its words go."""
    remark = st.builds(
        RemarkDocument,
        what=st.just("answer"),
        words=WORDS.filter(bool),
        partner=NAMES,
        made_at=MOMENTS,
        lesson=st.none(),
    )
    event = st.builds(
        EventDocument,
        version=st.integers(1, 99),
        what=st.just("write"),
        at=MOMENTS,
        code=st.just(""),
        words=st.none() | WORDS.filter(bool),
    )
    entry = st.builds(
        EntryDocument,
        id=st.uuids(),
        kind=st.sampled_from(OfEntry),
        title=LINES.filter(bool),
        parts=st.dictionaries(st.sampled_from(("why", "places", "notes")), WORDS.filter(bool) | st.integers(0, 9**9)),
        partner=NAMES,
        body=NAMES,
        made_at=MOMENTS,
        day=st.none() | st.dates(),
        version=st.integers(1, 9),
        about=st.lists(st.tuples(st.just("reason"), st.from_regex(r"\A[a-z_]{1,9}\Z")), max_size=2),
        remarks=st.lists(remark, max_size=2),
        events=st.lists(event, max_size=2),
    )
    return MemoryDocument(format=FORMAT, entries=draw(st.lists(entry, max_size=3)))


@given(documents())
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_words_read_back_as_they_were_written(document: MemoryDocument) -> None:
    for written in (as_json, as_markdown):
        text = written(document)
        again = parse(text.encode().decode())
        assert again == document
        assert written(again).encode() == text.encode()


def one_entry(writer: Actor) -> dict:
    kept(writer)
    return json.loads(memory.export(by=writer))


@pytest.mark.parametrize(
    ("where", "spoil"),
    [
        ("entry 1 kind", lambda one: one.update(kind="song")),
        ("entry 1 title", lambda one: one.update(title="")),
        ("entry 1 words", lambda one: one.update(title=" spaced  out")),
        ("entry 1 strange", lambda one: one.update(strange=1)),
        ("entry 1 happened", lambda one: one["parts"].clear()),
        ("entry 1 status", lambda one: one.update(status="kept")),
        ("entry 1 events", lambda one: one.update(version=3)),
        ("entry 1 supersedes", lambda one: one.update(supersedes=str(UUID(int=1)))),
        ("entry 1 made_at", lambda one: one.update(made_at="yesterday")),
        ("entry 1 happened", lambda one: one["parts"].update(happened="NHS 943 476 5919")),
        ("entry 1 event 1", lambda one: one["events"][0].update(words="943 476 5919")),
        ("entry 1 public_at", lambda one: one.update(public_at="2026-01-01T00:00:00Z")),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_file_with_something_wrong_says_what_and_where_and_nothing_is_done(writer: Actor, where, spoil) -> None:
    told_of = one_entry(writer)
    there = places.place()
    sound = json.loads(json.dumps(told_of["entries"][0])) | {"id": str(UUID(int=7))}
    spoil(told_of["entries"][0])

    with pytest.raises(Invalid) as problem:
        memory.import_(json.dumps(told_of | {"entries": [told_of["entries"][0], sound]}), by=command(there))

    assert where in problem.value.fields
    assert not Entry.objects.filter(partnership=there.partnership).exists()


def test_a_known_person_is_stopped_in_a_file_too(writer: Actor) -> None:
    kept(writer, parts={"happened": "Ada Sampleton came."})
    text, there = memory.export(by=writer, markdown=True), places.place()
    places.person(there, name="Ada Sampleton")

    with pytest.raises(Invalid) as problem:
        memory.import_(text, by=command(there))

    assert problem.value.fields == {
        "entry 1 happened": [
            "“Ada Sampleton” may be a person's name. Write “a learner”, “somebody” or their role instead."
        ]
    }


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", "# What we remember\n", '{"format": "other", "entries": []}', '{"a": "\\ud800"}', "null"],
)
def test_what_is_no_memory_is_refused(here: Place, text: str) -> None:
    with pytest.raises(Invalid):
        memory.import_(text, by=command(here))


def test_a_line_that_is_spoilt_is_named(here: Place, writer: Actor) -> None:
    kept(writer)
    text = memory.export(by=writer, markdown=True).replace('- kind: "lesson"', "- kind: lesson")

    with pytest.raises(Invalid) as problem:
        memory.import_(text, by=command(places.place()))

    [where] = problem.value.fields
    number = int(where.split()[1])
    assert text.split("\n")[number - 1] == "- kind: lesson"


def test_the_same_twice_is_refused_and_nobody_imports_by_their_role(here: Place, writer: Actor) -> None:
    kept(writer)
    text = memory.export(by=writer)

    with pytest.raises(Invalid):
        memory.import_(text, by=command(here))
    for role in Role:
        with pytest.raises(Refused):
            memory.import_(text, by=places.worker(here.front_door, role))


def test_by_the_command_line(
    here: Place, writer: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli.setup, "ready", lambda: False)
    kept(writer, parts={"happened": ODD})
    there = places.place()
    for ending in ("json", "md"):
        file, again = tmp_path / f"one.{ending}", tmp_path / f"two.{ending}"
        assert cli.run(["memory", "export", str(file), "--partnership", here.partnership.slug]) == 0
        if ending == "json":
            assert cli.run(["memory", "import", str(file), "--partnership", there.partnership.slug, "--json"]) == 0
            assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"entries": 1}
        assert cli.run(["memory", "export", str(again), "--partnership", there.partnership.slug, "--json"]) == 0
        assert file.read_bytes() == again.read_bytes()
        assert cli.run(["memory", "export", str(file), "--partnership", here.partnership.slug]) == 1
