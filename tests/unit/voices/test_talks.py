"""A talk: anyone says what they think, somebody looks at it first, nobody is known, and all can read it afterwards."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.unit.partnerships.test_rules import sign_in
from tests.unit.people.pages.test_sharing import words
from watersmeet.audit.models import Line
from watersmeet.base.actor import VISITOR, Actor, Kind, Role
from watersmeet.base.problems import Conflict, Invalid, KeyReused, NotFound, Refused
from watersmeet.evidence import opinions
from watersmeet.evidence.extracts.talks import conversation
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.api import Shown, WhyOut
from watersmeet.records.voices.models import Opinion, Participant, Statement

FIRST = ["Ring back the same day.", "Meet in the evening too.", "One form is enough."]
At = Callable[[str], None]


@pytest.fixture
def here(db: None) -> Place:
    return places.place()


@pytest.fixture
def manager(here: Place) -> Actor:
    return places.worker(here.group, Role.MANAGER, name="Dee Example")


@pytest.fixture
def talk(manager: Actor) -> UUID:
    return voices.open_deliberation(question="How should it be?", begin_with=FIRST, days=20, by=manager)


@pytest.fixture
def code(talk: UUID, manager: Actor) -> str:
    return voices.talk(manager, talk).code.lower()


def somebody(code: str, *says: int) -> str:
    """Takes part and says so much to the first statements."""
    secret = voices.take_part(code, by=VISITOR)
    for number, one in enumerate(says):
        voices.speak_to(code, secret, number, one, by=VISITOR)
    return secret


# Asking


def test_a_question_begins_with_statements_that_all_see(talk: UUID, code: str, manager: Actor) -> None:
    assert [one.words for one in voices.statements(manager, talk)] == FIRST
    turn = voices.turn(code)
    assert (turn.of, turn.spoken_to, turn.is_open) == (3, 0, True)
    assert turn.next is not None


@pytest.mark.parametrize(
    ("question", "first", "days"), [("", FIRST, 20), ("x" * 201, FIRST, 20), ("How?", [], 20), ("How?", FIRST, 0)]
)
def test_a_question_without_what_it_needs_is_refused(
    manager: Actor, question: str, first: list[str], days: int
) -> None:
    with pytest.raises(Invalid):
        voices.open_deliberation(question=question, begin_with=first, days=days, by=manager)


def test_not_everybody_asks_and_nobody_from_elsewhere_looks(here: Place, talk: UUID) -> None:
    with pytest.raises(Refused):
        voices.open_deliberation(question="How?", begin_with=FIRST, days=2, by=places.worker(here.group))
    stranger = places.worker(places.place().group, Role.LEAD)
    for deed in (
        lambda: voices.talk(stranger, talk),
        lambda: voices.look_at(talk, 0, by=stranger),
        lambda: voices.end_deliberation(talk, by=stranger),
        lambda: voices.propose_from(talk, 0, by=stranger),
    ):
        with pytest.raises(NotFound):
            deed()


# Taking part


def test_a_later_word_takes_the_place_of_the_earlier(code: str) -> None:
    secret = somebody(code, 1)
    voices.speak_to(code, secret, 0, -1, by=VISITOR)
    assert list(Opinion.objects.values_list("says", flat=True)) == [-1]


def test_everybody_meets_every_statement_once(code: str) -> None:
    for _person in range(4):
        secret, met = voices.take_part(code, by=VISITOR), []
        while (following := voices.turn(code, secret).next) is not None:
            met.append(following.number)
            voices.speak_to(code, secret, following.number, 0, by=VISITOR)
        assert sorted(met) == [0, 1, 2]


def test_the_first_statement_is_not_the_same_for_everybody(code: str) -> None:
    firsts = {voices.turn(code, voices.take_part(code, by=VISITOR)).next for _person in range(6)}
    assert len(firsts) > 1


def test_what_somebody_says_waits_until_it_was_looked_at(talk: UUID, code: str, manager: Actor) -> None:
    secret = somebody(code)
    number = voices.say(code, secret, "  Come to us.\n ", by=VISITOR, key="k")
    assert voices.say(code, secret, "Come to us.", by=VISITOR, key="k") == number
    with pytest.raises(KeyReused):
        voices.say(code, secret, "Something else.", by=VISITOR, key="k")
    with pytest.raises(NotFound):
        voices.speak_to(code, secret, number, 1, by=VISITOR)
    assert voices.turn(code).of == 3
    voices.look_at(talk, number, by=manager)
    assert voices.turn(code).of == 4
    voices.look_at(talk, number, why_out=WhyOut.ABOUT_A_PERSON, by=manager)
    assert voices.turn(code).of == 3
    [out] = [one for one in voices.statements(manager, talk) if one.shown is Shown.TAKEN_OUT]
    assert (out.number, out.why_out) == (number, WhyOut.ABOUT_A_PERSON)


def test_one_person_does_not_fill_the_pile(code: str) -> None:
    secret = somebody(code)
    for number in range(10):
        voices.say(code, secret, f"Thought {number}", by=VISITOR)
    with pytest.raises(Conflict):
        voices.say(code, secret, "One more", by=VISITOR)


@pytest.mark.parametrize("wrong", ["", "   ", "x" * 281])
def test_nothing_and_too_much_are_not_said(code: str, wrong: str) -> None:
    with pytest.raises(Invalid):
        voices.say(code, somebody(code), wrong, by=VISITOR)


def test_when_it_is_over_nobody_speaks(talk: UUID, code: str, manager: Actor) -> None:
    secret = somebody(code, 1)
    with pytest.raises(NotFound):
        voices.open_to_all(code)
    voices.end_deliberation(talk, by=manager)
    for deed in (
        lambda: voices.speak_to(code, secret, 1, 1, by=VISITOR),
        lambda: voices.say(code, secret, "Late.", by=VISITOR),
        lambda: voices.take_part(code, by=VISITOR),
    ):
        with pytest.raises(Conflict, match="has ended"):
            deed()
    assert voices.open_to_all(code).question == "How should it be?"


def test_nobody_is_known_by_what_they_said(code: str, here: Place) -> None:
    secret = somebody(code, 1, -1)
    assert secret.encode() not in bytes(Participant.objects.get().digest)
    lines = Line.objects.filter(verb__in=("deliberation.speak_to", "deliberation.take_part"))
    assert {line.actor_kind for line in lines} == {Kind.LINK}
    assert all(line.actor_id == VISITOR.id for line in lines)
    assert {field.name for field in Opinion._meta.get_fields()} == {
        "id",
        "partnership",
        "statement",
        "participant",
        "says",
        "said_on",
    }


# To evidence, and back


def spoken(code: str) -> Iterator[str]:
    """Thirty people of two minds."""
    for number in range(30):
        yield somebody(code, 1, 1 if number < 15 else -1, 1 if number % 3 else 0)


def test_what_was_said_is_counted_as_it_was_said(talk: UUID, code: str, manager: Actor) -> None:
    list(spoken(code))
    voices.say(code, somebody(code), "Waits.", by=VISITOR)
    found = conversation(talk)
    assert opinions.counts_exact(found)
    heard = {one.words: one.all for one in opinions.heard(found, opinions.group(found))}
    assert heard == {
        FIRST[0]: opinions.Told(30, 0, 0),
        FIRST[1]: opinions.Told(15, 15, 0),
        FIRST[2]: opinions.Told(20, 0, 10),
    }


def test_what_is_written_for_polis_is_read_back(talk: UUID, code: str, tmp_path: Path) -> None:
    list(spoken(code))
    found = conversation(talk)
    for name, text in opinions.as_polis(found).items():
        (tmp_path / name).write_text(text)
    again = opinions.read(tmp_path)
    assert again.last == found.last
    assert {name: one.words for name, one in again.statements.items()} == dict(enumerate_words())
    assert opinions.counts_exact(again)


def enumerate_words() -> Iterator[tuple[str, str]]:
    return ((str(number), one) for number, one in enumerate(FIRST))


def test_words_that_a_spreadsheet_would_run_are_harmless(manager: Actor) -> None:
    made = voices.open_deliberation(question="How?", begin_with=["=1+1"], days=2, by=manager)
    somebody(voices.talk(manager, made).code, 1)
    assert "'=1+1" in opinions.as_polis(conversation(made))["comments.csv"]


# Pages


def test_somebody_takes_part_without_a_name(client: Client, code: str) -> None:
    page = words(client.get(f"/part/{code}/"))
    assert "1 of 3. Somebody said:" in page
    for number in range(3):
        assert client.post(f"/part/{code}/", {"statement": str(number), "says": "agree"}).status_code == 302
    assert "That was all that people have said so far" in words(client.get(f"/part/{code}/"))
    assert Participant.objects.count() == 1
    client.post(f"/part/{code}/anew/")
    client.post(f"/part/{code}/", {"statement": "0", "says": "unsure"})
    assert Participant.objects.count() == 2


def test_a_worker_who_takes_part_is_nobody_either(client: Client, here: Place, code: str) -> None:
    desk = sign_in(client, places.worker(here.group))
    desk.post(f"/part/{code}/", {"statement": "0", "says": "agree"})
    assert Line.objects.get(verb="deliberation.speak_to").actor_id == VISITOR.id


def test_what_is_nonsense_changes_nothing(client: Client, code: str) -> None:
    for told in ({"statement": "0"}, {"statement": "x", "says": "agree"}, {"statement": "0", "says": "loudly"}, {}):
        client.post(f"/part/{code}/", told)
    with suppress(NotFound):
        client.post(f"/part/{code}/", {"statement": "99", "says": "agree"})
    assert not Opinion.objects.exists()
    assert client.get("/part/2222-2222-2222/").status_code == 404


def test_somebody_says_something_and_it_is_looked_at(
    client: Client, here: Place, manager: Actor, code: str, talk: UUID
) -> None:
    assert client.post(f"/part/{code}/say/", {"words": "", "key": "k"}).status_code == 400
    assert "Thank you for saying it" in words(client.post(f"/part/{code}/say/", {"words": "Come to us.", "key": "k"}))
    desk = sign_in(Client(), manager)
    assert "Somebody said something new" in words(desk.get("/talks/"))
    assert "Waits to be looked at" in words(desk.get(f"/talks/{talk}/"))
    assert desk.post(f"/talks/{talk}/3/show/").status_code == 302
    assert Statement.objects.get(number=3).shown == Shown.SHOWN
    assert desk.post(f"/talks/{talk}/3/out/", {}).status_code == 400
    assert desk.post(f"/talks/{talk}/3/out/", {"why_out": "unkind"}).status_code == 302
    assert Statement.objects.get(number=3).why_out == WhyOut.UNKIND


def test_a_statement_becomes_a_proposal(client: Client, manager: Actor, talk: UUID) -> None:
    desk = sign_in(client, manager)
    answer = desk.post(f"/talks/{talk}/0/propose/", {"key": "k"})
    assert answer.status_code == 302
    assert desk.post(f"/talks/{talk}/0/propose/", {"key": "k"})["Location"] == answer["Location"]
    assert "Ring back the same day." in words(desk.get(answer["Location"]))


def test_one_is_opened_by_page(client: Client, manager: Actor) -> None:
    desk = sign_in(client, manager)
    told = {"question": "How?", "begin_with": "One.\nTwo.\n\n", "days": "7", "key": "k"}
    answer = desk.post("/talks/new/", told)
    assert answer.status_code == 302
    assert "/part/" in words(desk.get(answer["Location"]))
    assert Statement.objects.count() == 2
    assert desk.post("/talks/new/", {**told, "days": "999", "key": "j"}).status_code == 400


def test_everybody_reads_it_when_it_is_over_and_not_before(
    client: Client, code: str, talk: UUID, manager: Actor
) -> None:
    list(spoken(code))
    assert client.get(f"/evidence/talk/{code}/").status_code == 404
    voices.end_deliberation(talk, by=manager)
    page = words(client.get(f"/evidence/talk/{code}/"))
    for said in ("30 people took part", "100%", "50%", "Ring back the same day."):
        assert said in page
    assert "Save it as Polis writes it" not in page
    assert client.get(f"/evidence/talk/{code}/votes.csv").status_code in {302, 403, 404}
    desk = sign_in(Client(), manager)
    assert "Save it as Polis writes it" in words(desk.get(f"/evidence/talk/{code}/"))
    assert desk.get(f"/evidence/talk/{code}/votes.csv").content.startswith(b"timestamp,comment-id,voter-id,vote\n")
    assert desk.get(f"/evidence/talk/{code}/secrets.csv").status_code == 404


def test_of_few_people_nothing_is_said(client: Client, code: str, talk: UUID, manager: Actor) -> None:
    for _person in range(7):
        somebody(code, 1, 1, 1)
    voices.end_deliberation(talk, by=manager)
    page = words(client.get(f"/evidence/talk/{code}/"))
    assert "Too few people took part" in page
    assert "Ring back the same day." not in page


def test_of_some_people_it_is_said_in_words(client: Client, code: str, talk: UUID, manager: Actor) -> None:
    for number in range(9):
        somebody(code, 1 if number < 8 else -1)
    voices.end_deliberation(talk, by=manager)
    page = words(client.get(f"/evidence/talk/{code}/"))
    assert "nearly all" in page
    assert "%" not in page.partition("Each thing that was said")[2].partition("2 more things")[0]
