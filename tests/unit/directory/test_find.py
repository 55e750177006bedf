"""Find by meaning, then by nearness; the reason given is the reason it ranked."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.factories import directory as made
from tests.factories import partnerships as places
from watersmeet.base.actor import VISITOR
from watersmeet.base.problems import Invalid
from watersmeet.base.working_days import Nation
from watersmeet.records.directory import api as directory
from watersmeet.records.directory import commands, meaning
from watersmeet.records.directory.finding import score, tokens

SALE = directory.PlaceFacts(address="1 Example Row", town="Sale", county="Greater Manchester", postcode="M33 7ZF")
STRETFORD = directory.PlaceFacts(
    address="2 Example Row", town="Stretford", county="Greater Manchester", postcode="M32 8AP"
)
ONLINE = directory.PlaceFacts(location_type=directory.LocationType.VIRTUAL)


def names(found: directory.Found) -> list[str]:
    """The names of the hits, in order."""
    return [hit.service.name for hit in found]


@pytest.mark.django_db
def test_the_real_file_anxious_and_lonely(trafford: directory.Outcome) -> None:
    found = directory.find(VISITOR, "anxious and lonely", near="M33 7ZF", within_km=5)
    assert names(found)[:3] == ["Chorlton Anxiety Group", "Parent Support Group", "Trafford Psychological Therapies"]
    assert found.hits[0].why == "about anxiety and company; 1.9 miles away"
    assert found.hits[2].why == "about anxiety; 0.2 miles away"
    assert all(hit.matched and hit.km is not None and hit.km <= 5 for hit in found)
    assert "Ear4U (listening ear service)" not in names(found)
    wider = directory.find(VISITOR, "anxious and lonely", near="M33 7ZF", within_km=10)
    assert "Ear4U (listening ear service)" in names(wider)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("I worry all the time", "Chorlton Anxiety Group"),
        ("my mum has dementia", "Alzheimers Society Trafford"),
        ("someone was hearing voices", "Stretford Hearing Voices"),
        ("just had a baby and feel low", "Parent Support Group"),
        ("I drink too much", "Target Cafe"),
        ("I would like to dance", "Dance System CIC"),
        ("my husband hits me", "Trafford Domestic Abuse Service"),
    ],
)
@pytest.mark.django_db
def test_plain_words_find_what_they_are_about(trafford: directory.Outcome, words: str, first: str) -> None:
    assert names(directory.find(VISITOR, words, near="M33 7ZF", within_km=8))[0] == first


@pytest.mark.django_db
def test_the_nearer_of_two_alike_comes_first() -> None:
    place = places.partnership().pk
    made.service(place, name="Far", description="A group for anxiety.", place=STRETFORD)
    made.service(place, name="Near", description="A group for anxiety.", place=SALE)
    assert names(directory.find(VISITOR, "anxious", near="M33 7ZF")) == ["Near", "Far"]


@pytest.mark.django_db
def test_what_fits_better_comes_before_what_is_nearer() -> None:
    place = places.partnership().pk
    made.service(place, name="Near", description="A group for anxiety.", place=SALE)
    made.service(place, name="Fitting", description="For anxiety and loneliness.", place=STRETFORD)
    assert names(directory.find(VISITOR, "anxious and lonely", near="M33 7ZF")) == ["Fitting", "Near"]


@pytest.mark.django_db
def test_what_is_for_others_comes_after_what_is_for_everyone() -> None:
    place = places.partnership().pk
    made.service(place, name="For carers", description="A meet up for lonely carers.", place=SALE)
    made.service(place, name="For all", description="For anyone who is lonely.", place=STRETFORD)
    assert names(directory.find(VISITOR, "lonely", near="M33 7ZF")) == ["For all", "For carers"]
    assert names(directory.find(VISITOR, "lonely carer", near="M33 7ZF")) == ["For carers", "For all"]


@pytest.mark.django_db
def test_a_word_that_no_topic_knows_is_looked_for_as_it_is() -> None:
    made.service(name="Chess club", description="Sit down and play.", place=SALE)
    (hit,) = directory.find(VISITOR, "play chess", near="M33 7ZF")
    assert hit.why == "about \u201cChess\u201d; mentions \u201cplay\u201d; less than 200 yards away"


@pytest.mark.parametrize("words", ["I want to learn English", "learn english", "English"])
@pytest.mark.django_db
def test_a_word_of_the_name_is_what_it_is_about(words: str) -> None:
    made.service(name="English for work", description="Speak and write English.", place=SALE)
    (hit,) = directory.find(VISITOR, words, near="M33 7ZF")
    assert (hit.matched, hit.why) == (True, "about \u201cEnglish\u201d; less than 200 yards away")


@pytest.mark.django_db
def test_help_with_bills_comes_before_a_budget_kitchen() -> None:
    place = places.partnership().pk
    made.service(place, name="Cooking on a budget", description="Money worries welcome at the table.", place=SALE)
    made.service(place, name="Moneywise mornings", description="Bills, debts and benefits.", place=STRETFORD)
    found = directory.find(VISITOR, "money for bills", near="M33 7ZF")
    assert [(hit.service.name, hit.why) for hit in found] == [
        ("Moneywise mornings", "about money; 1.4 miles away"),
        ("Cooking on a budget", "mentions \u201cMoney\u201d; less than 200 yards away"),
    ]


@pytest.mark.django_db
def test_a_word_is_not_counted_again_where_its_topic_is() -> None:
    made.service(name="Sleep well", description="About sleep.", place=SALE)
    (hit,) = directory.find(VISITOR, "sleep", near="M33 7ZF")
    assert hit.why.startswith("about sleep; ")


@pytest.mark.django_db
def test_what_only_lies_near_is_not_called_a_match() -> None:
    place = places.partnership().pk
    made.service(place, name="Match", description="For anxiety.", place=STRETFORD)
    made.service(place, name="Neighbour", description="Cakes.", place=SALE)
    found = directory.find(VISITOR, "anxious", near="M33 7ZF")
    assert [(hit.service.name, hit.matched, hit.why) for hit in found] == [
        ("Match", True, "about anxiety; 1.4 miles away"),
        ("Neighbour", False, "less than 200 yards away"),
    ]
    assert found.matches == 1


@pytest.mark.django_db
def test_with_enough_matches_nothing_else_is_shown() -> None:
    place = places.partnership().pk
    for number in range(3):
        made.service(place, name=f"Match {number}", description="For anxiety.", place=SALE)
    made.service(place, name="Neighbour", description="Cakes.", place=SALE)
    assert "Neighbour" not in names(directory.find(VISITOR, "anxious", near="M33 7ZF"))


@pytest.mark.django_db
def test_without_words_everything_near_is_shown_nearest_first() -> None:
    place = places.partnership().pk
    made.service(place, name="Second", place=STRETFORD)
    made.service(place, name="First", place=SALE)
    found = directory.find(VISITOR, "", near="M33 7ZF")
    assert [(hit.service.name, hit.why) for hit in found] == [
        ("First", "less than 200 yards away"),
        ("Second", "1.4 miles away"),
    ]


@pytest.mark.django_db
def test_what_one_need_not_go_to_is_found_anywhere() -> None:
    made.service(name="Online", description="Therapy for anxiety, online.", place=ONLINE)
    (hit,) = directory.find(VISITOR, "anxious", near="EX31 1AA")
    assert (hit.km, hit.why) == (None, "about anxiety; you need not go anywhere")


@pytest.mark.django_db
def test_closed_services_are_not_found() -> None:
    made.service(description="For anxiety.", place=SALE, status=directory.Status.TEMPORARILY_CLOSED)
    assert len(directory.find(VISITOR, "anxious", near="M33 7ZF")) == 0


@pytest.mark.django_db
def test_a_town_half_a_postcode_and_a_postcode_unknown_to_us() -> None:
    made.service(place=SALE)
    assert "M33" in directory.find(VISITOR, "", near="m33").near.note
    assert "Sale" in directory.find(VISITOR, "", near=" sale ").near.note
    assert "We do not know M33 9ZZ yet" in directory.find(VISITOR, "", near="m339zz").near.note
    assert directory.find(VISITOR, "", near="M33 7ZF").near.note == ""


@pytest.mark.parametrize("typed", ["M33 7zf.", "m33-7ZF", "M33  7Z F"])
@pytest.mark.django_db
def test_a_postcode_is_read_however_it_is_spaced(typed: str) -> None:
    assert directory.find_near(typed) == directory.find_near("M33 7ZF")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("OL1 INL", "OL1 1NL"),
        ("0L1 1NL", "OL1 1NL"),
        ("EX3l 1AA", "EX31 1AA"),
        ("WAI4 IEP", "WA14 1EP"),
        ("M2O", "M20"),
    ],
)
@pytest.mark.django_db
def test_a_letter_that_was_typed_for_a_figure_is_seen(typed: str, meant: str) -> None:
    near, right = directory.find_near(typed), directory.find_near(meant)
    assert (near.place, near.name) == (right.place, right.name)
    assert meant in near.note


@pytest.mark.parametrize("typed", ["Barnstaple, Devon", "barnstaple devon", "BARNSTAPLE,DEVON", "Barnstaple"])
@pytest.mark.django_db
def test_a_town_may_be_given_with_its_county(typed: str) -> None:
    made.service()
    assert directory.find_near(typed).name == "Barnstaple"


@pytest.mark.parametrize("typed", ["Barnstaple, Yorkshire", "Devon", "near Barnstaple Massachusetts", "O", "ILLLLLL"])
@pytest.mark.django_db
def test_another_place_is_not_taken_for_it(typed: str) -> None:
    made.service()
    with pytest.raises(Invalid):
        directory.find_near(typed)


@pytest.mark.parametrize("near", ["", "nowhere", "ZZ1 1ZZ", "\x00", "M" * 500])
@pytest.mark.django_db
def test_a_place_nobody_knows_says_what_to_give(near: str) -> None:
    with pytest.raises(Invalid) as problem:
        directory.find(VISITOR, "anxious", near=near)
    assert "town" in problem.value.fields["near"][0]


@pytest.mark.django_db
def test_a_place_that_is_listed_shows_what_a_postcode_looks_like() -> None:
    made.service(place=SALE)
    with pytest.raises(Invalid) as problem:
        directory.find(VISITOR, "anxious", near="nowhere")
    assert "such as M33 7ZF" in problem.value.fields["near"][0]


@pytest.mark.parametrize(
    ("near", "nation"), [("CF10 1EP", Nation.WALES), ("EH1 1YZ", Nation.SCOTLAND), ("M33", Nation.ENGLAND)]
)
@pytest.mark.django_db
def test_the_lines_to_call_are_those_of_the_nation(near: str, nation: Nation) -> None:
    assert directory.find(VISITOR, "", near=near).nation == nation


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("anxeity", "anxiety"),
        ("I am so anxous", "anxiety"),
        ("lonley", "company"),
        ("depresion", "low-mood"),
        ("depresed", "low-mood"),
        ("councelling", "someone-to-talk-to"),
        ("dementai", "dementia"),
    ],
)
def test_what_is_mistyped_is_understood(words: str, topic: str) -> None:
    read = meaning.asked(words)
    assert [one.id for one in read.topics] == [topic]
    assert len(read.meant) == 1


@pytest.mark.parametrize("words", ["career", "depth", "chess", "horse riding", "waltz", "bread", "hoarse", "sculpture"])
def test_other_words_are_taken_as_they_are(words: str) -> None:
    assert meaning.asked(words).meant == ()


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("get out of the house", "company"),
        ("I can\u2019t sleep", "sleep"),
        ("me and my baby", "new-parents"),
        ("bad back", "long-term-illness"),
    ],
)
def test_honest_words_say_what_they_are_about(words: str, topic: str) -> None:
    assert [one.id for one in meaning.asked(words).topics] == [topic]


def test_words_that_say_it_themselves_are_looked_for_as_they_are() -> None:
    assert meaning.asked("I can't ski or bake").rest == {"ski", "bake"}


def test_what_someone_cannot_do_is_no_word_to_look_for() -> None:
    assert meaning.asked("I can't, don't, haven't, isn't").rest == frozenset()


def test_a_word_that_is_listed_is_not_taken_for_another() -> None:
    assert meaning.asked("lonley").meant
    assert not meaning.asked("lonley", lambda stem: stem == meaning.stems_of("lonley")[0]).meant


@pytest.mark.django_db
def test_the_page_of_the_found_says_what_was_looked_for_too() -> None:
    made.service(name="Quiet hour", description="For anxiety.", place=SALE)
    found = directory.find(VISITOR, "anxeity", near="M33 7ZF")
    assert (names(found), found.meant) == (["Quiet hour"], ("anxiety",))
    made.service(name="The Anxeity band", description="Music.", place=SALE)
    assert names(directory.find(VISITOR, "anxeity", near="M33 7ZF"))[0] == "The Anxeity band"


def test_many_threads_read_words_at_once() -> None:
    words = [
        f"{begins}{ends}" for begins in ("wander", "relat", "lonel", "worri") for ends in ("ing", "ed", "ions", "ness")
    ]
    alone = [meaning.stems_of(f"{word}{number}ational") for number in range(200) for word in words]
    meaning._stem.cache_clear()
    with ThreadPoolExecutor(8) as hands:
        read = list(hands.map(meaning.stems_of, (f"{word}{number}ational" for number in range(200) for word in words)))
    assert read == alone


def test_what_helps_with_a_topic_is_a_topic_and_another_one() -> None:
    topics = {topic.id: topic for topic in meaning.taxonomy().topics}
    assert all(set(topic.helped_by) <= topics.keys() - {topic.id} for topic in topics.values())
    assert any(topic.helped_by for topic in topics.values())


@pytest.mark.django_db
def test_what_helps_as_well_comes_after_what_is_about_it(trafford: directory.Outcome) -> None:
    found = directory.find(VISITOR, "my husband died", near="M33 7ZF", within_km=8)
    assert found.hits[0].why.startswith("about someone to talk to")
    asked = meaning.asked("anxiety")
    talks, about_it = tokens.words("Listening ear", ""), tokens.words("Group", "For anxiety.")
    assert score.worth(asked, talks) == score.BESIDE < score.TOLD == score.worth(asked, about_it)
    both = tokens.words("Group", "For anxiety, with a listening ear.")
    assert score.worth(asked, both) == score.TOLD


def test_every_topic_can_be_asked_for_and_offered() -> None:
    told = meaning.taxonomy()
    assert {topic for phrases in told.said.values() for _phrase, topic in phrases} == set(told.topics)
    assert {topic for phrases in told.offered.values() for _phrase, topic in phrases} == set(told.topics)
    assert len({topic.name for topic in told.topics}) == len(told.topics)


def test_the_longer_phrase_wins() -> None:
    assert [topic.id for topic in meaning.asked("I drink too much").topics] == ["drink-drugs"]
    assert [topic.id for topic in meaning.asked("my son has learning disabilities").topics] == ["family", "disability"]


def test_what_only_a_person_says_proves_nothing_of_a_service() -> None:
    assert [topic.id for topic in meaning.asked("I am worried").topics] == ["anxiety"]
    assert meaning.offered("Talk about anything worrying you").topics == {
        topic for topic in meaning.taxonomy().topics if topic.id == "someone-to-talk-to"
    }


@given(st.text(max_size=600))
def test_no_words_crash_the_reading(words: str) -> None:
    meaning.asked(words)
    meaning.offered(words)


def asked_at_the_command(words: str, *more: str) -> str:
    """What `find` prints."""
    app = typer.Typer()
    app.command("else")(lambda: None)
    commands.join(app)
    return CliRunner().invoke(app, ["find", words, "--near", "M33 7ZF", "--within-km", "5", *more]).stdout


@pytest.mark.django_db
def test_to_somebody_in_distress_the_command_gives_the_lines_to_call() -> None:
    to_call = json.loads(asked_at_the_command("i want to disappear", "--json"))["to_call"]
    numbers = [line["number"] for line in to_call]
    assert numbers[0] == "999"
    assert "116 123" in numbers


@pytest.mark.django_db
def test_the_command_prints_one_line() -> None:
    listed = made.service(name="Quiet hour", description="For anxiety.", place=STRETFORD, checked_on=date(2026, 1, 1))
    told = asked_at_the_command("anxious", "--json")
    assert len(told.splitlines()) == 1
    assert json.loads(told) == {
        "results": [{"id": str(listed.pk), "name": "Quiet hour", "km": 2.38, "why": "about anxiety; 1.4 miles away"}]
    }
    elsewhere = asked_at_the_command("bagpipes")
    assert elsewhere.splitlines()[0] == "Nothing here is about just what you said. These are the nearest."
    assert "Nothing here" not in asked_at_the_command("anxious")
    crisis = asked_at_the_command("end it all")
    assert "116 123" in crisis.splitlines()[2]
    assert "Nothing here" not in crisis


@pytest.mark.django_db
def test_an_empty_directory_says_so_and_where_the_demo_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[3])
    app = typer.Typer()
    app.command("else")(lambda: None)
    commands.join(app)
    empty = CliRunner().invoke(app, ["find", "lonely", "--near", "EX31 1AA"]).stdout
    assert "holds no services yet" in empty
    assert "WATERSMEET_DATA=data/demo" in empty
    assert "./run watersmeet import services" in empty
    made.service(place=SALE)
    far = CliRunner().invoke(app, ["find", "lonely", "--near", "EX31 1AA"]).stdout
    assert (far.startswith("Nothing within 5 km"), "holds no services" in far) == (True, False)
