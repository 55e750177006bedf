"""Are the values shared, and is working together viable? Rules V and C, over answers, whoever gathered them."""

from watersmeet.evidence.inquiry.answers import Answers, MoreThanThereAre, gather
from watersmeet.evidence.inquiry.faces import Face
from watersmeet.evidence.inquiry.files import Reason, read
from watersmeet.evidence.inquiry.plan import Group, Plan, needs, plan
from watersmeet.evidence.inquiry.shared import Verdict
from watersmeet.evidence.inquiry.tally import Tally, Untested, tally
from watersmeet.evidence.inquiry.verdicts import Judgement, Overall, overall, verdicts
from watersmeet.evidence.inquiry.viable import Fact, Judged, Known, Viable, viability
from watersmeet.evidence.inquiry.waves import Change, changes, mix

__all__ = [
    "Answers",
    "Change",
    "Face",
    "Fact",
    "Group",
    "Judged",
    "Judgement",
    "Known",
    "MoreThanThereAre",
    "Overall",
    "Plan",
    "Reason",
    "Tally",
    "Untested",
    "Verdict",
    "Viable",
    "changes",
    "gather",
    "mix",
    "needs",
    "overall",
    "plan",
    "read",
    "tally",
    "verdicts",
    "viability",
]
