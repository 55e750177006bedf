"""When two completions are a pair: all questions, or as many as the file says; nothing is put in an answer's place.

The national count takes work and social adjustment as paired from four of its five questions on, since work may not
apply; another guide wants all five. So it is a line of the file, and what ships asks for all.
"""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watersmeet.base.problems import Invalid
from watersmeet.records.outcomes.instrument import Instrument, instrument, read, shipped
from watersmeet.records.outcomes.scoring import Pair, pair, score

WSAS = instrument("wsas")
FIVE = [item.code for item in WSAS.items]
ALL = dict.fromkeys(FIVE, 4)
WITHOUT_WORK = ALL | {"q1": None}
BETTER = {"q1": 3, "q2": 2, "q3": 2, "q4": 2, "q5": 2}


def from_four(used: Instrument = WSAS) -> Instrument:
    """The same, where four answers are enough."""
    assert used.total is not None
    return used.model_copy(update={"total": used.total.model_copy(update={"pair_needs": 4})})


@pytest.mark.parametrize("one", [one for one in shipped().values() if one.total], ids=lambda one: one.code)
def test_what_ships_asks_for_every_answer(one: Instrument) -> None:
    assert one.total is not None
    assert one.total.pair_needs is None


def test_by_default_four_of_five_are_no_pair() -> None:
    assert pair(WSAS, ALL, BETTER) == Pair(5, 20, 11)
    assert pair(WSAS, ALL, BETTER | {"q1": None}) is None
    assert pair(WSAS, WITHOUT_WORK, BETTER) is None


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (ALL, BETTER, Pair(5, 20, 11)),
        (ALL, BETTER | {"q1": None}, Pair(4, 16, 8)),  # work did not apply at the end
        (WITHOUT_WORK, BETTER, Pair(4, 16, 8)),
        (WITHOUT_WORK, BETTER | {"q1": None}, Pair(4, 16, 8)),
        (WITHOUT_WORK, BETTER | {"q2": None}, Pair(3, 12, 6)),  # four and four, three of them the same
        (ALL, BETTER | {"q1": None, "q2": None}, None),  # three are not enough
        (ALL, {}, None),
    ],
)
def test_where_the_file_says_four_they_are_compared_over_what_was_answered_both_times(
    first: dict[str, int | None], last: dict[str, int | None], found: Pair | None
) -> None:
    assert pair(from_four(), first, last) == found


def test_a_sum_that_lacks_an_answer_stays_unknown_whatever_makes_a_pair() -> None:
    assert score(from_four(), WITHOUT_WORK) == {"wsas": None}
    assert score(from_four(), ALL) == {"wsas": 20}


@given(*[st.dictionaries(st.sampled_from(FIVE), st.none() | st.integers(0, 8)) for _time in range(2)])
def test_no_number_is_ever_made_up(first: dict[str, int | None], last: dict[str, int | None]) -> None:
    found = pair(from_four(), first, last)
    if found is not None:
        both = [code for code in FIVE if first.get(code) is not None and last.get(code) is not None]
        assert found.questions == len(both) >= 3
        assert found.first == sum(first[code] or 0 for code in both)
        assert found.last == sum(last[code] or 0 for code in both)


def test_it_is_a_line_of_the_file_and_cannot_ask_for_more_than_there_is() -> None:
    def told(needs: int) -> str:
        text = files("watersmeet.records.outcomes").joinpath("instruments/wsas.toml").read_text("utf-8")
        return text.replace("[total]\n", f"[total]\npair_needs = {needs}\n")

    assert read(told(4)).total.pair_needs == 4  # type: ignore[union-attr]
    with pytest.raises(Invalid) as wrong:
        read(told(6))
    assert "pair_needs must be 5 at most" in str(wrong.value.fields)


def test_what_has_no_total_has_no_pair() -> None:
    assert pair(instrument("ons4"), {"happy": 3}, {"happy": 4}) is None
