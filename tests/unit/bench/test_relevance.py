"""The bench of relevance: its figures are those of the book, and its judgements name needs and services that exist."""

import csv
import math
from pathlib import Path

import pytest

from bench import relevance

GRADES = {"a": 3.0, "b": 2.0, "c": 1.0}


def test_the_best_order_is_one_and_nothing_is_nought() -> None:
    assert relevance.ndcg(["a", "b", "c"], GRADES) == pytest.approx(1)
    assert relevance.ndcg([], GRADES) == 0
    assert relevance.ndcg(["x", "y"], GRADES) == 0


def test_a_worse_order_is_worth_what_the_formula_says() -> None:
    # Gains 7, 3, 1; discounts 1, log2(3), 2.
    best = 7 + 3 / math.log2(3) + 1 / 2
    assert relevance.ndcg(["b", "a"], GRADES) == pytest.approx((3 + 7 / math.log2(3)) / best)
    assert relevance.ndcg(["x", "x", "a"], GRADES) == pytest.approx(3.5 / best)


def test_only_the_first_ten_count() -> None:
    assert relevance.ndcg(["x"] * 10 + ["a"], GRADES) == 0
    assert relevance.ndcg(["x"] * 9 + ["a"], GRADES) > 0


@pytest.mark.parametrize(
    ("keys", "helped"), [(["x", "x", "b"], True), (["x", "x", "x", "a"], False), (["c", "c"], False), ([], False)]
)
def test_success_is_one_that_helps_among_the_first_three(keys: list[str], helped: bool) -> None:
    assert relevance.success(keys, GRADES) is helped


def test_every_judgement_is_of_a_need_and_a_service_that_exist(shared: Path) -> None:
    keys = {one.key for one in relevance.services()}
    assert len(keys) == 62
    rows = relevance._rows(relevance.JUDGED / "needs.csv")
    assert len({row["words"].casefold() for row in rows}) == len(rows) == 140
    judges = sorted(relevance.JUDGED.glob("judge_*.csv"))
    assert len(judges) == 2
    for judge in judges:
        with judge.open(encoding="utf-8", newline="") as file:
            said = list(csv.DictReader(file))
        assert {row["need"] for row in said} <= {row["need"] for row in rows}
        assert {row["service"] for row in said} <= keys
        assert {row["grade"] for row in said} == {"1", "2", "3"}
        assert len({(row["need"], row["service"]) for row in said}) == len(said)


def test_at_least_sixty_needs_that_nobody_looked_at_can_be_helped() -> None:
    assert sum(bool(one.held_out and one.grades) for one in relevance.needs()) >= 60
