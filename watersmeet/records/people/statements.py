"""The words that people were read before they said yes, by the code that each permission keeps.

A code is never given other words: new words get a new code, so that a yes can be shown with what it was a yes to.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "ask-share-1": _(
        "If you say yes, they can see what is named here. They then tell the ones you asked what happened with your "
        "request, and if you came. Your yes lasts until the day named here. You can stop it on any day."
    ),
    "ask-count-1": _(
        "They would like to count what people asked for, what happened, and how they felt. What others see is numbers. "
        "They do not see you."
    ),
    "renew-1": _("They can go on seeing what they see now, for as long again. You can stop it on any day."),
    "direct-care": _("They care for you together, and you would expect them to know this. You can say no."),
}


def read_out(code: str) -> str:
    """The words of a code; "" for one that this place does not know."""
    return str(WORDS.get(code, ""))
