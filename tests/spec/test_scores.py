"""Scores of every instrument with a total: every band's edges, the cut, the change that is just reliable.

The grids stand in docs/reference/measures.md as they are here.
"""

import pytest

from tests.spec.grids import cells
from watersmeet.records.outcomes.instrument import Polarity, instrument, shipped
from watersmeet.records.outcomes.scoring import at_caseness, band_of, published, reliably

SAID = {True: "yes", False: "no", None: None}
DRAWN = {"phq9", "gad7", "wsas", "who5", "swemwbs"}


def scores_of(code: str, grid: str) -> None:
    """Each row: a sum, and what is published of it."""
    used = instrument(code)
    for row in cells(grid):
        shown = published(used, used.total, None if row["sum"] is None else int(row["sum"]))
        band = band_of(used.total, shown)
        found = {"score": None if shown is None else str(shown), "band": band.code if band else None}
        found["at caseness"] = SAID[at_caseness(used.total, shown)]
        assert {name: found[name] for name in row if name != "sum"} == {k: v for k, v in row.items() if k != "sum"}, row


def changes_of(code: str, grid: str) -> None:
    """Each row: two sums, and whether the change between them is reliable."""
    used = instrument(code)
    for row in cells(grid):
        first, last = (
            published(used, used.total, None if row[name] is None else int(row[name])) for name in ("first", "last")
        )
        assert reliably(used.total, first, last) == row["reliably"], row


def test_phq9():
    scores_of(
        "phq9",
        """
        sum | score | band              | at caseness
        0   | 0     | none              | no
        4   | 4     | none              | no
        5   | 5     | mild              | no
        9   | 9     | mild              | no
        10  | 10    | moderate          | yes
        14  | 14    | moderate          | yes
        15  | 15    | moderately_severe | yes
        19  | 19    | moderately_severe | yes
        20  | 20    | severe            | yes
        27  | 27    | severe            | yes
        -   | -     | -                 | -
        """,
    )


def test_phq9_changes():
    changes_of(
        "phq9",
        """
        first | last | reliably
        10    | 4    | better
        10    | 5    | no
        4     | 10   | worse
        5     | 10   | no
        10    | 10   | no
        10    | -    | -
        -     | 10   | -
        """,
    )


def test_gad7():
    scores_of(
        "gad7",
        """
        sum | score | band     | at caseness
        0   | 0     | minimal  | no
        4   | 4     | minimal  | no
        5   | 5     | mild     | no
        7   | 7     | mild     | no
        8   | 8     | mild     | yes
        9   | 9     | mild     | yes
        10  | 10    | moderate | yes
        14  | 14    | moderate | yes
        15  | 15    | severe   | yes
        21  | 21    | severe   | yes
        -   | -     | -        | -
        """,
    )


def test_gad7_changes():
    changes_of(
        "gad7",
        """
        first | last | reliably
        8     | 4    | better
        8     | 5    | no
        4     | 8    | worse
        4     | 7    | no
        """,
    )


def test_wsas():
    scores_of(
        "wsas",
        """
        sum | score | band               | at caseness
        0   | 0     | subclinical        | -
        9   | 9     | subclinical        | -
        10  | 10    | significant        | -
        20  | 20    | significant        | -
        21  | 21    | more_than_moderate | -
        40  | 40    | more_than_moderate | -
        """,
    )


def test_who5():
    scores_of(
        "who5",
        """
        sum | score | band | at caseness
        0   | 0     | -    | yes
        12  | 48    | -    | yes
        13  | 52    | -    | no
        25  | 100   | -    | no
        """,
    )


def test_who5_changes():
    changes_of(
        "who5",
        """
        first | last | reliably
        10    | 13   | better
        10    | 12   | no
        13    | 10   | worse
        """,
    )


def test_swemwbs():
    scores_of(
        "swemwbs",
        """
        sum | score
        7   | 7.00
        8   | 9.51
        14  | 15.32
        21  | 19.25
        23  | 20.73
        26  | 23.21
        28  | 25.03
        32  | 29.31
        34  | 32.55
        35  | 35.00
        """,
    )


def test_swemwbs_is_turned_before_it_is_averaged():
    used = instrument("swemwbs")
    turned = [published(used, used.total, summed) for summed in (14, 28)]
    assert str(sum(turned) / 2) == "20.175"
    assert str(published(used, used.total, (14 + 28) // 2)) == "19.25"
    assert (len(used.total.table), used.total.table[0], used.total.table[-1]) == (29, 7, 35)


def test_nothing_was_left_undrawn():
    totals = {one.code: one.total for one in shipped().values() if one.total}
    assert {code for code, total in totals.items() if total.bands or total.table or total.cut} == DRAWN


@pytest.mark.parametrize("used", [one for one in shipped().values() if one.total], ids=lambda one: one.code)
def test_a_better_score_is_never_in_a_worse_band_and_a_change_turns_round(used):
    shown = [published(used, used.total, summed) for summed in used.sums]
    assert shown == sorted(shown)
    cases = [at_caseness(used.total, one) for one in shown if used.total.cut is not None]
    assert cases == sorted(cases, reverse=used.total.polarity is Polarity.HIGHER)
    turned = {"better": "worse", "worse": "better", "no": "no", None: None}
    for first in shown:
        for last in shown:
            assert reliably(used.total, last, first) == turned[reliably(used.total, first, last)]
