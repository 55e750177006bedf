"""What a place's own instrument may not say: each fault is told with its place and how to mend it."""

from importlib.resources import files

import pytest

from tests.unit.outcomes.own_documents import document
from watersmeet.base.problems import Invalid
from watersmeet.records.outcomes.instrument import shipped
from watersmeet.records.outcomes.own_rules import read_own

TOTAL = '\n[total]\npolarity = "higher"\n'


def test_the_example_that_the_page_begins_with_is_right() -> None:
    one = read_own(files("watersmeet.records.outcomes").joinpath("own_example.toml").read_text("utf-8"))
    assert (one.code, len(one.items), one.off, one.watched, one.claims) == ("our_choir", 2, "", False, False)


@pytest.mark.parametrize("code", sorted({code for code, _version in shipped()}))
def test_no_name_that_ships_is_taken(code: str) -> None:
    assert f"code: {code} comes with this software. Choose another." in faults(document(code=code))


@pytest.mark.parametrize(
    ("faulty", "says"),
    [
        ("code = ", "This is not TOML"),
        ("[" * 5000, "This is not TOML"),
        ("version = " + "9" * 5000, "This is not TOML"),
        ("", "code: Field required"),
        (document(code="Our Choir"), "code: write 3 to 20 small letters"),
        (document(version=0), "version: Input should be greater than or equal to 1"),
        (document(head='asked = "watched"'), "Only instruments that come with this software call somebody."),
        (document(head='asked = "watched"', tail="alert_from = 1"), "asked: leave it out, and alert_from too."),
        (document(tail="alert_from = 1"), "what may raise an alert is asked where somebody watches"),
        (document(head='loinc = "44249-1"'), "loinc, known_as, unscored: leave them out."),
        (document(tail='loinc = "44260-8"'), "loinc, known_as, unscored: leave them out."),
        (document(head='known_as = ["http://loinc.org/q/69725-0"]'), "loinc, known_as, unscored: leave them out."),
        (document(tail=TOTAL + 'loinc = "44261-6"'), "loinc, known_as, unscored: leave them out."),
        (document(tail=TOTAL + "cut = 10"), "source_url: bands, cut"),
        (document(tail=TOTAL + "reliable_change = 3"), "source_url: bands, cut"),
        (document(tail='bands = [{ code = "all", from = 0, until = 10 }]'), "source_url: bands, cut"),
        (document(asks=""), "every item has its words, or none where they are licensed"),
        (document(asks="  "), "items.0.asks: write 3 to 500 letters."),
        (document(asks="x" * 501), "items.0.asks: write 3 to 500 letters."),
        (document(verb="person.see"), 'seen: write verb = "measure.see" or "measure.see_clinical"'),
        (document().replace("wellbeing_scores", "risk"), "seen: write verb"),
        (document().replace('about = "self"', 'about = "nobody"'), "about: Input should be 'self', 'goal' or 'need'"),
        (document().replace("Our own words, for our own use", "ours"), "licence: say it in 10 letters or more"),
        (document().replace("Written by the choir of Example Vale", ""), "source: say it in 10 letters or more"),
        (document().replace('high_words = "very much"', ""), "items.1.options: write the words of every answer"),
        (document().replace("high = 10", "high = 11"), "items.1.high: offer 11 answers at most."),
        (document(tail="_stands = false"), "_stands: Extra inputs are not permitted"),
        (document(head="said = 1"), "said: Extra inputs are not permitted"),
    ],
)
def test_a_fault_is_told_with_its_place(faulty: str, says: str) -> None:
    assert says in faults(faulty)


def test_with_a_source_it_may_have_bands_and_a_cut() -> None:
    total = TOTAL + "cut = 5\nreliable_change = 3"
    sourced = document(tail=total).replace('source_url = ""', 'source_url = "https://choir.example/scores"')
    assert read_own(sourced).claims


def test_every_fault_is_told_at_once() -> None:
    said = faults(document(code="ons4", verb="person.see", head='loinc = "44249-1"'))
    assert all(place in said for place in ("code: ons4", "seen: write", "loinc, known_as"))


def faults(text: str) -> str:
    with pytest.raises(Invalid) as told:
        read_own(text)
    assert set(told.value.fields) == {"document"}
    return "\n".join(told.value.fields["document"])
