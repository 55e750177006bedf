"""Where people were pointed without a referral, and what nobody had an answer to: about nobody in particular."""

from watersmeet.evidence.tables.columns import CODE, ID, SMALL, Column, Table, always

SIGNPOSTS = Table(
    name="signposts",
    doc="One row per signpost: a part of life, and whether there was a place to point to. Signposts, not people.",
    key=("partnership", "signpost"),
    columns=(
        Column("signpost", ID, "The signpost (UUID as text)."),
        Column("partner", ID, "The partner that noted it."),
        Column("domain", CODE, "The part of life it was about."),
        Column("service", ID, "The service they were pointed to; empty when it was elsewhere or nowhere.", False),
        Column("found", SMALL, "1 when there was a place to point to, 0 when nothing was found.", True, (), 0, 1),
        Column("reason", CODE, "Why there; empty when nobody said.", False),
        *always("The day of the signpost."),
    ),
)
