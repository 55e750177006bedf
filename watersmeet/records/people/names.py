"""Names as they are compared: by letters alone, whatever the case, marks, hyphens and order they are written in."""

import unicodedata

Pair = tuple[str, str]
_NO_MARK = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "\u0131": "i", "ŋ": "n", "ħ": "h"}
)
"""Letters that are no letter with a mark to the computer, and are to people."""
_LONGEST = 5
_SHORT = "al bin da das de del della den der di dos du el ibn la le san st te ten ter van von y"
PARTICLES = frozenset(_SHORT.split())
"""Short words inside a surname, which are no name by themselves."""


def letters(text: str) -> str:
    """The letters alone, without case and marks: "O'Brien-Åse" is "obrienase"."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_NO_MARK)
    return "".join(sign for sign in plain if sign.isalpha())


def pair(one: str, other: str) -> Pair:
    """Two names, whichever stands first."""
    return (one, other) if one <= other else (other, one)


def pairs_of(name: str) -> set[Pair]:
    """The pairs by which a whole name is known: "Ada Mary Smith-Jones" also as Ada Jones, Mary Jones, Ada Smith-Jones.

    Nobody is known by one name alone.
    """
    parts = [part for part in (letters(word) for word in _words(name)) if part][:_LONGEST]
    cut = {pair("".join(parts[:at]), "".join(parts[at:])) for at in range(1, len(parts))}
    with_last = {pair(part, parts[-1]) for part in parts[:-1] if part not in PARTICLES}
    return {two for two in cut | with_last if min(map(len, two)) > 1}


def _words(name: str) -> list[str]:
    for sign in "-\u2010\u2011\u2012\u2013\u2014,":
        name = name.replace(sign, " ")
    return name.split()
