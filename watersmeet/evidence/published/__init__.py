"""Published percentages recomputed from their own published counts."""

from watersmeet.evidence.published.check import check_file
from watersmeet.evidence.published.formulas import NHSTT, Formula
from watersmeet.evidence.published.reading import Reason, read
from watersmeet.evidence.published.recompute import Mismatch, Recomputed, recompute

__all__ = ["NHSTT", "Formula", "Mismatch", "Reason", "Recomputed", "check_file", "read", "recompute"]
