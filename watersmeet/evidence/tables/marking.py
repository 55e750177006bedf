"""Marks a sentence for the translators where Django may not be imported; it is translated where it is printed."""


def gettext_noop(sentence: str) -> str:
    """The same sentence: the name is what `makemessages` looks for."""
    return sentence
