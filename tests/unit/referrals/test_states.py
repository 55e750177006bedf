"""The table of states read aloud."""

from watersmeet.records.referrals.rules import VERBS
from watersmeet.records.referrals.states import ENDED, REASONS, STATES, TO_THE_PERSON, Holder, State


def test_every_state_has_its_row_and_its_kind_words() -> None:
    assert set(STATES) == set(State) == set(TO_THE_PERSON)


def test_every_state_can_be_reached() -> None:
    reached = {to for standing in STATES.values() for to in standing.goes_to} | {State.DRAFT, State.ENTERED_IN_ERROR}
    assert reached == set(State)


def test_every_state_can_be_left_or_is_an_end_that_somebody_reads() -> None:
    for state, standing in STATES.items():
        assert standing.goes_to or state in ENDED | {State.ENTERED_IN_ERROR}
        assert (standing.holder is Holder.NOBODY) == (standing.next_action is None) == (standing.limit == "")


def test_every_step_has_a_verb() -> None:
    assert set(VERBS) == set(State) - {State.DRAFT}


def test_what_ends_or_pauses_asks_for_a_coded_reason() -> None:
    assert set(REASONS) == {State.DECLINED, State.LEFT, State.WITHDRAWN, State.PAUSED, State.ENTERED_IN_ERROR}


def test_no_word_to_the_person_blames_them() -> None:
    for words in TO_THE_PERSON.values():
        assert not {"failed", "refused", "rejected", "no-show", "dna"} & set(str(words).lower().split())
