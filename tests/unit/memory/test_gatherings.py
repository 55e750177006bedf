"""A gathering is announced by the lead: everybody reads what, when and where, and later what was learned."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.unit.memory.telling import browser_of, words
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Shows, Told
from watersmeet.records.memory.models import Entry

HALL = {"begins": "18:00", "ends": "19:30", "where": "The hall, Mill Street", "agenda": "Who waits, and why."}


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-06-02T10:00:00Z")


@pytest.fixture
def here(db: None) -> Place:
    return places.place()


@pytest.fixture
def lead(here: Place) -> Actor:
    return places.worker(here.front_door, Role.LEAD, name="Lesley Example")


@pytest.fixture
def writer(here: Place) -> Actor:
    return places.worker(here.group, name="Wendy Example")


def told(day: date = date(2026, 6, 10), **parts: str) -> Told:
    return Told(title="An evening on waiting", parts=HALL | parts, day=day)


@pytest.fixture
def gathering(writer: Actor) -> UUID:
    return memory.gather(told(), by=writer)


def later(monkeypatch: pytest.MonkeyPatch, day: str = "2026-06-20") -> None:
    monkeypatch.setenv("WATERSMEET_NOW", f"{day}T10:00:00Z")


def test_only_the_lead_announces_it_and_takes_it_back(here: Place, lead: Actor, writer: Actor, gathering: UUID) -> None:
    for by in (writer, places.worker(here.group, Role.MANAGER)):
        with pytest.raises(Refused):
            memory.announce(gathering, Shows.PLAN, by=by)
    assert memory.gatherings() == []
    memory.announce(gathering, Shows.PLAN, by=lead)
    assert [one.title for one in memory.gatherings()] == ["An evening on waiting"]
    assert memory.steps(lead, gathering)[0].what == "announce"
    memory.announce(gathering, Shows.NOTHING, by=lead)
    assert memory.gatherings() == []


def test_everybody_reads_what_when_where_and_who_asks_and_no_name(
    client: Client, here: Place, lead: Actor, gathering: UUID
) -> None:
    assert "Nothing is planned right now" in words(client.get("/gatherings/"))
    memory.announce(gathering, Shows.PLAN, by=lead)
    page = words(client.get("/gatherings/"))
    for said in (
        "An evening on waiting",
        "Wednesday 10 June 2026, 6pm to 7:30pm",
        "The hall, Mill Street",
        str(here.group),
        "Who waits, and why.",
    ):
        assert said in page
    assert "Wendy" not in page
    assert "Lesley" not in page
    assert "Read when and where" in words(client.get("/"))


def test_what_was_said_is_never_shown_and_what_was_learned_where_the_lead_shows_it(
    client: Client, lead: Actor, writer: Actor, gathering: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.announce(gathering, Shows.PLAN, by=lead)
    later(monkeypatch)
    memory.change(gathering, told(notes="The surgery was cross.", learned="Nobody rings back."), by=writer)
    page = words(client.get("/gatherings/"))
    assert "An evening on waiting" in page
    assert "Put it in your calendar" not in page
    assert "Nobody rings back" not in page
    memory.announce(gathering, Shows.LEARNED, by=lead)
    page = words(client.get("/gatherings/"))
    assert "Nobody rings back" in page
    assert "was cross" not in page


def test_other_words_are_shown_once_the_lead_says_so(lead: Actor, writer: Actor, gathering: UUID) -> None:
    memory.announce(gathering, Shows.LEARNED, by=lead)
    memory.change(gathering, told(notes="All came."), by=writer)
    assert memory.shows(writer, gathering) is Shows.LEARNED, "nobody reads the notes"
    memory.change(gathering, told(learned="Ring first."), by=writer)
    assert memory.shows(writer, gathering) is Shows.PLAN
    memory.change(gathering, told(where="The library"), by=lead)
    assert memory.shows(writer, gathering) is Shows.PLAN, "the lead changed it"
    memory.change(gathering, told(where="At home with Ed"), by=writer)
    assert memory.shows(writer, gathering) is Shows.NOTHING


def test_one_that_is_over_says_what_was_said_and_one_to_come_where_it_is(lead: Actor, writer: Actor) -> None:
    with pytest.raises(Invalid) as wrong:
        memory.gather(told(date(2026, 6, 1)), by=writer)
    assert "notes" in wrong.value.fields
    nowhere = memory.gather(Told(title="A walk", day=date(2026, 6, 9)), by=writer)
    with pytest.raises(Conflict):
        memory.announce(nowhere, Shows.PLAN, by=lead)


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        ({"begins": "six"}, "begins"),
        ({"begins": "24:00"}, "begins"),
        ({"begins": "19:30"}, "ends"),
        ({"begins": ""}, "begins"),
    ],
)
def test_hours_are_hours_of_the_day_in_their_order(writer: Actor, parts: dict[str, str], wrong: str) -> None:
    with pytest.raises(Invalid) as problem:
        memory.gather(told(**parts), by=writer)
    assert wrong in problem.value.fields


def test_an_hour_is_kept_in_one_way(writer: Actor) -> None:
    made = memory.gather(told(begins="9.05"), by=writer)
    assert memory.get(writer, made).parts["begins"] == "09:05"


def test_whoever_became_known_since_is_not_announced(here: Place, lead: Actor, writer: Actor) -> None:
    made = memory.gather(told(agenda="Hear from Ottilie Sampleworth."), by=writer)
    places.person(here, name="Ottilie Sampleworth")
    with pytest.raises(Invalid):
        memory.announce(made, Shows.PLAN, by=lead)
    page = browser_of(lead).post(f"/memory/{made}/announce/", {"shows": "plan"}, follow=True)
    assert "Everybody can read it now" not in words(page)
    assert memory.gatherings() == []


def test_what_was_said_is_asked_for_once_its_day_is_over(
    lead: Actor, writer: Actor, gathering: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert memory.tasks_for(writer) == []
    later(monkeypatch)
    [task] = memory.tasks_for(writer)
    assert (task.says, task.due_on) == (
        "Write down what was said and learned: An evening on waiting",
        date(2026, 6, 24),
    )
    assert memory.tasks_for(lead) == [], "it is the writer's"
    memory.change(gathering, told(notes="All came."), by=writer)
    assert memory.tasks_for(writer) == []


def test_a_hall_may_have_its_postcode(lead: Actor, writer: Actor) -> None:
    made = memory.gather(told(where="The hall, Mill Street, EX31 1AA"), by=writer)
    memory.announce(made, Shows.PLAN, by=lead)
    assert memory.gathering(made).where == "The hall, Mill Street, EX31 1AA"


def test_a_calendar_takes_it_in_and_sees_that_it_is_the_same_when_it_changed(
    client: Client, lead: Actor, gathering: UUID
) -> None:
    address = f"/gatherings/{gathering}/gathering.ics"
    assert client.get(address).status_code == 404
    memory.announce(gathering, Shows.PLAN, by=lead)
    answer = client.get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    before = answer.content.decode()
    uid = f"UID:{Entry.objects.get().ident}\r\n"
    assert uid in before
    assert "DTSTART:20260610T170000Z\r\nDTEND:20260610T183000Z\r\n" in before, "on the wall clock it is an hour later"
    assert "LOCATION:The hall\\, Mill Street\r\n" in before
    memory.change(gathering, told(where="The library"), by=lead)
    after = client.get(address).content.decode()
    assert uid in after
    edition = [int(text.partition("SEQUENCE:")[2].partition("\r\n")[0]) for text in (before, after)]
    assert edition == sorted(set(edition))


def test_the_page_announces_and_a_decision_is_never_announced(
    client: Client, lead: Actor, writer: Actor, gathering: UUID
) -> None:
    desk, page = browser_of(lead), f"/memory/{gathering}/"
    assert "Announce it to everybody" in words(desk.get(page))
    assert "Announce it to everybody" not in words(browser_of(writer).get(page))
    assert "Everybody can read it now" in words(desk.post(f"{page}announce/", {"shows": "plan"}, follow=True))
    assert "Show it no more" in words(desk.get(page))
    assert desk.post(f"{page}announce/", {"shows": "notes"}).status_code == 404
    decision = memory.decide(Told(title="We ring first", parts={"why": "They come."}), by=writer)
    assert desk.post(f"/memory/{decision}/announce/", {"shows": "plan"}).status_code == 404


def test_what_was_taken_out_or_replaced_is_not_shown(lead: Actor, writer: Actor, gathering: UUID) -> None:
    memory.announce(gathering, Shows.LEARNED, by=lead)
    newer = memory.supersede(gathering, told(day=date(2026, 6, 11)), by=writer)
    assert memory.gatherings() == []
    memory.announce(newer, Shows.PLAN, by=lead)
    memory.strike(newer, by=lead)
    assert memory.gatherings() == []
    memory.strike(gathering, by=lead)


def test_those_to_come_stand_first_and_each_place_shows_its_own(here: Place, lead: Actor, writer: Actor) -> None:
    days = [clock.today() + timedelta(days=many) for many in (9, -3, 2, -8)]
    for day in days:
        memory.announce(memory.gather(told(day, notes="We met."), by=writer), Shows.PLAN, by=lead)
    assert [one.day for one in memory.gatherings(here.partnership.pk)] == [days[2], days[0], days[1], days[3]]
    assert memory.gatherings(places.place().partnership.pk) == []


def test_what_was_learned_is_shown_of_an_announced_gathering_alone(gathering: UUID) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=gathering).update(shows_learned=True)


def test_it_goes_to_another_place_as_it_was(lead: Actor, gathering: UUID) -> None:
    memory.announce(gathering, Shows.LEARNED, by=lead)
    for markdown in (False, True):
        text = memory.export(by=lead, markdown=markdown)
        there = places.place()
        command = Actor(Kind.COMMAND, partnership=there.partnership.pk)
        memory.import_(text, by=command)
        assert memory.export(by=places.worker(there.group, Role.LEAD), markdown=markdown) == text


def test_one_that_nobody_may_see_is_not_there(lead: Actor, gathering: UUID) -> None:
    with pytest.raises(NotFound):
        memory.gathering(gathering)
