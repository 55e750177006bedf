"""Rules V and C told in small stories: what one wave may say, what it hangs on, and what it never tells."""

import pytest

from watersmeet.evidence.inquiry import (
    Fact,
    Group,
    Known,
    Overall,
    Tally,
    Untested,
    Verdict,
    Viable,
    changes,
    mix,
    needs,
    overall,
    plan,
    tally,
    verdicts,
    viability,
)
from watersmeet.evidence.inquiry.faces import Face, NotAnAnswer, says
from watersmeet.evidence.inquiry.verdicts import Judgement, Lean, answers_needed
from watersmeet.evidence.inquiry.viable import Why
from watersmeet.evidence.inquiry.waves import Why as WhyNot

FIVE = ("learners", "community", "education", "mental_health", "primary_care")
RESPECT = ("respect", "important")


def all_five(yes: int, of: int, **other: Tally) -> dict[str, Tally]:
    return {group: Tally(yes, of) for group in FIVE} | other


def judged(groups: dict[str, Tally]) -> Judgement:
    return verdicts({RESPECT: groups})[0]


# One group


@pytest.mark.parametrize(
    ("answered", "yes"),
    [(8, 7), (10, 9), (12, 10), (15, 12), (20, 15), (30, 20), (60, 37), (100, 59), (200, 113)],
)
def test_so_many_must_say_yes(answered: int, yes: int) -> None:
    assert needs(answered) == yes
    assert Tally(yes, answered).lower > 0.5 >= Tally(yes - 1, answered).lower


def test_of_fewer_than_eight_nobody_is_tested() -> None:
    assert needs(7) is None
    assert Tally(7, 7).untested is Untested.FEW
    assert Tally(0, 0).untested is Untested.NOBODY
    assert Tally(7, 8).untested is None
    assert round(Tally(7, 8).lower, 3) == 0.529


def test_with_a_roster_the_bounds_are_certain_whatever_the_silent_think() -> None:
    bounds = Tally(8, 9, roster=12).bounds
    assert bounds is not None
    assert (round(bounds.low, 2), round(bounds.high, 2)) == (0.67, 0.92)
    assert Tally(8, 9).bounds is None


def test_a_certain_bound_over_half_endorses_without_any_statistics() -> None:
    assert judged(all_five(8, 12, learners=Tally(7, 8))).verdict is Verdict.CANNOT_TELL
    whole = {group: Tally(7, 12, roster=12) for group in FIVE}
    assert judged(whole).verdict is Verdict.SHARED


def test_more_of_a_small_roster_that_answered_is_surer() -> None:
    assert needs(30) == 20
    assert needs(30, roster=40) == 18


def test_who_does_not_exist_cannot_answer() -> None:
    with pytest.raises(ValueError, match="13 of 12"):
        Tally(2, 13, roster=12)
    with pytest.raises(ValueError, match="3 of 2"):
        Tally(3, 2)


# Organisations


def of_organisations(yes: int, of: int, many: int, others: int = 0) -> Tally:
    """`many` organisations of so many answers each; the `others` say no."""
    split = {f"one {place}": (yes, of) for place in range(many)} | {f"no {place}": (0, of) for place in range(others)}
    return Tally(yes * many, of * (many + others), split)


def test_from_four_organisations_on_each_counts_once() -> None:
    three = of_organisations(3, 10, 3)
    assert (three.by_organisation, three.counted) == (False, (9, 30))
    eight = of_organisations(3, 4, 7, others=1)
    assert (eight.by_organisation, eight.counted, eight.untested) == (True, (7, 8), None)


def test_a_large_organisation_does_not_speak_for_nine_small_ones() -> None:
    split = {"large": (90, 90)} | {f"small {place}": (1, 3) for place in range(9)}
    education = Tally(99, 117, split)
    assert education.dominant
    assert judged(all_five(28, 30, education=education)).verdict is not Verdict.SHARED
    assert judged(all_five(28, 30, education=Tally(99, 117))).verdict is Verdict.SHARED


