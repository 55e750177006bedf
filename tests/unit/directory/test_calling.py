"""Whom to call stands above everything: also where the place is not known, and for somebody young who only says so."""

import json

import pytest
from django.test import Client

from tests.factories import directory as made
from watersmeet.records.directory import api as directory
from watersmeet.records.directory import meaning

pytestmark = pytest.mark.django_db
IN_DANGER = "I want to kill myself"
TALK, YOUNG = "You can talk to someone now", "Help for young people"


def page(client: Client, **said: str) -> str:
    return client.post("/", {"near": "EX31 1AA", "miles": "5", **said}, follow=True).content.decode()


@pytest.mark.parametrize("wrong", [{"near": "near me"}, {"near": ""}, {"miles": "5000"}, {"age": "old"}])
def test_the_lines_to_call_stand_above_what_is_wrong_with_the_question(client: Client, wrong: dict[str, str]) -> None:
    told = page(client, words=IN_DANGER, **wrong)
    assert "There is a problem" in told
    assert TALK in told
    assert told.index("tel:116123") < told.index("<form")
    assert TALK not in page(client, words="chess", **wrong)


def test_too_many_words_are_read_for_danger_as_well(client: Client) -> None:
    told = page(client, words="I am so tired of all this. " * 40 + IN_DANGER)
    assert "There is a problem" in told
    assert TALK in told


def test_another_program_is_told_whom_to_call_with_what_is_wrong(client: Client) -> None:
    answer = client.post("/find.json", {"words": IN_DANGER, "near": "nowhere"})
    told = json.loads(answer.content)
    assert (answer.status_code, [one["number"] for one in told["to_call"]]) == (400, ["999", "116 123"])
    assert "near" in told["error"]
    assert client.post("/find.json", {"words": "chess", "near": "nowhere"}).json()["to_call"] == []


def test_where_nobody_knows_the_nation_only_what_is_alike_in_all_is_told() -> None:
    numbers = {near: [one.number for one in directory.to_call(IN_DANGER, near=near).now] for near in ("?", "EH1 1YZ")}
    assert numbers == {"?": ["999", "116 123"], "EH1 1YZ": ["999", "111", "116 123"]}


@pytest.mark.parametrize(
    "words", ["I am 14 and sad", "im 15", "i'm 9", "my son is 12 years old", "15yo boy", "15 yr old", "aged 11"]
)
def test_who_says_that_they_are_young_is_shown_help_for_young_people(client: Client, words: str) -> None:
    made.service(name="Quiet hour", description="For anxiety.")
    told = page(client, words=words)
    assert told.index(YOUNG) < told.index("Quiet hour")
    assert "0800 1111" in told


@pytest.mark.parametrize("words", ["I am 16", "I am 10 miles away", "is 3 too many", "am 12 weeks pregnant"])
def test_other_numbers_are_no_age_of_a_child(words: str) -> None:
    assert directory.to_call(words, near="EX31").young == ()


def test_a_child_in_danger_is_shown_both(client: Client) -> None:
    told = page(client, words=IN_DANGER, age="15")
    assert told.index(TALK) < told.index(YOUNG)
    assert told.count("tel:116123") == 1
    numbers = client.post("/find.json", {"words": IN_DANGER, "near": "EX31", "age": "15"}).json()["to_call"]
    assert [one["number"] for one in numbers] == ["999", "0800 1111", "111, option 2", "116 123"]
    young = client.post("/find.json", {"words": "chess", "near": "EX31", "age": "15"}).json()["to_call"]
    assert [one["number"] for one in young] == ["0800 1111", "116 123"]


@pytest.mark.parametrize(
    "words",
    [
        "I want to kill myself",
        "killing  MYSELF",
        "i dont want to be here anymore",
        "I don\u2019t want to be here",
        "end it all",
        "suicidal",
        "want to hurt myself",
        "self-harm",
        "took all my tablets",
        "took too many tablets",
        "kill my self",
        "unalive",
        "gonna kms",
        "I want to disappear",
        "everyone would be better off",
        "I give up",
        "I'm not safe",
        "I don't feel safe at home",
        "I don\u2018t want to live",
        "i don t wanna be alive",
        "i want to end my own life",
        "whats the point of living",
        "I wish I was never born",
        "I just can't cope anymore",
        "kil myself",
        "i wnt to die",
        "my daughter self harms",
        "my son tried to kill himself",
        "he hits me",
        "scared of my husband",
        "I am not suicidal",
        "dw i eisiau marw",
        "hunan-niweidio",
    ],
)
def test_words_of_distress_are_heard(words: str) -> None:
    assert meaning.asked(words).distress


@pytest.mark.parametrize(
    "words",
    [
        "",
        "anxious and lonely",
        "kill time with friends",
        "5 kms away",
        "my self esteem",
        "bridge club",
        "hanging baskets",
        "learn to use my tablet",
        "dog walking",
        "cutting my grass",
        "the end of the week",
        "give up smoking",
    ],
)
def test_other_words_are_not(words: str) -> None:
    assert not meaning.asked(words).distress


@pytest.mark.parametrize("words", ["sucidal", "i feel suicidl", "selfharmm", "overdosed", "overdoes on tablets"])
def test_words_of_distress_are_heard_when_mistyped(words: str) -> None:
    assert meaning.asked(words).distress
