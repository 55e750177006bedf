"""Groups of opinion: a conversation of agree, disagree and pass, read from Polis's files, counted and grouped."""

from watersmeet.evidence.opinions.consensus import Heard, Told, heard
from watersmeet.evidence.opinions.counts import counts_exact
from watersmeet.evidence.opinions.export import as_polis, nobodys
from watersmeet.evidence.opinions.files import Conversation, Reason, Statement, Vote, read
from watersmeet.evidence.opinions.groups import Grouping, Likeness, group, like_published

__all__ = [
    "Conversation",
    "Grouping",
    "Heard",
    "Likeness",
    "Reason",
    "Statement",
    "Told",
    "Vote",
    "as_polis",
    "counts_exact",
    "group",
    "heard",
    "like_published",
    "nobodys",
    "read",
]