def test_four_organisations_cannot_show_more_than_half_and_five_only_together() -> None:
    assert judged(all_five(28, 30, education=of_organisations(6, 6, 4))).verdict is Verdict.CANNOT_TELL
    assert judged(all_five(28, 30, education=of_organisations(6, 6, 5))).verdict is Verdict.SHARED


def test_five_organisations_are_not_tested_where_one_gave_a_single_answer() -> None:
    split = {f"one {place}": (6, 6) for place in range(4)} | {"single": (1, 1)}
    assert Tally(25, 25, split).untested is Untested.FEW_OF_AN_ORGANISATION


def test_answers_are_tallied_by_organisation_where_it_is_said() -> None:
    assert tally([("", True), ("", False)]).organisations == {}
    assert tally([("tea", True), ("tea", False), ("", True)]).organisations == {"tea": (1, 2), "": (1, 1)}
    assert not tally([("", True)]).dominant
    assert tally([]) == Tally(0, 0)


# Rule V


def test_what_every_group_is_shown_to_hold_is_shared() -> None:
    found = judged(all_five(27, 30, learners=Tally(22, 30)))
    assert (found.verdict, found.hangs_on, found.close) == (Verdict.SHARED, (), False)
    assert judged(all_five(55, 60)).close


def test_no_difference_found_is_not_shared() -> None:
    found = judged(all_five(18, 30))
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.hangs_on == FIVE
    assert {one.lean for one in found.groups} == {Lean.YES}


def test_four_groups_do_not_outvote_the_fifth() -> None:
    found = judged(all_five(200, 200, learners=Tally(5, 30)))
    assert (found.verdict, found.hangs_on) == (Verdict.CONTESTED, ("learners",))


def test_two_groups_that_both_hold_it_but_far_apart_are_contested() -> None:
    found = judged(all_five(198, 200, learners=Tally(118, 200), community=Tally(198, 200)))
    assert all(one.endorsed for one in found.groups)
    assert found.verdict is Verdict.CONTESTED
    assert found.wide == tuple(("learners", other) for other in FIVE[2:])


def test_professionals_apart_from_each_other_are_no_declared_contrast() -> None:
    found = judged(all_five(160, 200, education=Tally(200, 200), primary_care=Tally(125, 200)))
    assert (found.verdict, found.wide) == (Verdict.SHARED, ())


@pytest.mark.parametrize("silent", ["learners", "community"])
def test_without_learners_or_community_there_is_never_a_yes(silent: str) -> None:
    others = {group: one for group, one in all_five(200, 200).items() if group != silent}
    found = judged(others)
    assert (found.verdict, found.hangs_on) == (Verdict.CANNOT_TELL, (silent,))
    assert overall([found]) is Overall.CANNOT_TELL


def test_of_a_group_that_is_not_tested_not_even_the_lean_is_told() -> None:
    learners = judged(all_five(28, 30, learners=Tally(7, 7))).groups[0]
    assert (learners.untested, learners.lean, learners.needed) == (Untested.FEW, None, 8)


