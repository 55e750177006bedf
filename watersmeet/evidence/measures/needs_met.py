"""Needs met: what people asked for, and whether they got it."""

import ibis.expr.types as ir

from watersmeet.evidence.measures.estimand import Estimand
from watersmeet.evidence.measures.measure import Measure
from watersmeet.evidence.tables.marking import gettext_noop
from watersmeet.evidence.tables.needs import MET, NOT_MET, NOT_YET_KNOWN, PARTLY


def needs_met(needs: ir.Table) -> ir.Table:
    """Needs by domain and by what became of them; the four states add up to `needs`."""
    return needs.group_by("partnership", "domain").agg(
        needs=needs.count(),
        met=needs.count(where=needs.state == MET),
        partly=needs.count(where=needs.state == PARTLY),
        not_met=needs.count(where=needs.state == NOT_MET),
        not_yet_known=needs.count(where=needs.state == NOT_YET_KNOWN),
    )


NEEDS_MET = Measure(
    name="needs_met",
    version=1,
    tables=("needs",),
    define=needs_met,
    estimand=Estimand(
        who=gettext_noop("Every need named by a person who agreed to evaluation. One person may name several."),
        what=gettext_noop("The share of needs that were met, by the person's own account."),
        when=gettext_noop("From the day the need was named to the moment these records were read."),
        missing=gettext_noop(
            "Needs nobody has asked about yet stay in the whole; the bounds count all of them as unmet, then as met."
        ),
        comparison=gettext_noop("None: there is no group to compare with."),
    ),
)
