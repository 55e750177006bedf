"""Names for rows: unguessable identifiers and short references that people can read out."""

from uuid import UUID, uuid4

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U: read aloud and written by hand


def new() -> UUID:
    """A new random identifier."""
    return uuid4()


def reference(identifier: UUID) -> str:
    """A short reference made from an identifier, such as "7Q4K-2MXA": for people, never a key."""
    number, letters = identifier.int, []
    for _place in range(8):
        number, index = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[index])
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"
