"""The contract between records and evidence: typed frames, and the check that lets a row in."""

from watersmeet.evidence.tables.answers import ANSWERS
from watersmeet.evidence.tables.checking import Checked, ContractBroken, Quarantined, check
from watersmeet.evidence.tables.columns import Column, Table
from watersmeet.evidence.tables.events import EVENTS
from watersmeet.evidence.tables.handovers import HANDOVERS
from watersmeet.evidence.tables.needs import NEEDS
from watersmeet.evidence.tables.people import PEOPLE
from watersmeet.evidence.tables.referrals import REFERRALS
from watersmeet.evidence.tables.responses import RESPONSES
from watersmeet.evidence.tables.signposts import SIGNPOSTS
from watersmeet.evidence.tables.ties import TIES
from watersmeet.evidence.tables.uncounted import UNCOUNTED
from watersmeet.evidence.tables.unmet import UNMET

TABLES: dict[str, Table] = {
    table.name: table
    for table in (PEOPLE, NEEDS, REFERRALS, HANDOVERS, RESPONSES, SIGNPOSTS, ANSWERS, TIES, UNCOUNTED, UNMET, EVENTS)
}

__all__ = [
    "ANSWERS",
    "EVENTS",
    "HANDOVERS",
    "NEEDS",
    "PEOPLE",
    "REFERRALS",
    "RESPONSES",
    "SIGNPOSTS",
    "TABLES",
    "TIES",
    "UNCOUNTED",
    "UNMET",
    "Checked",
    "Column",
    "ContractBroken",
    "Quarantined",
    "Table",
    "check",
]
