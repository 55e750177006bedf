"""Groups of opinion: a conversation of agree, disagree and pass, read from Polis's files, counted and grouped."""

from watersmeet.evidence.opinions.counts import counts_exact
from watersmeet.evidence.opinions.files import Conversation, Reason, read
from watersmeet.evidence.opinions.groups import Grouping, Likeness, group, like_published

__all__ = [
    "Conversation",
    "Grouping",
    "Likeness",
    "Reason",
    "counts_exact",
    "group",
    "like_published",
    "read",
]
