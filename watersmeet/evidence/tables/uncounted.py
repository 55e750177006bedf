"""How many people are not in these figures."""

from watersmeet.evidence.tables.columns import CODE, COUNT, Column, Table, always

STEPS = ("referred", "started", "finished")

UNCOUNTED = Table(
    name="uncounted",
    doc="People who did not agree to evaluation: one count per step of the funnel, from administrative records alone.",
    key=("partnership", "step"),
    columns=(
        Column("step", CODE, "The step of the funnel that was reached.", True, STEPS),
        Column("people", COUNT, "How many people reached it and are in no other table.", True, (), 0),
        *always("The day of the count."),
    ),
    counted_when_read=True,
)
