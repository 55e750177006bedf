"""The funnel: of the people referred, how many started, finished, and answered before and after."""

import ibis
import ibis.expr.types as ir

from watersmeet.evidence import ons4
from watersmeet.evidence.measures.courses import courses
from watersmeet.evidence.measures.estimand import Estimand
from watersmeet.evidence.measures.measure import Measure
from watersmeet.evidence.measures.pairs import Window, pairs
from watersmeet.evidence.tables.marking import gettext_noop


def funnel(referrals: ir.Table, responses: ir.Table, window: Window | None = None) -> ir.Table:
    """People (not referrals) at each step; a person is paired when at least one ONS4 question is."""
    begun = courses(referrals)
    answers = responses.filter(responses.instrument == "ons4")
    both = pairs(answers, begun, ons4.NAMES, window or Window())
    paired = both.filter(both["first"].notnull() & both["last"].notnull()).select("partnership", "person").distinct()
    paired = paired.mutate(paired=ibis.literal(True))
    people = referrals.group_by("partnership", "person").agg(
        started=referrals.started_on.notnull().any(),
        finished=(referrals.started_on.notnull() & (referrals.state == "completed")).any(),
    )
    people = people.left_join(paired, ["partnership", "person"])
    return people.group_by("partnership").agg(
        referred=people.count(),
        started=people.count(where=people.started),
        finished=people.count(where=people.finished),
        paired=people.count(where=people.paired),
    )


FUNNEL = Measure(
    name="funnel",
    version=1,
    tables=("referrals", "responses"),
    define=funnel,
    estimand=Estimand(
        who=gettext_noop("People who agreed to evaluation and had at least one referral sent for them."),
        what=gettext_noop("How many started, completed at least one, and answered an ONS4 question before and after."),
        when=gettext_noop("From the first referral to the moment these records were read."),
        missing=gettext_noop(
            "Nobody is left out; people who did not agree are counted apart, as not in these figures."
        ),
        comparison=gettext_noop("None: these are counts."),
    ),
)
