"""What people looked for and did not find: counts from the place's minimum on, about nobody in particular."""

from watersmeet.evidence.tables.columns import CODE, COUNT, Column, Table, always

UNMET = Table(
    name="unmet",
    doc="Searches that found nothing about what was asked: one row per month, district and part of life.",
    key=("partnership", "happened_on", "district", "domain"),
    columns=(
        Column("domain", CODE, "The part of life, as the directory names it (mind, money, home ...); 'other' else."),
        Column("district", CODE, "The local authority where it was looked for (ONS code); empty: not known.", False),
        Column("times", COUNT, "How many searches: several of one sitting count once.", True, (), 1),
        *always("The first day of the month."),
    ),
)
