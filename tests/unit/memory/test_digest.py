"""Two years in one hour, for somebody who is new; and nothing lost when somebody leaves."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import places
from tests.factories.places import Place
from tests.unit.memory.telling import browser_of, kept, soon, told, words
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Kind, Looked, Status
from watersmeet.records.memory.models import Entry
from watersmeet.records.partnerships import api as partnerships

pytestmark = pytest.mark.django_db
LONG = "We talked about how people find their way from the surgery to a course and what stood in it. " * 20


def chapters(found: memory.Digest) -> dict[str, list[str]]:
    return {chapter.code: [item.entry.title for item in chapter.items] for chapter in found.chapters}


def test_what_a_newcomer_needs_first_stands_first(here: Place, writer: Actor, other: Actor, lead: Actor) -> None:
    old = datetime(2024, 1, 5, tzinfo=UTC)
    memory.record(Kind.DECISION, told(Kind.DECISION, title="An old one that stands"), by=writer, at=old)
    memory.record(Kind.LESSON, told(Kind.LESSON, title="An old lesson"), by=writer, at=old)
    replaced = kept(writer, Kind.DECISION, title="Replaced")
    memory.supersede(replaced, told(Kind.DECISION, title="In its place"), by=writer)
    wrong = kept(writer, Kind.DECISION, title="Those who disagreed")
    memory.review(wrong, Looked.DISSENT_RIGHT, by=writer)
    running = kept(writer, Kind.EXPERIMENT)
    memory.settle(running, Status.RUNNING, by=writer)
    kept(writer, Kind.QUESTION)
    kept(writer, title="No surprise")
    kept(writer, title="A surprise", parts={"happened": "x", "surprise": "Nobody came in May."})
    done = kept(writer, Kind.COMMITMENT, title="Done")
    memory.settle(done, Status.KEPT, by=lead)
    kept(writer, Kind.COMMITMENT, title="To come")

    found = memory.digest(other, months=24)

    assert list(chapters(found)) == ["decided", "trying", "asking", "promised", "surprised", "dissent", "before"]
    assert chapters(found)["decided"] == ["Those who disagreed", "In its place", "An old one that stands"]
    assert chapters(found)["promised"] == ["To come", "Done"]
    assert chapters(found)["surprised"] == ["A surprise", "No surprise"]
    assert chapters(found)["dissent"] == ["Those who disagreed"]
    assert chapters(found)["before"] == ["Replaced"]
    assert found.cut == 0


def test_it_is_never_more_than_an_hour_and_says_what_is_cut(writer: Actor, many: None) -> None:
    for number in range(60):
        kept(writer, title=f"Lesson {number}", parts={"happened": LONG, "so": LONG})
        kept(writer, Kind.GATHERING, title=f"Gathering {number}", parts={"notes": LONG})

    found = memory.digest(writer)

    assert found.words <= 12_000
    assert found.cut == 120
    titles = [title for of in chapters(found).values() for title in of]
    assert len(titles) == 120
    small = memory.digest(writer, most=1000)
    assert small.words <= 1000
    assert len([item for chapter in small.chapters for item in chapter.items if not item.parts]) > 100
    assert memory.digest(writer, most=10**6).cut == 0
    page = words(browser_of(writer).get("/memory/digest/"))
    assert "120 entries are not here in full" in page


def test_the_page_and_the_pdf_say_the_same(writer: Actor, other: Actor) -> None:
    kept(writer, Kind.DECISION)
    asked = kept(writer, Kind.QUESTION)
    memory.answer(asked, "A call the day before.", by=other)
    client = browser_of(writer)

    page = words(client.get("/memory/digest/?months=12"))
    paper = client.get("/memory/digest.pdf?months=12")

    assert "People gave up after a week." in page
    assert "A call the day before." in page
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    assert client.get("/memory/digest/?months=7").status_code == 400
    assert client.get("/memory/digest.pdf?months=7").status_code == 200


def test_an_empty_one_is_a_page_and_a_pdf_too(writer: Actor) -> None:
    client = browser_of(writer)

    assert "Nothing is written down yet" in words(client.get("/memory/digest/"))
    assert client.get("/memory/digest.pdf").content.startswith(b"%PDF-")


def test_exports_are_files_for_whoever_works_here(here: Place, writer: Actor) -> None:
    kept(writer)

    for name in ("export.json", "export.md"):
        answer = browser_of(places.worker(here.group, Role.COMMUNITY_MEMBER)).get(f"/memory/{name}")
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer.content.decode() == memory.export(by=writer, markdown=name.endswith("md"))


def test_two_years_of_one_writer_stay_when_their_account_is_closed(here: Place, writer: Actor, many: None) -> None:
    leaver = places.worker(here.front_door, name="Robin Invented")
    heir = places.worker(here.front_door, name="Wren Invented")
    began = clock.now() - timedelta(days=730)
    for week in range(104):
        kind = list(Kind)[week % len(Kind)]
        memory.record(kind, told(kind, title=f"Week {week}"), by=leaver, at=began + timedelta(days=7 * week))
    before = [(one.title, one.parts) for one in memory.recall(writer)]
    with pytest.raises(Conflict):
        partnerships.close_account(membership=leaver.membership, by=writer)

    partnerships.close_account(membership=leaver.membership, by=writer, hand_to=heir.id)

    assert not User.objects.get(pk=leaver.id).is_active
    assert [(one.title, one.parts) for one in memory.recall(writer)] == before
    assert len(before) == 104
    assert not Entry.objects.exclude(holder=heir.id).exists()
    assert not Entry.objects.exclude(holder__is_active=True).exists()
    found = memory.digest(heir)
    assert found.holders == (("Wren Invented", sum(len(chapter.items) for chapter in found.chapters)),)
    page = words(browser_of(heir).get("/memory/digest/"))
    assert "Wren Invented" in page
    assert "Robin" not in page
    decided = next(one for one in memory.recall(heir, kind=Kind.DECISION))
    memory.change(decided.id, told(Kind.DECISION, title="Changed by the heir"), by=heir)
    memory.review(decided.id, Looked.STANDS, next_on=soon(9), by=heir)


def test_where_nothing_waits_nobody_has_to_take_it_and_it_is_the_leads(here: Place, writer: Actor, lead: Actor) -> None:
    leaver = places.worker(here.front_door, name="Robin Invented")
    lesson = kept(leaver)
    assert partnerships.held_by(writer, leaver.membership) == {}

    partnerships.close_account(membership=leaver.membership, by=writer)

    assert memory.get(lead, lesson).holder == ""
    assert memory.digest(lead).holders == (("", 1),)
    assert "The lead of the partnership" in words(browser_of(writer).get(f"/memory/{lesson}/"))


def test_a_partner_leaves_only_when_what_it_promised_is_settled(here: Place, writer: Actor, lead: Actor) -> None:
    made = kept(writer, Kind.COMMITMENT, body=here.therapy.pk)
    page = words(browser_of(lead).get(f"/partners/{here.therapy.pk}/leave/"))
    assert f"Something they promised, {memory.get(writer, made).reference}" in page
    with pytest.raises(Conflict):
        partnerships.leave(partner=here.therapy.pk, by=lead)

    memory.settle(made, Status.NOT_KEPT, words="They leave.", by=lead)
    partnerships.leave(partner=here.therapy.pk, by=lead)

    assert memory.get(writer, made).body == str(here.therapy)
