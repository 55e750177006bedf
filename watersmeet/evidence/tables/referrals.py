"""Asks to one service for one person, with the dates of the road they took."""

from watersmeet.evidence.tables.columns import CODE, DATE, ID, Column, Table, always

STATES = ("sent", "accepted", "waiting", "started", "paused", "completed", "left", "declined", "withdrawn")

REFERRALS = Table(
    name="referrals",
    doc="One row per referral that was sent, as it stands now. Drafts and referrals entered in error are left out.",
    key=("partnership", "referral"),
    columns=(
        Column("referral", ID, "The referral (UUID as text)."),
        Column("person", ID, "Whom it is for."),
        Column("service", ID, "The service asked; empty while the front door has not chosen one.", False),
        Column("referrer", ID, "The partner that referred; for a self-referral, the front door."),
        Column("receiver", ID, "The partner that was asked."),
        Column(
            "route",
            CODE,
            "How the person came: self, behalf, assisted, worker, introducer, phone, paper, spreadsheet.",
            False,
        ),
        Column(
            "direction",
            CODE,
            "Between care and learning: beside_care, instead_of_care, while_waiting, to_care; else empty.",
            False,
        ),
        Column("state", CODE, "Its state now, as the referrals room names it.", True, STATES),
        Column("accepted_on", DATE, "The day it was accepted.", False),
        Column("started_on", DATE, "The day of the first contact that counts as a start.", False),
        Column("ended_on", DATE, "The day it was completed, left, declined or withdrawn.", False),
        *always("The day it was sent: time zero of every wait."),
    ),
    orders=(
        ("happened_on", "accepted_on"),
        ("happened_on", "started_on"),
        ("happened_on", "ended_on"),
        ("started_on", "ended_on"),
    ),
)
