"""ONS4 change: each of the four questions before and after, in whole numbers."""

import ibis
import ibis.expr.types as ir

from watersmeet.evidence import ons4
from watersmeet.evidence.measures.courses import courses
from watersmeet.evidence.measures.estimand import Estimand
from watersmeet.evidence.measures.measure import Measure
from watersmeet.evidence.measures.pairs import Window, pairs
from watersmeet.evidence.tables.marking import gettext_noop


def ons4_change(responses: ir.Table, referrals: ir.Table, window: Window | None = None) -> ir.Table:
    """Per scale: who started, who is paired, and the integers that mean, spread and direction of change come from.

    `change` is last less first, as scored; `better` and `worse` are in the scale's good direction. The `_squares` are
    sums of squares. `first_only` are people who answered before and not after.
    """
    answers = responses.filter(responses.instrument == "ons4")
    both = pairs(answers, courses(referrals), ons4.NAMES, window or Window())
    change = both.last.cast("int64") - both.first.cast("int64")
    polarity = ibis.cases(*[(both.scale == s.name, s.polarity) for s in ons4.SCALES], else_=0)
    rows = both.mutate(change=change, good=change * polarity, first=both.first.cast("int64"))
    paired = rows.change.notnull()
    alone = rows.first.notnull() & rows.change.isnull()
    return rows.group_by("partnership", "scale").agg(
        started=rows.count(),
        paired=rows.count(where=paired),
        change_sum=_total(rows.change, paired),
        change_squares=_total(rows.change * rows.change, paired),
        better=rows.count(where=rows.good > 0),
        same=rows.count(where=rows.good == 0),
        worse=rows.count(where=rows.good < 0),
        first_sum=_total(rows.first, paired),
        first_squares=_total(rows.first * rows.first, paired),
        first_only=rows.count(where=alone),
        first_only_sum=_total(rows.first, alone),
        first_only_squares=_total(rows.first * rows.first, alone),
    )


def _total(value: ir.IntegerValue, where: ir.BooleanValue) -> ir.IntegerScalar:
    """A sum that is 0 when there is nothing to add."""
    return value.sum(where=where).coalesce(0)


ONS4_CHANGE = Measure(
    name="ons4_change",
    version=1,
    tables=("responses", "referrals"),
    define=ons4_change,
    estimand=Estimand(
        who=gettext_noop("People who agreed to evaluation, started, and answered the question before and after."),
        what=gettext_noop("The mean change in each ONS4 question, from 0 to 10, each apart. Lower anxiety is better."),
        when=gettext_noop(
            "From the first answer, no later than 7 days after the first start, to the last answer, no earlier than "
            "14 days before the last end; while help is going on, the last answer so far."
        ),
        missing=gettext_noop(
            "People without both answers are left out of the mean. The bounds on who improved count them all as not "
            "improved, then all as improved, out of everybody who started."
        ),
        comparison=gettext_noop("Before and after in the same people, with no group to compare with."),
    ),
)
