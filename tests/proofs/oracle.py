"""The rule of the gate once more, from the papers and in plain words: it knows no table and nothing of `people.gate`.

Everything that can be so or otherwise is one field of a `Case`; `may_be_shown` says what must come of it.
"""

from dataclasses import dataclass

CATEGORIES = ("identity", "contact", "needs", "plan", "referral", "attendance", "wellbeing_scores", "risk")
PURPOSES = ("support", "referral", "learning", "evaluation")
HEALTH = {"primary_care", "mental_health"}
PAIRS = {
    "across": ("learning", "community"),
    "in care": ("primary_care", "mental_health"),
    "out of care": ("primary_care", "community"),
    "into care": ("learning", "mental_health"),
    "own": ("learning", "learning"),
}
"""Giver and receiver, by the sector of each; "own" is one partner."""
ALL = {(purpose, category) for purpose in PURPOSES for category in CATEGORIES}
NARROW = {(purpose, category) for purpose in ("support", "referral") for category in ("identity", "contact", "needs")}
OTHER = {("learning", category) for category in ("plan", "attendance")}
AGREEMENTS: dict[str, set[tuple[str, str]]] = {
    "none": set(),
    "everything": ALL,
    "narrow": NARROW,
    "two that are narrow": NARROW | OTHER,
    "ended": set(),
    "from tomorrow": set(),
    "over since yesterday": set(),
    "last day": ALL,
    "not signed by the giver": set(),
    "not signed by the receiver": set(),
    "narrow that ended": set(),
}
"""What is agreed in each state of what was signed."""
ONCE_AGREED: dict[str, set[tuple[str, str]]] = {
    "ended": ALL,
    "over since yesterday": ALL,
    "narrow that ended": NARROW,
}
"""What both signed that is over: nothing new by it, but who is in the middle of helping is not left in the dark."""
BASES = ("both", "not the giver", "not the receiver", "ended today", "from tomorrow", "for referral alone")
TIMES = ("now", "run out", "from tomorrow", "replaced", "withdrawn")
OVERRIDES = ("none", "now", "over", "from tomorrow", "of another category", "to another partner")
KEPT_ON_DUTY = {"identity", "contact", "needs", "referral"}


@dataclass(frozen=True)
class Case:
    """One question, and everything that bears on it."""

    pair: str
    agreement: str
    basis: str
    purpose: str
    category: str
    ground: str = "none"  # or explicit, expectation
    given_for: tuple[str, str] = ("", "")  # purpose and category of that ground
    time: str = "now"
    override: str = "none"
    overridden: str = ""  # the category of the override
    restricted: bool = False
    officer: bool = False
    duty: bool = False  # the receiver has the next step


def may_be_shown(case: Case) -> bool:
    """An agreement that covers it, a lawful basis of both, and one ground; of one's own, the basis alone."""
    own = case.pair == "own"
    if not own and not _is_agreed(case):
        return False
    if not _has_basis(case):
        return False
    if own:
        if case.restricted and not case.officer and not case.duty:
            return False
        if case.purpose != "evaluation":
            return True
    return _said_yes(case) or _is_overridden(case)


def _is_agreed(case: Case) -> bool:
    asked = (case.purpose, case.category)
    return asked in AGREEMENTS[case.agreement] or (_keeps(case) and asked in ONCE_AGREED.get(case.agreement, ()))


def _keeps(case: Case) -> bool:
    """Whether it is what somebody needs who has the next step: it outlives a yes, or an agreement, that ran out."""
    return case.duty and case.category in KEPT_ON_DUTY


def _has_basis(case: Case) -> bool:
    if case.basis == "for referral alone":
        return case.purpose == "referral"
    return case.basis == "both"


def _said_yes(case: Case) -> bool:
    if case.ground == "none" or case.given_for != (case.purpose, case.category):
        return False
    if case.ground == "expectation" and not (case.purpose == "support" and set(PAIRS[case.pair]) <= HEALTH):
        return False
    if case.time == "run out":
        return _keeps(case)
    return case.time == "now"


def _is_overridden(case: Case) -> bool:
    in_force = case.override in {"now", "of another category"}
    return in_force and case.overridden == case.category and case.purpose != "evaluation"
