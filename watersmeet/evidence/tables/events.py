"""History: what happened to a record, in the order of its versions."""

from watersmeet.evidence.tables.columns import CODE, ID, SMALL, Column, Table, always

EVENTS = Table(
    name="events",
    doc="One row per event of a room, without the words written with it.",
    key=("partnership", "room", "subject", "version"),
    columns=(
        Column("room", CODE, "The room that owns the record: 'referrals', 'plans' ..."),
        Column("subject", ID, "The record it happened to (UUID as text)."),
        Column("version", SMALL, "1, 2, 3 ... within the subject.", True, (), 1),
        Column("what", CODE, "The verb: 'sent', 'accepted' ..."),
        Column(
            "actor_kind", CODE, "Who did it, as a kind only.", True, ("user", "link", "system", "command", "process")
        ),
        Column("reason", CODE, "The coded reason, where one was given.", False),
        *always("The day it happened."),
    ),
)
