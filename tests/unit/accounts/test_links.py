"""Links: only hashes are kept, guesses are counted, time ends them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache

from tests.factories import accounts as make
from watersmeet.accounts import links, models
from watersmeet.audit.models import Line
from watersmeet.base import clock, ids
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.demo.cast import PIN


def asks(person: UUID, second: links.Second | None = None) -> str:
    """The token of a later link: to answer how they are, with what the person chose before or chooses now."""
    return links.issue_link(
        "measures",
        subject=Ref("request", uuid4()),
        person=person,
        partnership=uuid4(),
        until=clock.now() + timedelta(days=1),
        by=make.COMMAND,
        second=second,
    )


def test_a_link_opens_with_the_pin_that_was_chosen():
    person, subject = uuid4(), Ref("referral", uuid4())
    token = make.link(person=person, subject=subject)

    opened = links.redeem("status", token, " 48 26 ")

    assert (opened.person, opened.subject, opened.purpose) == (person, subject, "status")
    assert opened.until <= clock.now() + links.OPEN_FOR


def test_a_word_opens_however_it_is_written():
    token = links.issue_link(
        "status",
        subject=Ref("referral", uuid4()),
        person=uuid4(),
        partnership=uuid4(),
        until=clock.now() + timedelta(days=1),
        by=make.COMMAND,
        second=links.Second.word("Kingfisher"),
    )

    assert links.redeem("status", token, "king FISHER")


def test_neither_token_nor_pin_is_kept():
    token = make.link(pin="4826")
    kept = str(models.Link.objects.values().get())

    assert token not in kept
    assert "4826" not in kept.replace(str(models.Link.objects.get().secret), "")


def test_another_pin_does_not_open():
    with pytest.raises(links.NotThatOne):
        links.redeem("status", make.link(), "9174")


def test_each_try_is_one_line_of_the_audit():
    token = make.link()
    with pytest.raises(links.NotThatOne):
        links.redeem("status", token, "9174")
    links.redeem("status", token, "4826")

    lines = Line.objects.filter(subject_id=models.Link.objects.get().pk).order_by("pk")
    assert [line.verb for line in lines] == ["link.open_refused", "link.open"]


def test_a_link_is_for_one_purpose():
    with pytest.raises(NotFound):
        links.redeem("measures", make.link("status"), "4826")


def test_a_link_nobody_sent_is_not_found():
    with pytest.raises(NotFound):
        links.redeem("status", "AAAAAAAAAAAAAAAAAAAAAA", "4826")


def test_a_link_ends_by_time(monkeypatch):
    token = make.link(until=clock.now() + timedelta(days=2))
    monkeypatch.setenv("WATERSMEET_NOW", "+3d")

    with pytest.raises(NotFound):
        links.redeem("status", token, "4826")


def test_a_link_for_one_use_opens_once():
    token = make.link(uses=1)
    links.redeem("status", token, "4826")

    assert links.look(token) is None
    with pytest.raises(NotFound):
        links.redeem("status", token, "4826")


def test_guesses_must_wait_after_five_and_the_link_locks_after_ten():
    token = make.link()
    for _guess in range(5):
        with pytest.raises(links.NotThatOne):
            links.redeem("status", token, "9174")
    with pytest.raises(links.TooManyTries):
        links.redeem("status", token, "4826")
    cache.clear()  # five minutes later
    for _guess in range(5):
        with pytest.raises(links.NotThatOne):
            links.redeem("status", token, "9174")
    cache.clear()

    with pytest.raises(links.Locked):
        links.redeem("status", token, "4826")


def test_many_links_of_one_person_give_no_more_guesses_than_one():
    person = uuid4()
    tokens = [(purpose, make.link(purpose, person=person)) for purpose in ("status", "measures", "status", "measures")]
    for number in range(links.TRIES):
        cache.clear()  # five minutes later
        with pytest.raises(links.NotThatOne):
            links.redeem(*tokens[number % 4], "9174")
    cache.clear()

    for one in tokens:
        with pytest.raises(links.Locked):
            links.redeem(*one, "4826")
    assert links.redeem("status", make.link(), "4826"), "nobody else is locked"
    assert links.redeem("status", make.link(person=person, pin="7391"), "7391"), "a new PIN lets them in again"


def test_many_links_of_one_person_wait_as_one():
    person = uuid4()
    tokens = [make.link(person=person) for _link in range(5)]
    for token in tokens:
        with pytest.raises(links.NotThatOne):
            links.redeem("status", token, "9174")

    with pytest.raises(links.TooManyTries):
        links.redeem("status", make.link(person=person), "4826")


def test_opening_one_link_forgives_slips_at_the_others():
    person = uuid4()
    one, other = make.link(person=person), make.link("measures", person=person)
    with pytest.raises(links.NotThatOne):
        links.redeem("status", one, "9174")
    links.redeem("measures", other, "4826")

    assert set(models.Link.objects.values_list("tries", flat=True)) == {0}


def test_opening_forgives_earlier_slips():
    token = make.link()
    with pytest.raises(links.NotThatOne):
        links.redeem("status", token, "9174")
    links.redeem("status", token, "4826")

    assert models.Link.objects.get().tries == 0


def test_one_address_cannot_guess_at_many_links():
    for _link in range(30):
        with pytest.raises(links.NotThatOne):
            links.redeem("status", make.link(), "9174", from_address="192.0.2.7")

    with pytest.raises(links.TooManyTries):
        links.redeem("status", make.link(), "4826", from_address="192.0.2.7")
    assert links.redeem("status", make.link(), "4826", from_address="192.0.2.8")


def test_a_second_link_opens_with_what_the_person_chose_before():
    person = uuid4()
    make.link(person=person, pin="7391")
    later = asks(person)

    assert links.redeem("measures", later, "7391")


def test_who_chooses_anew_ends_the_old_pin_at_every_link_and_reference():
    person, first = uuid4(), uuid4()
    old, another = make.link(person=person, subject=Ref("referral", first), pin="4826"), make.link(pin="4826")
    asks(person, links.Second.word("Kingfisher"))

    with pytest.raises(links.NotThatOne):
        links.redeem("status", old, "4826")
    with pytest.raises(links.NotThatOne):
        links.come_back("status", ids.reference(first), "4826")
    assert links.redeem("status", old, "kingfisher").person == person
    assert links.come_back("status", ids.reference(first), "kingfisher").person == person
    assert links.look(old).second == models.Second.WORD, "the door asks for a word"
    assert links.redeem("status", another, "4826"), "nobody else's changed"


def test_a_person_who_never_chose_must_choose_first():
    with pytest.raises(Invalid):
        asks(uuid4())


def test_a_second_link_that_chooses_nothing_forgives_nothing():
    person = uuid4()
    with pytest.raises(links.NotThatOne):
        links.redeem("status", make.link(person=person), "9174")
    asks(person)

    assert sum(models.Link.objects.values_list("tries", flat=True)) == 1


def test_there_is_no_link_for_something_else():
    with pytest.raises(ValueError, match="no link is for 'everything'"):
        make.link("everything")


def test_ending_the_links_of_one_person_leaves_the_others():
    person = uuid4()
    ended, other = make.link(person=person), make.link()

    assert links.end_links(person=person) == 1
    assert links.look(ended) is None
    assert links.look(other) is not None


def test_forgetting_a_person_forgets_what_they_chose():
    person = uuid4()
    make.link(person=person)

    assert links.forget_links(person) == 1
    assert not models.Link.objects.exists()


def test_links_are_somebodys():
    with pytest.raises(ValueError, match="person or to a user"):
        links.end_links()


@pytest.mark.parametrize("pin", ["123", "1234567", "12a4", "", "0000", "1234", "98765", "5656", "567890"])
def test_a_pin_that_is_no_pin_or_easily_guessed_is_refused(pin):
    with pytest.raises(Invalid) as refused:
        links.Second.pin(pin)
    assert "pin" in refused.value.fields


@pytest.mark.parametrize(("word", "will_do"), [("hero", False), ("h e r o", False), ("heron", True), ("HERON", True)])
def test_a_word_has_five_letters(word, will_do):
    if will_do:
        assert links.Second.word(word).hashed
        return
    with pytest.raises(Invalid) as refused:
        links.Second.word(word)
    assert "word" in refused.value.fields


def test_two_at_once_do_not_both_take_the_last_use(monkeypatch):
    token = make.link(uses=1)
    one = links.look(token)
    links.redeem("status", token, "4826")
    monkeypatch.setattr(links, "look", lambda _token: one)  # it looked before the other came

    with pytest.raises(NotFound):
        links.redeem("status", token, "4826")


@pytest.mark.parametrize(("after", "is_open"), [(timedelta(0), True), (timedelta(microseconds=1), False)])
def test_an_open_page_shuts_at_its_minute(monkeypatch, after, is_open):
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    opened = links.redeem("status", make.link(), "4826")
    moment = opened.until - timedelta(microseconds=1) + after
    monkeypatch.setenv("WATERSMEET_NOW", moment.isoformat())

    assert (links.reopened(opened.link, opened.until) is not None) is is_open


@pytest.mark.parametrize("pin", ["4826", "80 35 2", "118835"])
def test_other_pins_will_do(pin):
    assert links.Second.pin(pin).hashed


def test_the_address_is_whole_and_says_nothing(settings):
    settings.WATERSMEET_ADDRESS = "https://place.example"

    assert links.address("abc") == "https://place.example/l/abc/"


@pytest.mark.parametrize(
    "easy",
    [
        "1234",
        "4321",
        "0000",
        "777777",
        "1212",
        "121212",
        "123123",
        "1122",
        "1221",
        "2580",
        "0852",
        "1470",
        "3690",
        "0963",
        "1379",
        "9731",
        "7931",
        "159357",
        "147258",
        "1590",
        "1966",
        "1984",
        "2007",
        "2026",
        "45678",
        "098765",
    ],
)
def test_a_pin_that_people_try_first_is_refused_kindly(easy):
    with pytest.raises(Invalid) as said:
        links.Second.pin(easy)
    assert "Choose another" in said.value.say


@pytest.mark.parametrize("fine", ["4826", "9174", "7391", "5083", "60417", "830261", "1870", "2130"])
def test_any_other_pin_is_taken(fine):
    assert links.Second.pin(fine).hashed


def test_the_pin_of_the_demo_is_one_that_people_may_choose():
    assert links.Second.pin(PIN).hashed
