"""The pages of an inquiry: begun, asked by an address or by somebody, sent once, and read when it is closed."""

import io
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.factories import inquiries, places
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.inquiry_document import Group
from watersmeet.records.voices.models import Answer, Inquiry, Wave
from watersmeet.records.voices.pages.inquiry_forms import QuestionsForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    return places.place()


@pytest.fixture
def lead(here: Place) -> Actor:
    return inquiries.lead(here)


def browser_of(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.id))
    return client


def words(page) -> str:
    return " ".join(page.content.decode().split())


def address(wave, group: str = "learners") -> str:
    return reverse("voices:asked", args=[inquiries.code_of(wave, group).lower()])


def walk(client: Client, at: str, **said: str) -> str:
    """Begin, answer what is said by field, leave the rest out; the address of the last page."""
    page = client.post(at)
    while not page["Location"].endswith("/check/"):
        where = page["Location"]
        page = client.post(where, said)
        assert page.status_code == 302, words(page)
    return page["Location"]


def test_a_lead_begins_changes_and_opens_an_inquiry_with_its_addresses(here, lead):
    client = browser_of(lead)
    assert "Nothing has been asked yet" in words(client.get("/inquiries/"))
    assert "The values, and the groups" in words(client.get("/inquiries/new/"))
    told = QuestionsForm(voices.worked()).initial | {
        "conditions": "I know whom to ring at the other place.\nThere is a lift.",
        "named": "no",
    }
    made = client.post("/inquiries/new/", told)
    asked = Inquiry.objects.get()
    assert made["Location"] == f"/inquiries/{asked.pk}/"
    conditions = voices.inquiry(lead, asked.pk).questions.conditions
    assert [(one.id, one.ask) for one in conditions] == [
        ("contact", "I know whom to ring at the other place."),
        ("own_1", "There is a lift."),
    ]
    assert "Change the questions" in words(client.get(made["Location"]))
    opening = client.get(f"/inquiries/{asked.pk}/open/")
    assert "From now on the questions are frozen." in words(opening)
    sent = {"key": re.search(r'name="key" value="(.*?)"', opening.content.decode()).group(1), "learners": "40"}
    for _click in range(2):
        client.post(f"/inquiries/{asked.pk}/open/", sent)
    wave = Wave.objects.get()
    page = words(client.get(made["Location"]))
    assert "Change the questions" not in page
    assert "of 40 people" in page
    card = words(client.get(f"/waves/{wave.pk}/learners/"))
    assert address(wave) in card
    assert "<svg" in card
    assert "Points:" in card


@pytest.mark.parametrize("wrong", [{"title": ""}, {"about": "x" * 241}, {"barriers": "\n".join(map(str, range(13)))}])
def test_questions_that_cannot_be_asked_say_why(lead, wrong):
    client = browser_of(lead)
    told = QuestionsForm(voices.worked()).initial
    page = client.post("/inquiries/new/", told | wrong)
    assert page.status_code == 400
    assert "There is a problem" in words(page)
    assert not Inquiry.objects.exists()


def test_somebody_answers_by_the_address_on_a_card_one_thing_a_page(lead):
    wave = inquiries.opened(lead)
    client, at = Client(), address(wave)
    first = client.get(at)
    assert "You can leave out what you like." in words(first)
    assert "Nobody reads this at once" in words(first)
    assert "no-store" in first["Cache-Control"]
    check = walk(client, at, **{"important-respect": "5", "lived-respect": "2", "words-first": "Ask us."})
    page = words(client.get(check))
    assert "How much does respect matter to you?" in page
    assert "More than most things" in page
    assert not Answer.objects.exists(), "nothing is kept before it is sent"
    first, again = (client.post(check) for _click in range(2))
    assert first["Location"] == again["Location"] == f"{at}thanks/"
    row = Answer.objects.get()
    assert row.given == {"important.respect": "5", "lived.respect": "2"}
    assert row.words == {"words.first": "Ask us."}
    assert "Thank you" in words(client.get(first["Location"]))


def test_who_signs_in_and_uses_the_address_is_as_unknown_as_anybody(here, lead):
    wave = inquiries.opened(lead)
    nurse = places.worker(here.surgery)
    client = browser_of(nurse)
    client.post(walk(client, address(wave), **{"important-respect": "5"}))
    assert Answer.objects.get().way == "link"
    assert not voices.has_answered(nurse, wave)


def test_points_that_do_not_add_up_are_said_on_their_page(lead):
    wave = inquiries.opened(lead)
    client, at = Client(), address(wave)
    client.post(at)
    page = client.post(f"{at}points/", {"priority-respect": "7", "priority-quality": "2"})
    assert page.status_code == 400
    assert "Share out 10 points in all. You have 9 now." in words(page)
    assert client.post(f"{at}points/", {}).status_code == 302


def test_nothing_answered_is_nothing_sent(lead):
    wave = inquiries.opened(lead)
    client = Client()
    check = walk(client, address(wave))
    assert "You have not answered anything yet" in words(client.get(check))
    assert client.post(check).status_code == 400
    assert not Answer.objects.exists()