@pytest.mark.parametrize(("yes", "of", "needed"), [(18, 30, 80), (15, 30, None), (6, 8, 16), (29, 30, 30)])
def test_how_many_answers_at_this_share_would_show_it(yes: int, of: int, needed: int | None) -> None:
    found = answers_needed(Tally(yes, of))
    assert found == needed
    if found:
        assert Tally(yes * found // of, found).lower > 0.5


def test_a_verdict_says_what_it_rests_on() -> None:
    found = judged(all_five(28, 30, community=Tally(3, 5)))
    assert ("without community", Verdict.SHARED) in found.rests_on
    assert judged(all_five(28, 30)).rests_on == ()
    near = judged(all_five(28, 30, learners=Tally(20, 30)))
    assert ("share 60%", Verdict.CANNOT_TELL) in near.rests_on
    silent = judged(all_five(28, 30, learners=Tally(24, 30, roster=100)))
    assert {what for what, _then in silent.rests_on} == {"silent say no"}


def test_of_few_not_even_what_it_rests_on_tells_what_they_said() -> None:
    nobody, everybody = (judged(all_five(28, 30, learners=Tally(yes, 6, roster=9))).rests_on for yes in (0, 6))
    assert nobody == everybody


def test_the_more_is_asked_the_more_it_takes_to_call_one_contested() -> None:
    alone = verdicts({RESPECT: all_five(28, 30, learners=Tally(6, 25))})
    among = verdicts(
        {(str(place), "important"): all_five(28, 30) for place in range(20)}
        | {RESPECT: all_five(28, 30, learners=Tally(6, 25))}
    )
    assert (alone[0].verdict, among[-1].verdict) == (Verdict.CONTESTED, Verdict.CANNOT_TELL)


@pytest.mark.parametrize(
    ("shared", "contested", "answer"),
    [(5, 0, Overall.YES), (3, 0, Overall.PARTLY), (2, 0, Overall.CANNOT_TELL), (4, 1, Overall.NO)],
)
def test_the_answer_over_five_values(shared: int, contested: int, answer: Overall) -> None:
    kinds = [all_five(28, 30)] * shared + [all_five(28, 30, learners=Tally(0, 30))] * contested
    kinds += [all_five(16, 30)] * (5 - shared - contested)
    assert overall(verdicts({(str(place), "important"): one for place, one in enumerate(kinds)})) is answer


# Rule C

IN_PLACE = [Fact("agreement", Known.YES), Fact("leads", Known.YES)]


def viable(**changed: object) -> object:
    asked = {
        "benefits": {"more good than harm": all_five(28, 30)},
        "barriers": {"no time": all_five(1, 30)},
        "met": {"somebody to ring": all_five(28, 30)},
        "can_be_met": {"somebody to ring": all_five(29, 30)},
        "facts": IN_PLACE,
    }
    return viability(**(asked | changed))  # type: ignore[arg-type]


def told(found: object) -> tuple[object, list[tuple[str, object, str]]]:
    rows = (*found.stops, *found.unknown, *found.conditions)  # type: ignore[attr-defined]
    return found.verdict, [(one.what, one.why, one.group) for one in rows]  # type: ignore[attr-defined]


def test_what_all_judge_good_and_the_records_say_is_in_place_is_viable() -> None:
    assert told(viable()) == (Viable.VIABLE, [])


def test_what_is_not_known_is_never_a_yes() -> None:
    facts = [*IN_PLACE, Fact("safety", Known.NOT_KNOWN), Fact("funding", Known.NO)]
    rest = [("safety", Why.NOT_KNOWN, ""), ("funding", Why.NOT_IN_PLACE, "")]
    assert told(viable(facts=facts)) == (Viable.VIABLE_IF, rest)
    assert told(viable(facts=[]))[0] is Viable.CANNOT_TELL


def test_a_condition_that_can_be_met_by_a_day_becomes_a_commitment() -> None:
    found = viable(met={"somebody to ring": all_five(3, 30)})
    assert told(found) == (Viable.VIABLE_IF, [("somebody to ring", Why.NOT_MET_YET, "")])


def test_a_condition_that_learners_say_cannot_be_met_stops_it() -> None:
    found = viable(can_be_met={"somebody to ring": all_five(30, 30, learners=Tally(4, 30))})
    assert told(found)[0] is Viable.NOT_AS_THINGS_STAND
    assert ("somebody to ring", Why.OPPOSED, "learners") in told(found)[1]


def test_what_would_stop_a_fifth_of_a_group_is_named_and_what_would_stop_half_blocks() -> None:
    named = viable(barriers={"no time": all_five(0, 30, community=Tally(11, 30))})
    assert told(named)[0] is Viable.CANNOT_TELL, "eleven of thirty may be a half"
    larger = viable(barriers={"no time": all_five(0, 100, community=Tally(30, 100))})
    assert told(larger) == (Viable.VIABLE_IF, [("no time", Why.BARRIER, "community")])
    blocked = viable(barriers={"no time": all_five(0, 30, community=Tally(22, 30))})
    assert told(blocked) == (Viable.NOT_AS_THINGS_STAND, [("no time", Why.BLOCKED, "community")])


def test_who_was_not_heard_keeps_us_from_telling() -> None:
    found = viable(barriers={"no time": all_five(0, 30, learners=Tally(0, 6))})
    assert told(found) == (Viable.CANNOT_TELL, [("no time", Why.MAY_BLOCK, "learners")])
    assert told(viable(benefits={}))[0] is Viable.CANNOT_TELL
    assert told(viable(also=["council"]))[0] is Viable.CANNOT_TELL


# Waves


def wave(yes: int, of: int, roster: int = 0) -> dict[tuple[str, str], dict[str, Tally]]:
    return {RESPECT: {"learners": Tally(yes, of, roster=roster)}}


def test_a_change_is_called_where_it_is_clear_and_half_have_answered() -> None:
    (found,) = changes(wave(15, 40, 60), wave(35, 40, 60))
    assert (found.called, found.why_not) == (True, None)
    assert found.by is not None
    assert (found.by.low or 0) > 0


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (wave(15, 40), wave(35, 40), WhyNot.FEW_ANSWERED),
        (wave(15, 40, 400), wave(35, 40, 400), WhyNot.FEW_ANSWERED),
        (wave(25, 40, 60), wave(30, 40, 60), WhyNot.NO_CLEAR_DIFFERENCE),
        (wave(15, 40, 60), wave(7, 7, 60), WhyNot.FEW),
    ],
)
def test_no_change_is_called_on_little(before: dict, after: dict, why: WhyNot) -> None:
    (found,) = changes(before, after)
    assert (found.called, found.why_not) == (False, why)


