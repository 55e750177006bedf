"""Clinical change: caseness, recovery, reliable change of PHQ-9 and GAD-7 together. Unknown is neither yes nor no."""

import ibis
import ibis.expr.types as ir

from watersmeet.evidence.clinical import GAD7, NAMES, PHQ9, Scale
from watersmeet.evidence.measures.courses import courses
from watersmeet.evidence.measures.estimand import Estimand
from watersmeet.evidence.measures.measure import Measure
from watersmeet.evidence.measures.pairs import Window, pairs
from watersmeet.evidence.tables.marking import gettext_noop


def clinical_change(responses: ir.Table, referrals: ir.Table, window: Window | None = None) -> ir.Table:
    """Counts of people who started, apart for those who `finished` (1: completed at least one) and others (0).

    `at_caseness`, `below` and `unknown` add up to `started`; `improved`, `deteriorated` and `no_change` to `paired`.
    `recovery` and `reliable_recovery` are among the paired who were at caseness: without both measures twice,
    recovery is not known.
    """
    people = _judged(_wide(responses, referrals, window or Window()))
    done = referrals.filter(referrals.started_on.notnull() & (referrals.state == "completed"))
    done = done.select("partnership", "person").distinct().mutate(done=ibis.literal(1))
    rows = people.left_join(done, ["partnership", "person"]).mutate(finished=lambda t: t.done.coalesce(0).cast("int64"))
    return rows.group_by("partnership", "finished").agg(
        started=rows.count(),
        at_caseness=rows.count(where=rows.case),
        below=rows.count(where=~rows.case),
        unknown=rows.count(where=rows.case.isnull()),
        paired=rows.count(where=rows.paired),
        paired_at_caseness=rows.count(where=rows.paired & rows.case),
        recovery=rows.count(where=rows.recovery),
        reliable_recovery=rows.count(where=rows.recovery & rows.improved),
        improved=rows.count(where=rows.improved),
        deteriorated=rows.count(where=rows.deteriorated),
        no_change=rows.count(where=~rows.improved & ~rows.deteriorated),
    )


def _wide(responses: ir.Table, referrals: ir.Table, window: Window) -> ir.Table:
    """One row per person who started: first and last score of both measures, null where there is none."""
    answers = responses.filter(responses.instrument.isin(NAMES))
    both = pairs(answers, courses(referrals), NAMES, window)
    return both.group_by("partnership", "person").agg(
        **{f"{name}_{edge}": both[edge].max(where=both.scale == name) for name in NAMES for edge in ("first", "last")}
    )


def _judged(rows: ir.Table) -> ir.Table:
    """Three-valued: `case` is true when either first score is at its cut, false only when both are known and below."""
    paired = ibis.and_(*[rows[f"{name}_{edge}"].notnull() for name in NAMES for edge in ("first", "last")])
    fell, rose = _fell(rows, PHQ9) | _fell(rows, GAD7), _rose(rows, PHQ9) | _rose(rows, GAD7)
    case = (rows.phq9_first >= PHQ9.cut) | (rows.gad7_first >= GAD7.cut)
    below = (rows.phq9_last < PHQ9.cut) & (rows.gad7_last < GAD7.cut)
    return rows.mutate(
        case=case,
        paired=paired,
        recovery=ibis.ifelse(paired, case & below, None),
        improved=ibis.ifelse(paired, fell & ~rose, None),
        deteriorated=ibis.ifelse(paired, rose & ~fell, None),
    )


def _fell(rows: ir.Table, scale: Scale) -> ir.BooleanValue:
    return rows[f"{scale.name}_first"].cast("int64") - rows[f"{scale.name}_last"] >= scale.reliable


def _rose(rows: ir.Table, scale: Scale) -> ir.BooleanValue:
    return rows[f"{scale.name}_last"].cast("int64") - rows[f"{scale.name}_first"] >= scale.reliable


CLINICAL_CHANGE = Measure(
    name="clinical_change",
    version=1,
    tables=("responses", "referrals"),
    define=clinical_change,
    estimand=Estimand(
        who=gettext_noop("People who agreed to evaluation, started, and answered PHQ-9 and GAD-7 before and after."),
        what=gettext_noop(
            "How many fell below the level where a problem is likely on both, and how many changed on either by more "
            "than chance would explain (6 on PHQ-9, 4 on GAD-7) and not the other way on the other."
        ),
        when=gettext_noop(
            "From the first answer, no later than 7 days after the first start, to the last answer, no earlier than "
            "14 days before the last end."
        ),
        missing=gettext_noop(
            "Without both measures twice, recovery and change are not known. Shares are of all who started, with "
            "bounds that count every unknown as no and as yes."
        ),
        comparison=gettext_noop("Before and after in the same people, with no group to compare with."),
    ),
)
