"""Where somebody is in it all the same, every word goes for good; that it was there, and who took it out, stays."""

import pytest

from tests.factories import places
from tests.factories.places import Place
from tests.unit.memory.telling import browser_of, kept, soon, told, words
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import Conflict, Refused
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Kind as OfEntry
from watersmeet.records.memory.models import Entry, EntryEvent, Remark

pytestmark = pytest.mark.django_db


def test_every_word_of_it_goes_and_that_it_was_there_stays(here: Place, writer: Actor, other: Actor) -> None:
    officer = places.worker(here.group, Role.PRIVACY_OFFICER)
    asked = kept(writer, OfEntry.QUESTION, title="The man with the red kite?", day=soon(2))
    memory.change(asked, told(OfEntry.QUESTION, title="Who flies the kite?"), by=writer)
    memory.answer(asked, "He lives by the mill.", by=other)
    with pytest.raises(Refused):
        memory.strike(asked, by=writer)
    page = browser_of(officer)
    assert "Somebody is in it: take its words out" in words(page.get(f"/memory/{asked}/"))
    assert "Every word of it goes for good" in words(page.get(f"/memory/{asked}/strike/"))

    after = words(page.post(f"/memory/{asked}/strike/", follow=True))

    assert "The words are gone." in after
    assert "kite" not in after
    row = Entry.objects.get(pk=asked)
    assert (row.title, row.parts, row.day) == ("", {}, None)
    assert {one.words for one in Remark.objects.all()} == {one.words for one in EntryEvent.objects.all()} == {None}
    assert Line.objects.filter(verb="memory.strike").count() == 1
    assert memory.search(writer, "kite mill") == []
    for act in (
        lambda: memory.change(asked, told(OfEntry.QUESTION), by=writer),
        lambda: memory.strike(asked, by=officer),
    ):
        with pytest.raises(Conflict):
            act()
    assert "taken out" not in words(browser_of(other).get("/work/"))
    assert memory.digest(writer).chapters == ()


def test_it_goes_out_and_comes_in_empty(here: Place, writer: Actor, lead: Actor) -> None:
    memory.strike(kept(writer, OfEntry.COMMITMENT), by=lead)
    for markdown in (False, True):
        there = places.place()
        text = memory.export(by=writer, markdown=markdown)

        memory.import_(text, by=Actor(Kind.COMMAND, partnership=there.partnership.pk))

        assert memory.export(by=places.worker(there.group), markdown=markdown) == text


def test_a_promise_is_found_from_the_front_page(here: Place, writer: Actor, other: Actor, lead: Actor, client) -> None:
    made = kept(writer, OfEntry.COMMITMENT, body=here.therapy.pk)
    assert "Read the promises" not in words(client.get("/"))
    memory.agree_public(made, by=other)

    memory.show(made, public=True, by=lead)

    assert "Read the promises" in words(client.get("/"))
