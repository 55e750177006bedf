"""Who worked with whom, month by month: counts between partners, and no person."""

from watersmeet.evidence.tables.columns import CODE, COUNT, ID, Column, Table, always

KINDS = ("referral", "handover", "plan", "message", "commitment", "answer")

TIES = Table(
    name="ties",
    doc="How often one partner referred to another, met or planned with it, wrote to it, promised or answered.",
    key=("partnership", "giver", "receiver", "kind", "happened_on"),
    columns=(
        Column("giver", ID, "The partner that referred, wrote, promised or answered (UUID as text)."),
        Column("receiver", ID, "The partner it went to; of an answer, the one that asked."),
        Column("kind", CODE, "What went between them.", True, KINDS),
        Column("times", COUNT, "How often in that month.", True, (), 1),
        *always("The first day of the month."),
    ),
    counted_when_read=True,
)
