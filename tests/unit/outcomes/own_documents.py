"""An invented instrument of a place's own, as its lead would paste it, with one thing otherwise."""


def document(
    *,
    code: str = "our_choir",
    version: int = 1,
    asks: str = "How much did you feel part of the choir?",
    verb: str = "measure.see",
    head: str = "",
    tail: str = "",
) -> str:
    """Two questions; `head` stands before the first table, `tail` at the end."""
    return f"""
code = "{code}"
version = {version}
why = "First version."
lang = "en-gb"
name = "Singing together"
source = "Written by the choir of Example Vale"
source_url = ""
licence = "Our own words, for our own use"
attribution = ""
intro = "About singing together."
about = "self"
missing = "unknown"
{head}

[seen]
verb = "{verb}"
category = "wellbeing_scores"

[each]
window = "the last week"
polarity = "higher"
low = 0

[[items]]
code = "joined_in"
short = "Joined in"
asks = "{asks}"
high = 3
options = [
  {{ value = 0, code = "no", words = "Not at all" }}, {{ value = 1, code = "some", words = "A little" }},
  {{ value = 2, code = "most", words = "Mostly" }}, {{ value = 3, code = "all", words = "Wholly" }},
]

[[items]]
code = "looked_forward"
short = "Looked forward"
asks = "How much did you look forward to it?"
high = 10
low_words = "not at all"
high_words = "very much"
{tail}
"""
