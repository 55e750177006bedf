"""Words a report may not use of its own figures, and where they stand in a text."""

import re

BANNED = (
    "works",
    "proves",
    "proven",
    "caused",
    "led to",
    "saved the NHS",
    "significant",
    "significantly",
    "recovered",
    "recovery rate",
    "no difference",
    "in line with",
    "improving trend",
    "league table",
    "top performing",
    "worst performing",
)

_FIND = re.compile(r"\b(" + "|".join(re.escape(word) for word in BANNED) + r")\b", re.IGNORECASE)


def banned_words(text: str) -> list[str]:
    """The banned words that a text uses, as it writes them."""
    return _FIND.findall(text)