def test_an_address_that_was_never_given_or_is_closed_says_so(lead):
    wave = inquiries.opened(lead)
    at = address(wave)
    client = Client()
    check = walk(client, at, **{"important-respect": "5"})
    voices.close_wave(wave, by=lead)
    assert client.post(check).status_code == 410
    assert client.get(at).status_code == 410
    assert client.get("/asked/aaaa-bbbb-cccc/").status_code == 404
    assert client.get("/asked/aaaa-bbbb-cccc/thanks/").status_code == 404
    assert not Answer.objects.exists()


def test_pages_in_the_middle_lead_to_the_beginning(lead):
    wave = inquiries.opened(lead)
    at = address(wave)
    client = Client()
    assert client.get(f"{at}points/")["Location"] == at
    client.post(at)
    assert client.get(f"{at}nothing/")["Location"] == f"{at}value-equality/"
    other = address(wave, "community")
    assert client.get(f"{other}points/")["Location"] == other


def test_a_member_answers_for_themself_once(here, lead):
    wave = inquiries.opened(lead)
    nurse = places.worker(here.surgery)
    client = browser_of(nurse)
    asked = Wave.objects.get().inquiry_id
    assert "Answer for yourself" in words(client.get(f"/inquiries/{asked}/"))
    client.post(walk(client, f"/waves/{wave}/mine/", **{"important-respect": "5"}))
    assert Answer.objects.get().way == "own"
    page = words(client.get(f"/inquiries/{asked}/"))
    assert "You have answered. Thank you." in page
    assert "Answer for yourself" not in page
    assert client.post(f"/waves/{wave}/mine/").status_code == 409


def test_a_paper_is_typed_in_on_one_page_and_then_the_next(here, lead):
    wave = inquiries.opened(lead)
    client = browser_of(places.worker(here.group, Role.VOLUNTEER))
    chosen = client.post(f"/waves/{wave}/enter/", {"group": "learners", "way": "paper"})
    page = client.get(chosen["Location"])
    key = re.search(r'name="key" value="(.*?)"', page.content.decode()).group(1)
    for _click in range(2):
        client.post(chosen["Location"], {"key": key, "important-respect": "5", "barrier-time": "no"})
    assert Answer.objects.get().given == {"important.respect": "5", "barrier.time": "no"}
    empty = client.post(chosen["Location"], {"key": "another"})
    assert empty.status_code == 400
    assert "Answer one thing at least." in words(empty)
    assert client.post(f"/waves/{wave}/enter/", {}).status_code == 400
    assert client.get(f"/waves/{wave}/enter/nobody/").status_code == 404


def test_an_interviewer_reads_page_by_page(here, lead):
    wave = inquiries.opened(lead)
    client = browser_of(places.worker(here.group, Role.VOLUNTEER))
    begun = client.post(f"/waves/{wave}/enter/", {"group": "learners", "way": "interview"})
    assert "Read this page aloud as it stands" in words(client.get(begun["Location"]))
    client.post(begun["Location"], {"important-equality": "3"})
    client.post(re.sub(r"[^/]+/$", "check/", begun["Location"]))
    row = Answer.objects.get()
    assert (row.way, row.group, row.given) == ("interview", "learners", {"important.equality": "3"})


def test_who_came_by_no_role_of_the_place_finds_nothing(here, lead):
    made = inquiries.begun(lead)
    elsewhere = browser_of(inquiries.lead(places.place()))
    for at in (f"/inquiries/{made}/", f"/inquiries/{made}/change/", f"/inquiries/{made}/open/"):
        assert elsewhere.get(at).status_code == 404
    assert Client().get("/inquiries/").status_code == 302


# What was heard


def test_what_a_closed_wave_heard_answers_both_questions(lead):
    wave = inquiries.heard(lead, 30)
    client = browser_of(lead)
    page = words(client.get(f"/evidence/inquiry/{wave}/"))
    assert "Do education, health, community and learners hold the same values here?" in page
    assert "In word: yes. In practice: yes. In priority: yes." in page
    assert "Viable, if what follows is done." in page
    assert "Money for more than six months: it is not known yet." in page
    assert "about 30" in page
    at = re.search(r'href="(/memory/new/commitment/\?title=[^"]+)">Make this a commitment', page)
    assert at
    assert "Write down a commitment" in words(client.get(at.group(1)))


def test_values_that_learners_do_not_find_lived_are_contested_by_name(lead):
    wave = inquiries.opened(lead)
    for group in inquiries.FIVE:
        other = {"lived__respect": "1"} if group == "learners" else {}
        inquiries.answered(wave, group, 30, **other)
    voices.close_wave(wave, by=lead)
    page = words(browser_of(lead).get(f"/evidence/inquiry/{wave}/"))
    assert "In practice: no; contested: Respect (“People who learn here”)." in page
    assert "Most of “People who learn here” say no." in page


