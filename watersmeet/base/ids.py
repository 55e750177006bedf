"""Names for rows: unguessable identifiers, and what people can read out or type."""

import secrets
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


def code() -> str:
    """A new random code that people can type, such as "7Q4K-2MXA-9BCD": it opens something, and nobody guesses it."""
    return "-".join("".join(secrets.choice(_LETTERS) for _sign in range(4)) for _group in range(3))


def tidy_code(typed: str) -> str:
    """A code as it is kept, however it was typed: "7q4k2mxa9bcd" is "7Q4K-2MXA-9BCD"."""
    letters = "".join(sign for sign in typed.upper() if sign.isalnum())
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
