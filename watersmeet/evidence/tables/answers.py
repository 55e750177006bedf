"""What people answered when the place was asked about its values, and whether working together is viable."""

from watersmeet.evidence.tables.columns import CODE, ID, Column, Table, always

ANSWERS = Table(
    name="answers",
    doc="One row per question that one person answered in a wave that is closed; no names and no words.",
    key=("partnership", "answer", "face", "item"),
    columns=(
        Column("answer", ID, "All that one person answered at once (UUID as text); who it was is not kept."),
        Column("wave", ID, "The wave of the inquiry."),
        Column("group", CODE, "Which group they answered in: learners, community, education ..."),
        Column("organisation", ID, "Tells organisations of one wave apart, and names none; often empty.", False),
        Column(
            "face",
            CODE,
            "How it was asked.",
            True,
            ("important", "lived", "priority", "benefit", "barrier", "condition", "statement", "leadership"),
        ),
        Column("item", CODE, "What was asked, as the questions of the inquiry name it."),
        Column("said", CODE, "The answer: 1 to 5, points 0 to 10, yes or no, or met, can, no, unknown."),
        *always("The day it was answered; the moment it was written down is the beginning of that day."),
    ),
)
