"""The people of a partnership who agreed to evaluation."""

from watersmeet.evidence.tables.columns import CODE, ID, SMALL, Column, Table, always

AGE_BANDS = ("16-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+")

PEOPLE = Table(
    name="people",
    doc="One row per person who agreed that their record may be used for evaluation; merged records are one person.",
    key=("partnership", "person"),
    columns=(
        Column("person", ID, "The person (UUID as text); the same in every table. Never a name or a number."),
        Column("age_band", CODE, "Age in years at registration, in bands; empty is unknown.", False, AGE_BANDS),
        Column("district", CODE, "Code of the local authority district they live in; empty is unknown.", False),
        Column(
            "decile", SMALL, "Deprivation tenth of their area, 1 the most deprived; empty is unknown.", False, (), 1, 10
        ),
        Column("decile_source", CODE, "Index and year the tenth is taken from, such as 'IoD 2025'.", False),
        *always("The day they were first registered."),
    ),
)
