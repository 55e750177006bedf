"""Who may what, tried over HTTP: each verb that has a page, by every role on every side, by persons, answerers, nobody.

What must come of it is read from the grid that people reviewed, and from the rows: never from the policy itself.
"""

import random
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest

from tests.proofs.deeds import DEEDS, ELSEWHERE, Deed
from tests.proofs.square import Comer, Square
from tests.proofs.town import tried
from tests.shape.test_policy import GRID
from watersmeet.accounts import policy

pytestmark = pytest.mark.django_db
SEED = 20261129
SLICE = 160
"""So many cells that must be refused are tried in CI; all that must be let in are."""


def cells(square: Square) -> list[tuple[Deed, Comer, bool]]:
    """Every deed with everybody, and whether the papers let them."""
    return [(deed, who, deed.is_for(square, who)) for deed, who in product(DEEDS, square.everybody)]


def mismatches(square: Square, asked: list[tuple[Deed, Comer, bool]]) -> Iterator[str]:
    """Each cell tried, and undone. Yields those where more or less was done than the papers say."""
    for deed, who, expected in asked:
        with tried():
            answer = deed.send(square, who)
            found = deed.let_in(answer)
        if found != expected:
            yield f"{who.label}: {deed.verb} at {deed.route} {deed.of}: {answer.status_code}, and not {expected}"


def test_every_verb_is_tried_here_or_it_is_said_where() -> None:
    here = {deed.verb for deed in DEEDS}
    assert here & ELSEWHERE.keys() == set()
    assert here | ELSEWHERE.keys() == GRID.keys()


def test_each_is_let_in_where_the_papers_say_and_nowhere_else(
    square: Square, nightly: bool, record_property: Callable[[str, object], None]
) -> None:
    every = cells(square)
    yes, no = [cell for cell in every if cell[2]], [cell for cell in every if not cell[2]]
    chance = random.Random(SEED)  # noqa: S311 - the same cells each time, no secret
    asked = every if nightly else [*chance.sample(yes, SLICE // 2), *chance.sample(no, SLICE)]
    assert {deed.verb for deed, _who, _yes in yes} == {deed.verb for deed in DEEDS}, "nobody may: it shows nothing"
    assert list(mismatches(square, asked)) == []
    record_property("counted", f"role x object x verb: {len(asked)} of {len(every)} cells over HTTP, 0 mismatches")


BROKEN: dict[str, Callable[[policy.Grant, Any, Any], bool]] = {
    "who": lambda grant, _who, relations: bool(grant.relations & relations),
    "to which matter": lambda grant, who, _relations: bool(grant.who & who),
}


@pytest.mark.parametrize("check", BROKEN)
def test_a_check_that_is_gone_is_found(square: Square, check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the policy does not look who asks, or about what."""
    monkeypatch.setattr(policy.Grant, "holds", BROKEN[check])
    no = [cell for cell in cells(square) if not cell[2] and cell[1].actor.partner in {square.keeper, square.receiver}]
    assert next(mismatches(square, no), "")
