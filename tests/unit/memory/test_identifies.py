"""Words that may tell who a person is are stopped: a table of tricky cases, with both kinds of error counted."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.factories import places
from tests.factories.accounts import COMMAND
from tests.factories.places import Place
from tests.unit.memory.identifying import EMAIL, KNOWN, PHONE, passes, stopped
from watersmeet.accounts import throttle
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Invalid, TooOften
from watersmeet.records.memory import api as memory
from watersmeet.records.memory import identifies
from watersmeet.records.memory.api import Told
from watersmeet.records.memory.models import Entry
from watersmeet.records.people import api as people
from watersmeet.records.people.models import Token

pytestmark = pytest.mark.django_db
_DAY = date(2027, 3, 1)


@pytest.fixture
def known(here: Place) -> Place:
    """A place that knows a few people with tricky names."""
    for number, name in enumerate(KNOWN):
        contact = {"phone": PHONE, "email": EMAIL} if number == 0 else {"email": f"{number}@person.example"}
        places.person(here, name=name, **contact)
    return here


def what(here: Place, text: str) -> set[str]:
    return {hit.what.value for hit in identifies.found(here.partnership.pk, {"why": text})}


def test_what_tells_who_somebody_is_is_stopped_and_nothing_else(
    known: Place, record_property: Callable[[str, object], None]
) -> None:
    must, fine = list(dict.fromkeys(stopped())), list(dict.fromkeys(passes()))
    assert len(must) >= 100
    assert len(fine) >= 100

    missed = [(text, kind) for text, kind in must if kind not in what(known, text)]
    wrongly = [(text, found) for text in fine if (found := what(known, text))]

    record_property(
        "counted",
        f"who somebody is: {len(must)} must be stopped, {len(missed)} missed; "
        f"{len(fine)} must pass, {len(wrongly)} stopped wrongly",
    )
    assert missed == []
    assert wrongly == [], wrongly


def test_people_of_another_place_are_not_known_here(known: Place) -> None:
    assert what(places.place(), "Ada Sampleton, 07700 900451, ada.sampleton@person.example") == set()


def test_the_same_words_pass_once_the_person_is_forgotten(here: Place) -> None:
    who = places.person(here, name="Ada Sampleton")
    assert what(here, "Ada Sampleton") == {"name"}

    people.erase(person=who, by=COMMAND)

    assert what(here, "Ada Sampleton") == set()
    assert not Token.objects.filter(person=who).exists()


def test_a_name_alone_finds_nobody_among_those_who_may_be_the_same(here: Place) -> None:
    places.person(here, name="Ada Sampleton")

    found = people.candidates(
        here.partnership.pk, here.front_door.pk, name="Ada Sampleton", born=None, phone="", email=""
    )

    assert found == set()
    first, _second = (places.person(here, name="Bo Sampleton", email=f"{one}@person.example") for one in "ab")
    assert people.may_be(places.worker(here.front_door), first) == set()


def test_a_postcode_and_a_date_are_stopped_wherever_in_an_entry_they_stand(here: Place, writer: Actor) -> None:
    told = Told(title="A trial in EX31 1AA", parts={"happened": "Since 12 March 1985."})

    with pytest.raises(Invalid) as problem:
        memory.learn(told, by=writer)

    assert set(problem.value.fields) == {"title"}
    assert "Write the first half of the postcode" in problem.value.fields["title"][0]
    one = memory.ask(Told(title="What works in EX31 1AA?"), by=writer)
    with pytest.raises(Invalid):
        memory.answer(one, "It began on 12 March 1985.", by=places.worker(here.group))


def test_every_field_that_takes_words_is_looked_at(here: Place, writer: Actor, other: Actor, lead: Actor) -> None:
    places.person(here, name="Ada Sampleton")
    name = "Ada Sampleton"
    for kind, shape in memory.KINDS.items():
        sound = {part.name: "Words." for part in shape.parts if not part.number and not part.hour}
        body = {"body_name": "A national body"} if shape.promises else {}
        day = {"day": None}
        for where in ("title", *sound, *body):
            told = {"title": "A title"} | body | day
            parts = sound | ({where: name} if where in sound else {})
            told |= {where: name} if where in told else {}
            with pytest.raises(Invalid) as problem:
                memory.record(kind, Told(**(told | {"parts": parts, "day": _DAY})), by=writer)
            assert "may be a person's name" in str(problem.value), (kind, where)
    question = memory.ask(Told(title="What works?"), by=writer)
    promised = memory.promise(Told(title="Ten places", parts={"to": "us"}, day=_DAY, body=here.therapy.pk), by=writer)
    decided = memory.decide(Told(title="We meet", parts={"why": "To talk."}), by=writer)
    acts = (
        lambda: memory.answer(question, name, by=other),
        lambda: memory.reply(promised, name, by=other),
        lambda: memory.settle(promised, memory.Status.KEPT, words=name, by=other),
        lambda: memory.review(decided, memory.Looked.STANDS, words=name, by=writer),
        lambda: memory.change(decided, Told(title=name, parts={"why": "x"}), by=writer),
        lambda: memory.supersede(decided, Told(title=name, parts={"why": "x"}), by=writer),
    )
    for act in acts:
        with pytest.raises(Invalid):
            act()


def test_the_book_keeps_that_it_was_stopped_and_no_word_of_it(here: Place, writer: Actor) -> None:
    places.person(here, name="Ada Sampleton")

    with pytest.raises(Invalid):
        memory.learn(Told(title="Ada Sampleton", parts={"happened": "943 476 5919"}), by=writer)

    line = Line.objects.get(verb="memory.stop")
    assert line.detail == {"what": "name-nhs_number", "count": 2}
    assert not Entry.objects.exists()


def test_who_tries_many_names_learns_of_three_at_once_and_has_to_wait(here: Place, writer: Actor) -> None:
    names = [f"Person{'abcdefgh'[number]} Sampleton" for number in range(8)]
    for name in names:
        places.person(here, name=name)

    with pytest.raises(Invalid) as problem:
        memory.learn(Told(title="A list", parts={"happened": "\n\n".join(names)}), by=writer)
    assert sum(map(len, problem.value.fields.values())) == 3
    while throttle.allows("memory", str(writer.id), tries=60, seconds=3600):
        pass
    with pytest.raises(TooOften):
        memory.learn(Told(title="Nothing of anybody", parts={"happened": "Words."}), by=writer)


def test_a_community_member_may_write_and_is_told_how_to_mend_it(here: Place) -> None:
    places.person(here, name="Ada Sampleton")
    neighbour = places.worker(here.group, Role.COMMUNITY_MEMBER)

    with pytest.raises(Invalid) as problem:
        memory.learn(Told(title="What Ada Sampleton said", parts={"happened": "It was too far."}), by=neighbour)

    assert problem.value.fields["title"] == [
        "“Ada Sampleton” may be a person's name. Write “a learner”, “somebody” or their role instead."
    ]
    assert memory.learn(Told(title="What a learner said", parts={"happened": "It was too far."}), by=neighbour)
