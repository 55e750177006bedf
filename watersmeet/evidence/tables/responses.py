"""Completions of an instrument, scored once on the way in."""

from watersmeet.evidence.tables.columns import CODE, ID, SMALL, Column, Table, always

RESPONSES = Table(
    name="responses",
    doc="One row per completion of an instrument and scale of it. ONS4 has four scales and no total.",
    key=("partnership", "response", "scale"),
    columns=(
        Column("response", ID, "The completion (UUID as text); all its scales share it."),
        Column("person", ID, "Who answered."),
        Column("referral", ID, "The referral it was asked for; empty when it was asked for none.", False),
        Column("instrument", CODE, "Code of the instrument: 'ons4' ..."),
        Column(
            "scale", CODE, "Code of the scale: for ons4 'satisfied', 'worthwhile', 'happy', 'anxious'; else 'total'."
        ),
        Column("score", SMALL, "The score as a whole number; empty when the scale was skipped.", False),
        Column("supersedes", ID, "The response that this one corrects; the corrected one is no longer counted.", False),
        *always("The day it was completed by the person: not the day it was typed in."),
    ),
)