def test_of_few_nothing_is_printed_and_those_who_were_not_heard_are_named(lead):
    few = inquiries.heard(lead, 7)
    client = browser_of(lead)
    assert "Too few answered to say anything" in words(client.get(f"/evidence/inquiry/{few}/"))
    wave = inquiries.opened(lead)
    for group in inquiries.FIVE:
        inquiries.answered(wave, group, 3 if group == "learners" else 30)
    voices.close_wave(wave, by=lead)
    page = words(client.get(f"/evidence/inquiry/{wave}/"))
    assert "We heard from fewer than 8 of People who learn here. We cannot speak for them." in page
    assert "In word: we cannot tell." in page


def test_no_exact_count_of_anybody_is_on_the_page(lead):
    wave = inquiries.opened(lead)
    for group in inquiries.FIVE:
        inquiries.answered(wave, group, 24)
        inquiries.answered(wave, group, 9, important="2")
    voices.close_wave(wave, by=lead)
    page = browser_of(lead).get(f"/evidence/inquiry/{wave}/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert not re.search(r"\b(9|24|33|165)\b", re.sub(r"<[^>]+>", " ", main))


def test_what_people_wrote_is_read_by_the_lead_alone_and_that_is_written_down(here, lead):
    wave = inquiries.opened(lead)
    inquiries.answered(wave, "learners", 1)
    voices.answer(inquiries.code_of(wave, "learners"), {"words.first": "Heron at dawn"}, by=VISITOR)
    client = browser_of(lead)
    assert client.get(f"/waves/{wave}/words/").status_code == 404
    voices.close_wave(wave, by=lead)
    page = words(client.get(f"/waves/{wave}/words/"))
    assert "Heron at dawn" in page
    assert "People who learn here" not in page
    assert Line.objects.get(verb="look.page").subject_id == wave
    assert browser_of(places.worker(here.group)).get(f"/waves/{wave}/words/").status_code == 404
    assert "Heron" not in words(client.get(f"/evidence/inquiry/{wave}/"))


def again(lead: Actor, many: int, roster: int, **now: str):
    """The second of two waves of one inquiry: as many of each group answer again, and say something else now."""
    made = inquiries.begun(lead)
    for other in ({}, now):
        wave = voices.open_wave(made, dict.fromkeys(inquiries.FIVE, roster), by=lead)
        for group in inquiries.FIVE:
            inquiries.answered(wave, group, many, **other)
        voices.close_wave(wave, by=lead)
    return wave


def test_a_second_wave_says_what_changed_where_half_have_answered(lead):
    page = words(browser_of(lead).get(f"/evidence/inquiry/{again(lead, 20, 30, lived__respect='1')}/"))
    assert "changed clearly." in page
    assert "Respect, in practice" in page
    assert "fewer say yes" in page
    assert "Who answered, of all in groups of 8 or more" in page


def test_where_few_answered_no_change_is_called(lead):
    page = words(browser_of(lead).get(f"/evidence/inquiry/{again(lead, 20, 90, lived__respect='1')}/"))
    assert "5 more look different, but fewer than half of the group answered" in page
    assert "fewer say yes" not in page


def test_the_report_is_a_tagged_pdf_with_the_same_words(here, lead):
    wave = inquiries.heard(lead, 30, lived__respect="1")
    client = browser_of(places.worker(here.group))
    sent = client.get(f"/work/inquiry/{wave}.pdf")
    assert sent["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(sent.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    paper = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    assert "hold the same values here? In word: yes." in paper
    assert "Money for more than six months: it is not known yet." in paper
    assert client.get(f"/work/inquiry/{inquiries.heard(lead, 7)}.pdf").status_code == 404


def test_an_open_wave_is_not_read(lead):
    wave = inquiries.opened(lead)
    assert browser_of(lead).get(f"/evidence/inquiry/{wave}/").status_code == 404


def test_how_many_answers_one_needs_is_asked_before(lead):
    client = browser_of(lead)
    page = words(client.get("/evidence/inquiry/plan/"))
    assert "Thirty of each group answer the question." in page
    told = dict.fromkeys(inquiries.FIVE, 30) | {"learners": 5}
    page = words(client.get("/evidence/inquiry/plan/", told))
    assert "too few to be tested" in page
    assert client.get("/evidence/inquiry/plan/", {"learners": "many"}).status_code == 400


def test_how_many_answers_one_needs_is_asked_of_the_groups_of_that_inquiry(lead):
    inquiry, client = inquiries.begun(lead), browser_of(lead)
    named = [("learners", "Learners"), ("community", "Neighbours"), ("farmers", "Farmers")]
    groups = tuple(Group(id=one, name=name) for one, name in named)
    questions = voices.inquiry(lead, inquiry).questions
    voices.change_inquiry(inquiry, questions.model_copy(update={"groups": groups}), by=lead)
    page = words(client.get(f"/evidence/inquiry/plan/{inquiry}/"))
    assert "Farmers" in page
    assert "Primary care" not in page
    page = words(client.get(f"/evidence/inquiry/plan/{inquiry}/", {"learners": 30, "community": 30, "farmers": 7}))
    assert "too few to be tested" in page
    assert client.get(f"/evidence/inquiry/plan/{uuid4()}/").status_code == 404
