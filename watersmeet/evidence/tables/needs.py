"""What people said would help them, and whether they got it."""

from watersmeet.evidence.tables.columns import CODE, DATE, ID, Column, Table, always

MET, PARTLY, NOT_MET, NOT_YET_KNOWN = "met", "partly", "not_met", "not_yet_known"
STATES = (MET, PARTLY, NOT_MET, NOT_YET_KNOWN)

NEEDS = Table(
    name="needs",
    doc="One row per need that a person named, as it stands now.",
    key=("partnership", "need"),
    columns=(
        Column("need", ID, "The need (UUID as text)."),
        Column("person", ID, "Whose need it is."),
        Column("domain", CODE, "Social-determinants domain, as the plans room names it (housing, food, money ...)."),
        Column(
            "state",
            CODE,
            "Whether it was met, by the person's own account; nobody asked yet is not 'not met'.",
            True,
            STATES,
        ),
        Column("settled_on", DATE, "The day the person said so; empty while it is not yet known.", False),
        *always("The day the person named the need."),
    ),
    orders=(("happened_on", "settled_on"),),
)
