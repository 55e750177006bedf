"""The pages of the memory: written down by a form, read, changed, answered, settled; who is in it is stopped."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import places, services
from tests.factories.places import Place
from tests.unit.memory.telling import browser_of, kept, soon, told, words
from tests.unit.test_plain_words import OLDEST, Sentences, age
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import KINDS, Kind, Status
from watersmeet.records.memory.models import Entry
from watersmeet.records.partnerships import api as partnerships

pytestmark = pytest.mark.django_db


def test_the_way_in_is_in_the_menu_and_an_empty_memory_says_where_to_begin(writer: Actor) -> None:
    page = words(browser_of(writer).get("/memory/"))

    assert '<a href="/memory/" aria-current="page">Memory</a>' in page
    assert "Nothing is written down yet" in page
    assert all(f'href="/memory/new/{kind.value}/"' in page for kind in Kind)


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_written_down_by_one_form(here: Place, writer: Actor, kind: Kind) -> None:
    client = browser_of(writer)
    form = client.get(f"/memory/new/{kind.value}/").content.decode()
    key = re.search(r'name="key" value="(.*?)"', form).group(1)  # type: ignore[union-attr]
    sound = told(kind)
    day = soon()
    said = {"title": sound.title, **sound.parts, "key": key, "about_reason": ["full"]}
    said |= {"day-day": day.day, "day-month": day.month, "day-year": day.year} if KINDS[kind].day else {}
    said |= {"body": str(here.therapy.pk)} if KINDS[kind].promises else {}

    first, again = (client.post(f"/memory/new/{kind.value}/", said) for _click in range(2))

    made = Entry.objects.get()
    assert first["Location"] == again["Location"] == f"/memory/{made.pk}/"
    page = words(client.get(first["Location"], follow=True))
    assert "It is kept." in page
    assert sound.title in page
    assert "No places" in page
    assert sound.title in words(client.get(f"/memory/kind/{kind.value}/"))


def test_a_name_is_stopped_beside_its_field_and_no_word_is_lost(here: Place, writer: Actor) -> None:
    places.person(here, name="Ada Sampleton")

    page = browser_of(writer).post("/memory/new/lesson/", {"title": "x", "happened": "Ada Sampleton came twice."})

    assert page.status_code == 400
    text = words(page)
    assert "“Ada Sampleton” may be a person&#39;s name. Write “a learner”" in text
    assert 'href="#id_happened"' in text
    assert "Ada Sampleton came twice.</textarea>" in text


def test_a_change_shows_what_it_said_before(writer: Actor) -> None:
    made = kept(writer, Kind.DECISION)
    client = browser_of(writer)
    form = client.get(f"/memory/{made}/change/").content.decode()
    assert "People gave up after a week." in form
    seen = re.search(r'name="seen_version" value="(.*?)"', form).group(1)  # type: ignore[union-attr]

    client.post(f"/memory/{made}/change/", {"title": "We answer at once", "why": "They wait.", "seen_version": seen})

    page = words(client.get(f"/memory/{made}/"))
    assert "We answer at once" in page
    assert page.index("How it read before") < page.index("We answer within three days")
    late = client.post(f"/memory/{made}/change/", {"title": "x", "why": "y", "seen_version": seen})
    assert late.status_code == 409


def test_only_who_may_is_offered_a_step_and_let_in(here: Place, writer: Actor) -> None:
    made = kept(writer, Kind.DECISION)
    stranger = browser_of(places.worker(here.group))

    page = words(stranger.get(f"/memory/{made}/"))

    assert f"/memory/{made}/change/" not in page
    for step in ("change", "review", "answer", "reply", "status/kept"):
        assert stranger.get(f"/memory/{made}/{step}/").status_code == 404


def test_a_colleague_sees_a_question_at_work_until_it_is_answered(here: Place, writer: Actor, other: Actor) -> None:
    asked = kept(writer, Kind.QUESTION, sector="mental_health")
    learning, therapist = browser_of(places.worker(here.group)), browser_of(other)
    title = "What helps people to come a second time?"
    assert f"A colleague asks: {title}" in words(therapist.get("/work/"))
    assert title not in words(learning.get("/work/"))
    assert "You asked" not in words(browser_of(writer).get("/work/"))

    answered = therapist.post(f"/memory/{asked}/answer/", {"words": "A call the day before."}, follow=True)

    assert "A call the day before." in words(answered)
    assert title not in words(therapist.get("/work/"))
    said = memory.spoken(writer, asked)[0]
    page = words(browser_of(writer).post(f"/memory/answer/{said.id}/lesson/", follow=True))
    assert "It is a lesson now." in page


def test_what_falls_due_stands_at_work_for_who_answers_for_it(here: Place, writer: Actor, other: Actor) -> None:
    kept(writer, Kind.DECISION, review_on=soon(3))
    kept(writer, Kind.EXPERIMENT, day=soon(3))
    kept(writer, Kind.COMMITMENT, body=here.therapy.pk, day=clock.today() - timedelta(days=2))
    far = kept(writer, Kind.DECISION, title="Far away", review_on=soon(200))

    mine, theirs = words(browser_of(writer).get("/work/")), words(browser_of(other).get("/work/"))

    assert "Look again at the decision: We answer within three days" in mine
    assert "Look at what happened in the experiment: A call the day before" in mine
    assert "Promised: Ten places for people who wait" in theirs
    assert "Far away" not in mine
    assert "Promised:" not in mine
    assert "Far away" in words(browser_of(writer).get("/memory/due/"))
    assert memory.get(writer, far)


def test_a_review_and_a_promise_are_settled_by_their_forms(here: Place, writer: Actor, other: Actor) -> None:
    decided = kept(writer, Kind.DECISION, review_on=soon(-1))
    client = browser_of(writer)
    assert client.post(f"/memory/{decided}/review/", {}).status_code == 400
    client.post(f"/memory/{decided}/review/", {"looked": "stands", "words": "Still good."})
    assert "It still stands" in words(client.get(f"/memory/{decided}/"))
    promised = kept(writer, Kind.COMMITMENT, body=here.therapy.pk)
    theirs = browser_of(other)

    assert theirs.post(f"/memory/{promised}/status/not_kept/", {"words": ""}).status_code == 400
    theirs.post(f"/memory/{promised}/status/not_kept/", {"words": "No room."})
    theirs.post(f"/memory/{promised}/reply/", {"words": "We look for another room."})

    assert memory.get(writer, promised).status is Status.NOT_KEPT
    page = words(theirs.get(f"/memory/{promised}/"))
    assert "We look for another room." in page


def test_everybody_reads_what_was_promised_with_the_reply_and_without_a_name(
    client: Client, here: Place, writer: Actor, other: Actor, lead: Actor
) -> None:
    assert "Nothing is shown here yet" in words(client.get("/promises/"))
    made = kept(writer, Kind.COMMITMENT, body=here.therapy.pk, parts={"to": "The surgeries", "money": 1200})
    browser_of(other).post(f"/memory/{made}/reply/", {"words": "We are on our way."})
    browser_of(other).post(f"/memory/{made}/agree/")
    assert "Ten places" not in words(client.get("/promises/"))

    browser_of(lead).post(f"/memory/{made}/public/", {"public": "yes"})

    page = words(client.get("/promises/"))
    for said in ("Ten places for people who wait", str(here.therapy), "£1,200", "We are on our way.", "Promised"):
        assert said in page
    assert "Tamsin" not in page
    browser_of(lead).post(f"/memory/{made}/public/", {"public": "no"})
    assert "Ten places" not in words(client.get("/promises/"))


def test_a_search_finds_and_stands_in_no_address(writer: Actor) -> None:
    kept(writer)
    client = browser_of(writer)

    page = client.post("/memory/search/", {"words": "evenings"})

    assert "1 is about this" in words(page)
    assert "Evening groups fill first" in words(page)
    assert "Nothing is written down about this" in words(client.post("/memory/search/", {"words": "elephants"}))
    assert client.post("/memory/search/", {"words": ""}).status_code == 400
    assert not any("evenings" in str(value) for value in client.session.values())


def test_beside_a_service_and_the_rules_stands_what_was_written_about_them(here: Place, writer: Actor) -> None:
    shed = services.service(here, name="Harbour shed")
    kept(writer, title="The shed is full in May", about=[("service", str(shed.pk))])
    kept(writer, title="The group moves", about=[("partner", str(here.group.pk))])
    kept(writer, title="Three days are enough", about=[("step", "limits")])
    client = browser_of(writer)

    page = words(client.get(f"/service/{shed.pk}/"))

    assert "The shed is full in May" in page
    assert "The group moves" in page
    assert "Three days are enough" in words(client.get("/rules/"))
    assert "The shed is full" not in words(Client().get(f"/service/{shed.pk}/"))


def test_a_leaver_is_asked_who_answers_for_what_they_remember(here: Place, writer: Actor) -> None:
    leaver = places.worker(here.front_door)
    kept(leaver, Kind.DECISION, review_on=soon(9))

    page = words(browser_of(writer).get(f"/colleagues/{leaver.membership}/close/"))

    assert "What they answer for in the memory" in page
    assert partnerships.held_by(writer, leaver.membership) == {"entry": 1}


def test_a_role_of_every_sort_can_write(here: Place) -> None:
    for role in Role:
        client = browser_of(places.worker(here.group, role))
        assert client.post("/memory/new/lesson/", {"title": role.value, "happened": "Words."}).status_code == 302
    assert Entry.objects.count() == len(Role)


def test_a_recording_is_a_link_and_nothing_else_becomes_one(writer: Actor) -> None:
    parts = {"notes": "javascript:alert(1)", "recording": "https://video.example/spring"}
    made = kept(writer, Kind.GATHERING, parts=parts)

    page = words(browser_of(writer).get(f"/memory/{made}/"))

    assert '<a href="https://video.example/spring" rel="noreferrer">' in page
    assert 'href="javascript' not in page


def test_a_change_keeps_what_it_is_about_also_what_is_not_offered_any_more(here: Place, writer: Actor) -> None:
    gone = ("service", "00000000-0000-0000-0000-000000000001")
    made = kept(writer, about=[gone, ("reason", "full")])

    said = {"title": "Other words", "happened": "x", "about_reason": ["not_right"]}
    browser_of(writer).post(f"/memory/{made}/change/", said)

    assert memory.get(writer, made).title == "Other words"
    assert memory.about_of(writer, made) == [("reason", "not_right"), gone]


def test_addresses_of_nothing_lead_nowhere(writer: Actor) -> None:
    client = browser_of(writer)
    made = kept(writer)

    for address in ("new/song", "kind/song", f"{made}/status/flown"):
        assert client.get(f"/memory/{address}/").status_code == 404


def test_pages_of_a_community_member_ask_for_no_more_than_the_reading_age(here: Place, writer: Actor) -> None:
    neighbour = places.worker(here.group, Role.COMMUNITY_MEMBER)
    made = [kept(neighbour, kind) for kind in Kind]
    client = browser_of(neighbour)
    addresses = ["/memory/", "/memory/due/", "/memory/search/", "/memory/digest/"]
    addresses += [f"/memory/new/{kind.value}/" for kind in Kind] + [f"/memory/{one}/" for one in made]

    ages = {address: age(Sentences(client.get(address).content.decode()).all) for address in addresses}

    assert {address: years for address, years in ages.items() if years > OLDEST} == {}


def test_a_commitment_is_made_to_a_partner_by_choosing_it_or_by_its_name(here: Place, writer: Actor) -> None:
    client, day = browser_of(writer), soon()
    said = {"title": "Ten places", "body": str(here.therapy.pk), "day-day": day.day, "day-month": day.month}
    said |= {"day-year": day.year}
    to_nobody = client.post("/memory/new/commitment/", said)
    assert to_nobody.status_code == 400
    assert "Write a few words." in words(to_nobody)
    client.post("/memory/new/commitment/", said | {"to_partner": str(here.group.pk), "to": "ignored"})
    row = Entry.objects.get()
    assert (row.promised_to, row.parts["to"]) == (here.group, str(here.group))
    form = client.get(f"/memory/{row.pk}/change/").content.decode()
    assert f'value="{here.group.pk}" selected' in form
    client.post(f"/memory/{row.pk}/change/", said | {"to": "Everybody who waits"})
    row.refresh_from_db()
    assert (row.promised_to, row.parts["to"]) == (None, "Everybody who waits")
    client.post(f"/memory/{row.pk}/change/", said | {"to": f" {str(here.surgery).lower()}"})
    row.refresh_from_db()
    assert row.promised_to == here.surgery
