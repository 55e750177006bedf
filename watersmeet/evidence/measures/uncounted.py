"""Not in these figures: people who did not agree to evaluation, one count per step."""

import ibis.expr.types as ir

from watersmeet.evidence.measures.estimand import Estimand
from watersmeet.evidence.measures.measure import Measure
from watersmeet.evidence.tables.marking import gettext_noop


def uncounted(uncounted: ir.Table) -> ir.Table:
    """People outside every other figure, by the step they reached."""
    return uncounted.group_by("partnership", "step").agg(people=uncounted.people.sum())


UNCOUNTED = Measure(
    name="uncounted",
    version=1,
    tables=("uncounted",),
    define=uncounted,
    estimand=Estimand(
        who=gettext_noop("People who have not agreed to evaluation."),
        what=gettext_noop("How many were referred, started and finished, from administrative records alone."),
        when=gettext_noop("Up to the moment these records were read."),
        missing=gettext_noop("Nothing else about them is read."),
        comparison=gettext_noop("None: these are counts."),
    ),
)
