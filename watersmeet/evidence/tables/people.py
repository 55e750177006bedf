"""The people of a partnership who agreed to evaluation."""

from watersmeet.evidence.tables.columns import CODE, ID, SMALL, Column, Table, always

AGE_BANDS = ("16_17", "18_over")

PEOPLE = Table(
    name="people",
    doc="One row per person who agreed that their record may be used for evaluation; merged records are one person.",
    key=("partnership", "person"),
    columns=(
        Column("person", ID, "The person (UUID as text); the same in every table. Never a name or a number."),
        Column(
            "age_band",
            CODE,
            "Age as everybody is asked it: 16 or 17, or 18 and over; empty is unknown.",
            False,
            AGE_BANDS,
        ),
        Column("district", CODE, "Code of the local authority district they live in; empty is unknown.", False),
        Column(
            "decile", SMALL, "Deprivation tenth of their area, 1 the most deprived; empty is unknown.", False, (), 1, 10
        ),
        Column("decile_source", CODE, "Index and year the tenth is taken from, such as 'IoD 2025'.", False),
        *always("The day they were first registered."),
    ),
)
