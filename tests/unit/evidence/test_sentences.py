"""Each sentence appears where it must, and only there; none uses a banned word."""

from fractions import Fraction
from pathlib import Path

import pytest
from django.utils import translation

from watersmeet.evidence.methods import Interval, wilson
from watersmeet.evidence.report import numbers, sentences
from watersmeet.evidence.report.banned import BANNED, banned_words

GOOD_UP, GOOD_DOWN = 1, -1


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en-gb"):
        yield


def limits(low: float | None, high: float) -> Interval:
    return Interval(low, high, 0.95, "t")


class TestNumbers:
    @pytest.mark.parametrize(
        ("x", "n", "told"),
        [
            (7, 12, "7 of 12"),
            (0, 19, "0 of 19"),
            (1, 20, "5%"),
            (1, 8, "1 of 8"),
            (25, 200, "13%"),
            (583, 1000, "58.3%"),
        ],
    )
    def test_no_per_cent_of_fewer_than_twenty_and_no_decimals_below_a_thousand(self, x, n, told):
        assert numbers.share(x, n) == told

    def test_a_range_of_few_people_is_told_in_people(self):
        assert numbers.share_range(0.25, 0.75, 12) == "3 to 9 of 12"
        assert numbers.share_range(0.30, 0.80, 100) == "30% to 80%"

    @pytest.mark.parametrize(
        ("value", "told"), [(1.25, "+1.3"), (-1.25, "\N{MINUS SIGN}1.3"), (0.04, "0.0"), (-0.04, "0.0")]
    )
    def test_points_have_a_sign_only_when_they_are_something(self, value, told):
        assert numbers.points(value, signed=True) == told

    def test_halves_go_up_on_exact_fractions(self):
        assert numbers.rounded(Fraction(1, 8), 2) == "0.13"


def test_1_the_funnel_names_every_step_and_whom_change_describes():
    told = sentences.funnel(40, 30, 20, 12)
    assert told == (
        "Of 40 people, 30 started, 20 finished and 12 answered before and after. "
        "Figures on change describe only the 12."
    )


def test_1_bounds_count_the_missing_both_ways_out_of_all_who_started():
    assert "30% to 80% of all who started" in (sentences.if_the_missing(30, 50, 100) or "")
    assert "3 to 8 of the 10." in (sentences.if_the_missing(3, 5, 10) or "")


@pytest.mark.parametrize(("paired", "started"), [(10, 10), (0, 0)])
def test_1_bounds_are_silent_when_nobody_is_missing(paired, started):
    assert sentences.if_the_missing(0, paired, started) is None


def test_not_in_these_figures_is_always_said():
    assert "1 more person was" in sentences.not_in_these_figures(1)
    assert "7 more people were" in sentences.not_in_these_figures(7)
    assert "Everybody" in sentences.not_in_these_figures(0)


def test_2_no_comparison_gives_a_share_only_where_there_is_a_line_to_meet():
    assert "no comparison group" in sentences.no_comparison()
    assert "%" not in sentences.no_comparison()
    assert "about 21% to 36%" in sentences.no_comparison((0.21, 0.36))


class TestMissing:
    """Sentence 4."""

    paired = (10, 50, 260)

    def said(self, started: int, first_only: tuple[int, int, int], polarity: int = GOOD_UP) -> str | None:
        return sentences.missing_were_unlike(started, self.paired, first_only, polarity=polarity)

    def test_silent_when_most_are_paired_and_the_missing_were_alike(self):
        assert self.said(14, (4, 20, 104)) is None

    def test_said_when_fewer_than_sixty_in_a_hundred_are_paired(self):
        assert self.said(16, (4, 20, 104)) is None
        assert "Not known" not in (self.said(17, (4, 20, 104)) or "")
        assert "not known" in (self.said(17, (4, 20, 104)) or "")

    def test_worse_off_at_the_start_makes_the_result_too_good(self):
        assert "too good" in (self.said(14, (4, 12, 40)) or "")

    def test_better_off_at_the_start_makes_the_result_too_bad(self):
        assert "too bad" in (self.said(14, (4, 28, 200)) or "")

    def test_on_anxiety_a_higher_start_is_worse_off(self):
        assert "too good" in (self.said(14, (4, 28, 200), GOOD_DOWN) or "")


def test_5_few_people_bring_what_chance_could_give():
    assert "Chance alone could give 10 to 17 of 19" in (sentences.too_few(19, wilson(14, 19)) or "")
    assert sentences.too_few(30, wilson(20, 30)) is None


@pytest.mark.parametrize(
    ("low", "high", "polarity", "said"),
    [
        (-0.2, 1.4, GOOD_UP, "No clear difference: the interval runs from \N{MINUS SIGN}0.2 to +1.4 points."),
        (0.0, 1.4, GOOD_UP, "No clear difference"),
        (None, 1.4, GOOD_UP, "No clear difference"),
        (0.4, 1.4, GOOD_UP, "Answers were better afterwards, by 0.4 to 1.4 points."),
        (-1.4, -0.4, GOOD_UP, "Answers were worse afterwards, by 0.4 to 1.4 points."),
        (-1.4, -0.4, GOOD_DOWN, "better afterwards"),
        (0.4, 1.4, GOOD_DOWN, "worse afterwards"),
    ],
)
def test_6_a_difference_is_said_only_when_the_interval_is_clear_of_nought(low, high, polarity, said):
    assert said in sentences.difference(limits(low, high), polarity)


def test_7_worse_stands_beside_better_in_the_same_words():
    assert sentences.both_ways(6, 2, 4) == (
        "6 of 12 answered better afterwards, 4 of 12 answered worse, 2 of 12 answered the same."
    )
    assert sentences.both_ways(0, 0, 0) is None


@pytest.mark.parametrize(("heard", "says"), [(0, "nobody"), (1, "fewer than 8"), (7, "fewer than 8")])
def test_13_a_small_group_is_banded_and_not_spoken_for(heard, says):
    told = sentences.cannot_speak_for("75 and over", heard) or ""
    assert says in told
    assert "cannot speak for them" in told


def test_13_a_group_of_eight_is_heard():
    assert sentences.cannot_speak_for("75 and over", 8) is None


def test_14_nothing_recorded_is_not_a_nought():
    assert "0" not in sentences.nothing_recorded()


def test_what_would_change_our_mind():
    assert sentences.could_have_shown(60, 1.81) == (
        "With 60 people, a true change smaller than 1.8 points would usually not show."
    )


def test_banned_words_are_found_wherever_they_hide():
    assert banned_words("The course WORKS and led to a significant rise") == ["WORKS", "led to", "significant"]
    assert banned_words("a workshop for networks") == []


def test_no_sentence_that_we_ship_uses_a_banned_word():
    evidence = Path(sentences.__file__).resolve().parents[1]
    shipped = [evidence / "report/sentences.py", evidence / "report/words.py", *evidence.glob("measures/*.py")]
    shipped += evidence.glob("pages/**/*.html")
    for file in shipped:
        quoted = "\n".join(line for line in file.read_text().splitlines() if '"""' not in line)
        assert banned_words(quoted) == [], file.name
    assert BANNED
