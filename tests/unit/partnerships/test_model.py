"""How requests are shared is written in the model: what is wrong is said in words, and where."""

import pytest

from tests.factories.places import MODEL
from watersmeet.base.problems import Invalid
from watersmeet.records.partnerships.api import Allocation, AllocationRule, read_toml

ORDER = 'order = ["distance", "access", "wait", "places", "fair_share"]'


def with_order(order: str, more: str = "") -> str:
    """The worked model with another order."""
    assert ORDER in MODEL
    return MODEL.replace(ORDER, f"order = {order}\n{more}")


def test_the_worked_model_shares_by_all_five_rules() -> None:
    assert read_toml(MODEL).allocation == Allocation()
    assert read_toml(MODEL).allocation.order == tuple(AllocationRule)


@pytest.mark.parametrize(
    ("order", "place", "said"),
    [
        ('["wait", "luck", "fair_share"]', "order", "There is no rule luck. Choose from: distance, access, wait"),
        ('["choice", "fair_share"]', "order", "The person's choice is always first: leave it out of the order."),
        ('["wait", "wait", "fair_share"]', "order", "Name each rule once."),
        ('["wait"]', "order", "fair_share must be in the order"),
        ("[]", "order", "fair_share must be in the order"),
    ],
)
def test_a_faulty_order_is_refused_in_words(order: str, place: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_toml(with_order(order))

    [(where, [sentence])] = refused.value.fields.items()
    assert where == f"allocation.{place}"
    assert sentence.startswith(said)


@pytest.mark.parametrize("line", ["distance_step_km = 0", "wait_step_days = 0", "lately_days = 3", "weight = 2"])
def test_steps_have_a_size_and_there_are_no_weights(line: str) -> None:
    name = line.split()[0]
    without = "\n".join(one for one in MODEL.splitlines() if not one.startswith(name))

    with pytest.raises(Invalid) as refused:
        read_toml(without.replace(ORDER, f"{ORDER}\n{line}"))

    assert list(refused.value.fields) == [f"allocation.{name}"]


def test_a_model_from_before_the_rules_were_told_apart_is_still_read() -> None:
    lines = MODEL.splitlines()
    start = lines.index(next(one for one in lines if one.startswith("[allocation]")))
    old = [*lines[: start + 1], 'rule = "the person\'s choice first"', *lines[start + 5 :]]

    assert read_toml("\n".join(old)).allocation == Allocation()
