"""The door of the people room."""

from watersmeet.records.people.actions import erase, merge, register, set_contact, unmerge
from watersmeet.records.people.gate import allowed, gate, gate_all, insist_gate, lock
from watersmeet.records.people.models import Age, Ground, OverrideKind
from watersmeet.records.people.permissions import expect, give_permission, override, review_override, withdraw
from watersmeet.records.people.ports import Held, held
from watersmeet.records.people.queries import (
    Card,
    Match,
    Share,
    cards,
    contact_rules,
    export,
    find_person,
    keeper,
    matches,
    may_be,
    safe_contact,
    same_as,
    shared_with,
)
from watersmeet.records.people.rules import Attempt, Channel, Daytime, SafeContact
from watersmeet.records.people.tokens import candidates

__all__ = [
    "Age",
    "Attempt",
    "Card",
    "Channel",
    "Daytime",
    "Ground",
    "Held",
    "Match",
    "OverrideKind",
    "SafeContact",
    "Share",
    "allowed",
    "candidates",
    "cards",
    "contact_rules",
    "erase",
    "expect",
    "export",
    "find_person",
    "gate",
    "gate_all",
    "give_permission",
    "held",
    "insist_gate",
    "keeper",
    "lock",
    "matches",
    "may_be",
    "merge",
    "override",
    "register",
    "review_override",
    "safe_contact",
    "same_as",
    "set_contact",
    "shared_with",
    "unmerge",
    "withdraw",
]
