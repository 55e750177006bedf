"""Every method gives the published digits, and says what it cannot do."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from watersmeet.evidence.methods import (
    CannotEstimate,
    by_t,
    byar,
    exact_binomial,
    exact_lower,
    exact_poisson,
    mean_from_sums,
    missing_bounds,
    rate,
    smallest_shown,
    spread,
    standardised_difference,
    wilson,
)
from watersmeet.evidence.methods.holm import holm
from watersmeet.evidence.methods.newcombe import chance_beyond, newcombe
from watersmeet.evidence.methods.tails import so_few, so_many

DIGITS = 1e-12


@pytest.mark.parametrize(
    ("x", "n", "confidence", "low", "high"),
    [
        (65, 100, 0.95, 0.5525444329688797, 0.7363575175690247),
        (1045, 5000, 0.95, 0.19795549880013297, 0.22049130373189027),
        (1, 100, 0.95, 0.0017674320641406511, 0.054486196178705294),
        (5, 100, 0.95, 0.02154367915436798, 0.11175046923191911),
        (20, 100, 0.95, 0.1333669333310325, 0.28882916559315885),
        (222, 3215, 0.95, 0.060791690363636595, 0.07833956681383633),
        (65, 100, 0.998, 0.4954946574070431, 0.7783540614089697),
        (65, 100, 1.0, 0, 1),
    ],
)
def test_wilson(x, n, confidence, low, high):
    limits = wilson(x, n, confidence)
    assert (limits.low, limits.high) == pytest.approx((low, high), rel=DIGITS)


def test_wilson_at_the_edges():
    none, everyone, national = wilson(0, 10), wilson(10, 10), wilson(301815, 635185)
    assert (none.low, none.high) == (0, pytest.approx(0.277533, abs=5e-7))
    assert (everyone.low, everyone.high) == (pytest.approx(0.722467, abs=5e-7), 1)
    assert (national.low, national.high) == pytest.approx((0.473933, 0.476389), abs=5e-7)


@pytest.mark.parametrize(
    ("x", "confidence", "low", "high"),
    [
        (65, 0.95, 50.163187710459454, 82.84913854593984),
        (1045, 0.95, 982.5932018073325, 1110.33121298565),
        (1, 0.95, 0.01307213290150435, 5.5637555824752605),
        (10, 0.998, 2.916318374695686, 24.193724927880535),
        (1, 0.998, None, 9.362180217908362),
    ],
)
def test_byar(x, confidence, low, high):
    limits = byar(x, confidence)
    assert limits.low == (None if low is None else pytest.approx(low, rel=DIGITS))
    assert limits.high == pytest.approx(high, rel=DIGITS)


@pytest.mark.parametrize(
    ("x", "low", "high"),
    [
        (1, 0.025317807984289897, 5.571643390938898),
        (5, 1.62348639011842, 11.668332079322669),
        (20, 12.211428834875937, 30.889880369197066),
        (65, 50.163187710459454, 82.84913854593984),
    ],
)
def test_rates_per_hundred(x, low, high):
    limits = rate(x, 100, per=100)
    assert (limits.low, limits.high) == pytest.approx((low, high), rel=1e-9)


def test_rates_are_exact_below_ten_and_not_at_ten():
    assert [rate(x, 100).method for x in (9, 10)] == ["exact Poisson", "Byar"]


def test_a_count_of_nought_has_exact_limits():
    limits = exact_poisson(0)
    assert (limits.low, limits.high) == (0, pytest.approx(3.689, abs=5e-4))


@pytest.mark.parametrize(
    ("n", "needed"), [(8, 7), (10, 9), (12, 10), (15, 12), (20, 15), (30, 20), (60, 37), (100, 59), (200, 113)]
)
def test_exact_lower_limit_clears_a_half_where_the_rule_says(n, needed):
    assert exact_lower(needed, n) > 0.5 >= exact_lower(needed - 1, n)


def test_exact_lower_limit_of_seven_in_eight():
    assert exact_lower(7, 8) == pytest.approx(0.529, abs=5e-4)


def test_exact_binomial_holds_its_tails():
    """At each limit, the tail beyond what was seen is exactly 2.5%."""
    limits = exact_binomial(9, 30)
    beyond = sum(math.comb(30, k) * limits.low**k * (1 - limits.low) ** (30 - k) for k in range(9, 31))
    below = sum(math.comb(30, k) * limits.high**k * (1 - limits.high) ** (30 - k) for k in range(10))
    assert (beyond, below) == pytest.approx((0.025, 0.025), rel=1e-9)
    assert (exact_binomial(0, 5).low, exact_binomial(5, 5).high) == (0, 1)


def test_a_mean_by_t():
    limits = by_t(53.704345, 20.97557525770931, 8)
    assert (limits.low, limits.high) == pytest.approx((36.168325241336504, 71.24036475866352), rel=1e-9)


def test_a_mean_from_whole_number_sums_is_the_mean_of_the_numbers():
    numbers = [3, -1, 0, 4, 2, 2]
    mean = mean_from_sums(6, sum(numbers), sum(x * x for x in numbers))
    by_hand = math.sqrt(sum((x - 10 / 6) ** 2 for x in numbers) / 5)
    assert (mean.value, mean.sd) == pytest.approx((10 / 6, by_hand))
    assert mean.interval.high - mean.value == pytest.approx(2.570581836 * by_hand / math.sqrt(6))


def test_the_smallest_change_that_sixty_pairs_could_show():
    assert smallest_shown(60, 5) == pytest.approx(1.8, abs=0.05)


def test_those_who_did_not_answer_again_can_be_compared_at_the_start():
    assert standardised_difference((4, 8, 20), (4, 20, 104)) == pytest.approx(-3 / math.sqrt(4 / 3))


def test_bounds_count_all_of_the_missing_both_ways():
    bounds = missing_bounds(yes=30, known=50, everyone=100)
    assert (bounds.low, bounds.high) == (0.30, 0.80)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: wilson(-1, 10),
        lambda: wilson(1, 0),
        lambda: wilson(11, 10),
        lambda: wilson(math.nan, 10),
        lambda: wilson(1, math.nan),
        lambda: wilson(1, 10, 0.5),
        lambda: wilson(1, 10, 1.5),
        lambda: wilson(1, 10, math.nan),
        lambda: byar(0),
        lambda: byar(-1),
        lambda: byar(5, 1.0),
        lambda: exact_poisson(-1),
        lambda: rate(1, 0),
        lambda: exact_binomial(0.5, 1),
        lambda: exact_lower(3, 2),
        lambda: mean_from_sums(1, 3, 9),
        lambda: mean_from_sums(3, 6, 12),
        lambda: spread(2, 5, 1),
        lambda: by_t(1, 1, 1),
        lambda: smallest_shown(1, 5),
        lambda: standardised_difference((2, 2, 2), (2, 4, 8)),
        lambda: missing_bounds(0, 0, 0),
        lambda: missing_bounds(5, 4, 9),
        lambda: missing_bounds(1, 10, 9),
        lambda: missing_bounds(-1, 4, 9),
    ],
)
def test_what_cannot_be_estimated_is_refused_and_never_a_guess(ask):
    with pytest.raises(CannotEstimate):
        ask()


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "data/public_health_methods" / name).open(newline="") as lines:
        return list(csv.DictReader(lines))


def number(text: str) -> float | None:
    return float(text) if text else None


def close(wanted: float | None) -> object:
    return None if wanted is None else pytest.approx(wanted, rel=1e-9)


def test_every_published_byar_and_wilson_case(shared):
    cases = rows(shared, "byar_wilson_cases.csv")
    assert len(cases) == 13
    for case in cases:
        confidence = float(case["confidence"].rstrip("%")) / 100
        x = float(case["x"])
        limits = wilson(x, float(case["n"]), confidence) if case["method"] == "Wilson" else byar(x, confidence)
        assert (limits.low, limits.high) == (close(number(case["lowercl"])), close(number(case["uppercl"]))), case


@pytest.mark.parametrize(("name", "complete"), [("proportion_cases.csv", 8), ("rate_cases.csv", 8)])
def test_every_published_proportion_and_rate(shared, name, complete):
    cases = [case for case in rows(shared, name) if case["Numerator"]]
    assert len(cases) == complete
    for case in cases:
        x, n, times = (float(case[column]) for column in ("Numerator", "Denominator", "multiplier"))
        for confidence, end in ((0.95, "95_0cl"), (0.998, "99_8cl")):
            limits = (
                wilson(x, n, confidence).times(times) if case["method"] == "Wilson" else rate(x, n, confidence, times)
            )
            wanted = (close(number(case[f"lower{end}"])), close(number(case[f"upper{end}"])))
            assert (limits.low, limits.high) == wanted, case
            assert limits.method[:4] == case["method"][:4] or limits.method == "exact Poisson"


@pytest.mark.parametrize(
    ("x1", "n1", "x2", "n2", "low", "high"),
    [  # Newcombe 1998, table II, method 10
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (10, 10, 0, 10, 0.6075, 1.0),
        (5, 56, 0, 29, -0.0381, 0.1926),
    ],
)
def test_newcombes_interval_is_as_published(x1: int, n1: int, x2: int, n2: int, low: float, high: float) -> None:
    found = newcombe(x1, n1, x2, n2)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_a_chance_beyond_is_where_the_interval_begins_to_touch() -> None:
    chance = float(chance_beyond(*map(np.array, (90, 100, 40, 100)), 0.25))
    assert newcombe(90, 100, 40, 100, 1 - chance).low == pytest.approx(0.25, abs=1e-6)
    assert float(chance_beyond(*map(np.array, (60, 100, 40, 100)), 0.25)) == 1


def test_holms_way_stops_at_the_first_that_does_not_pass() -> None:
    chances, counted = np.array([0.01, 0.04, 0.03, 0.005, 0.0]), np.array([True, True, True, True, False])
    assert holm(chances, 0.05, counted).tolist() == [True, False, False, True, False]
    assert holm(np.zeros(0), 0.05, np.zeros(0, dtype=bool)).tolist() == []


def test_tails_are_exact_with_and_without_a_roster() -> None:
    yes, of = np.array([0, 7, 8]), np.array([8, 8, 8])
    assert so_many(yes, of, 0.5).tolist() == pytest.approx([1, 9 / 256, 1 / 256])
    assert so_few(yes, of, 0.5).tolist() == pytest.approx([1 / 256, 255 / 256, 1])
    # six of eight of twelve, half of whom say yes: C(6,6) C(6,2) / C(12,8)
    assert float(so_many(np.array(6), np.array(8), 0.5, 12)) == pytest.approx(15 / 495)
    assert float(so_few(np.array(2), np.array(8), 0.5, 12)) == pytest.approx(15 / 495)
    assert float(so_few(np.array(1), np.array(8), 0.5, 12)) == 0