def test_bounds_that_lie_apart_are_enough() -> None:
    (found,) = changes(wave(2, 45, 100), wave(99, 100, 100))
    assert found.called


def test_waves_that_asked_different_things_have_no_change() -> None:
    assert changes({}, wave(3, 9)) == []
    assert mix({"learners": Tally(1, 30), "community": Tally(1, 10)}) == {"learners": 0.75, "community": 0.25}
    assert mix({"learners": Tally(0, 0)}) == {"learners": 0.0}


# Planning


def test_a_plan_says_beforehand_that_thirty_answer_and_fifteen_do_not() -> None:
    thirty, fifteen = (plan({group: Group(size) for group in FIVE}) for size in (30, 15))
    assert [round(one.one_value, 2) for one in thirty.chances] == [0.21, 0.99, 1.0]
    assert thirty.chances[1].all_values > 0.9 > 0.05 > fifteen.chances[1].all_values
    assert set(thirty.needs.values()) == {20}
    assert set(thirty.enough.values()) == {28}
    assert all(0.05 < chance < 0.2 for chance in thirty.noticed.values())


def test_a_plan_without_learners_finds_nothing_shared() -> None:
    found = plan({"education": Group(100), "community": Group(60, 80)})
    assert (found.needs["learners"], found.needs["community"]) == (None, 34)
    assert {one.one_value for one in found.chances} == {0}
    assert plan({group: Group(20, 20) for group in FIVE}).chances[1].all_values == 1


# Answers


@pytest.mark.parametrize(
    ("face", "answer", "yes"),
    [
        (Face.IMPORTANT, "4", True), (Face.IMPORTANT, "3", False), (Face.PRIORITY, "1", True),
        (Face.PRIORITY, "0", False), (Face.BARRIER, "yes", True), (Face.BARRIER, "no", False),
        (Face.CONDITION, "can", True), (Face.CONDITION, "unknown", False),
    ],
)  # fmt: skip
def test_which_answers_are_a_yes(face: Face, answer: str, yes: bool) -> None:
    assert says(face, answer) is yes


def test_a_condition_is_met_already_or_only_can_be() -> None:
    assert says(Face.CONDITION, "met", already=True)
    assert not says(Face.CONDITION, "can", already=True)


@pytest.mark.parametrize(
    ("face", "answer"),
    [(Face.LIVED, "0"), (Face.LIVED, "6"), (Face.LIVED, "²"), (Face.PRIORITY, "11"), (Face.BARRIER, "4"),
     (Face.CONDITION, "yes"), (Face.LIVED, ""), (Face.LIVED, "9" * 5000)],
)  # fmt: skip
def test_what_is_no_answer_is_refused(face: Face, answer: str) -> None:
    with pytest.raises(NotAnAnswer):
        says(face, answer)
