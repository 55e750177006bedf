"""What is counted: pure definitions from tables of the contract to small frames of integers."""

from watersmeet.evidence.measures.clinical_change import CLINICAL_CHANGE
from watersmeet.evidence.measures.estimand import Estimand
from watersmeet.evidence.measures.funnel import FUNNEL
from watersmeet.evidence.measures.measure import Measure
from watersmeet.evidence.measures.needs_met import NEEDS_MET
from watersmeet.evidence.measures.ons4_bands import ONS4_BANDS
from watersmeet.evidence.measures.ons4_change import ONS4_CHANGE
from watersmeet.evidence.measures.uncounted import UNCOUNTED

MEASURES: dict[str, Measure] = {
    measure.name: measure for measure in (FUNNEL, UNCOUNTED, NEEDS_MET, ONS4_CHANGE, ONS4_BANDS, CLINICAL_CHANGE)
}

__all__ = ["MEASURES", "Estimand", "Measure"]
