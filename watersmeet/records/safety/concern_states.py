"""What becomes of a safeguarding concern: a table to be read aloud, and the codes of what is said and done."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Route(models.TextChoices):
    """The four routes."""

    ADULT = "adult", _("An adult at risk")
    CHILD = "child", _("A child at risk")
    LIFE = "life", _("A risk to somebody's life")
    STAFF = "staff", _("Something that a worker or volunteer did")


class State(models.TextChoices):
    """Where a concern stands. It says nothing of how great a danger is."""

    WRITTEN = "written", _("Written down, nobody has said yet that they have it")
    TAKEN = "taken", _("Somebody has it")
    REFERRED = "referred", _("The council was asked, and has not answered yet")
    ANSWERED = "answered", _("The council has answered")
    NOT_REFERRED = "not_referred", _("The council was not asked, and why is written down")
    CLOSED = "closed", _("Closed")


MOVES: dict[State, frozenset[State]] = {
    State.WRITTEN: frozenset({State.TAKEN}),
    State.TAKEN: frozenset({State.REFERRED, State.NOT_REFERRED}),
    State.REFERRED: frozenset({State.ANSWERED}),
    State.ANSWERED: frozenset({State.REFERRED, State.CLOSED}),
    State.NOT_REFERRED: frozenset({State.REFERRED, State.CLOSED}),
    State.CLOSED: frozenset(),
}
"""Nobody closes a concern without an answer of the council, or a reason why it was not asked."""


class Danger(models.TextChoices):
    """Whether anybody is in danger now, as far as who writes it down knows."""

    NOW = "now", _("Yes, now")
    NOT_NOW = "not_now", _("No, not now")
    NOT_KNOWN = "not_known", _("I do not know")


class Knows(models.TextChoices):
    """Whether the one it is about knows that it is written down."""

    YES = "yes", _("Yes, they know")
    NOT_YET = "not_yet", _("No, not yet")
    UNSAFE = "unsafe", _("No: telling them would put somebody in danger")
    CANNOT = "cannot", _("They cannot be asked now")


class Part(models.TextChoices):
    """What a user of this house is to a concern, by name."""

    NAMED = "named", _("Part of it")
    ON_CALL = "on_call", _("On call, and told at once")


class Deed(models.TextChoices):
    """What somebody did about a concern."""

    SPOKE = "spoke", _("I spoke with the one it is about")
    SPOKE_OTHERS = "spoke_others", _("I spoke with somebody else who knows")
    CALLED_999 = "called_999", _("I called 999")
    MADE_SAFE = "made_safe", _("Something was done so that they are safe now")
    ADVICE = "advice", _("I asked for advice, without names")
    OTHER = "other", _("Something else")


class Way(models.TextChoices):
    """By which way the council was asked."""

    PHONE = "phone", _("By phone")
    FORM = "form", _("By the council's own form")
    EMAIL = "email", _("By secure email")
    OTHER = "other", _("Another way")


class Answer(models.TextChoices):
    """What the council said."""

    TAKES_ON = "takes_on", _("They look into it")
    ADVICE = "advice", _("They gave advice, and do no more")
    NOT_THEIRS = "not_theirs", _("It is not for them, and they said for whom")
    NONE_CAME = "none_came", _("No answer came, and I have rung them")


class Reason(models.TextChoices):
    """Why the council was not asked."""

    ADULT_SAID_NO = "adult_said_no", _("The adult can decide, said no, and nobody else is in danger")
    KNOWN_THERE = "known_there", _("The council has it already")
    NOT_ABUSE = "not_abuse", _("It is no matter for safeguarding, and something else is done")
    OTHER = "other", _("Something else")


class Ending(models.TextChoices):
    """How a concern was closed."""

    SAFER = "safer", _("They are safer now")
    SAME = "same", _("The danger is as it was, and they chose so")
    ELSEWHERE = "elsewhere", _("Somebody else has it now, and has said so")
    NOT_SO = "not_so", _("It turned out not to be so")
