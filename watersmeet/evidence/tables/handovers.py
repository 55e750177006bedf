"""Warm handovers by intention: whether one was offered, whatever became of it."""

from watersmeet.evidence.tables.columns import DATE, ID, SMALL, Column, Table, always

HANDOVERS = Table(
    name="handovers",
    doc="One row per referral that was sent: whether a joint first contact was offered, planned and took place.",
    key=("partnership", "referral"),
    columns=(
        Column("referral", ID, "The referral (UUID as text)."),
        Column("person", ID, "Whom it is for."),
        Column("referrer", ID, "The partner that referred."),
        Column("receiver", ID, "The partner that was asked."),
        Column(
            "offered",
            SMALL,
            "1 when it was offered as it was referred, 0 when not, empty when nobody asked.",
            False,
            (),
            0,
            1,
        ),
        Column("planned", SMALL, "How often one was planned, each time it moved included.", True, (), 0),
        Column("met_on", DATE, "The day on which they met; empty when they did not.", False),
        *always("The day the referral was sent."),
    ),
    orders=(("happened_on", "met_on"),),
)
