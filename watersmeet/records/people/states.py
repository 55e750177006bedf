"""What may stand in the registers, as a table to read aloud: by when, who acts, how it may end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from watersmeet.base.months import months_later


class Kind(models.TextChoices):
    """The kinds of matter: each is one register."""

    COMPLAINT = "complaint", _("Complaint")
    OBJECTION = "objection", _("Objection")
    NAMES = "names", _("Who looked, by name")
    ACCESS = "access", _("A copy of what is kept")
    FORGET = "forget", _("To be forgotten")
    RESTRICT = "restrict", _("Not to be used for now")
    BREACH = "breach", _("Breach")
    OVERRIDE = "override", _("Override to review")
    RESTRICTION = "restriction", _("Restriction")
    YES_ENDS = "yes_ends", _("A yes that ends soon")
    AGREEMENT_ENDS = "agreement_ends", _("An agreement that ends soon")
    LEAVES = "leaves", _("Records that leave")
    HOLD = "hold", _("Held by law")


class MatterState(models.TextChoices):
    """Where a matter stands."""

    OPEN = "open", _("Open")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    SETTLED = "settled", _("Settled")


class Outcome(models.TextChoices):
    """How a matter ended: coded, so that it can be counted without reading anybody's words."""

    UPHELD = "upheld", _("It was right: we put it right")
    PARTLY = "partly", _("It was right in part")
    NOT_UPHELD = "not_upheld", _("We see it another way, and say why")
    TAKEN_BACK = "taken_back", _("It was taken back")
    STOPPED = "stopped", _("We stopped using it")
    REPORTED = "reported", _("Reported to the Information Commissioner")
    NO_RISK = "no_risk", _("No risk to anybody: written down, not reported")
    TOLD = "told", _("Names were told")
    NOT_TOLD = "not_told", _("Names were not told: somebody could be harmed")
    RELEASED = "released", _("The copy was given")
    RIGHT = "right", _("It was right")
    TOO_WIDE = "too_wide", _("It was right, but too wide or too long: it ends now")
    WRONG = "wrong", _("It was not right: it ends now")
    LIFTED = "lifted", _("Lifted: the person said yes again")
    RENEWED = "renewed", _("It goes on")
    ENDED = "ended", _("It ended")
    LEFT = "left", _("It left on its day")
    STAYS = "stays", _("It stays: something happened since")
    FORGOTTEN = "forgotten", _("They asked to be forgotten")


class Acts(StrEnum):
    """Who has the next step: the partner's privacy officer, its workers, the partnership's leads, or nobody."""

    PRIVACY = "privacy"
    STAFF = "staff"
    LEADS = "leads"
    NOBODY = "nobody"


Due = Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table. `due` counts from when it was known; `asked` are those a person may ask themselves."""

    acts: Acts
    due: Due | None
    outcomes: tuple[Outcome, ...]
    acknowledge: bool = False
    asked: bool = False


def days(many: int) -> Due:
    """So many days later."""
    return lambda since: since + timedelta(days=many)


def a_month(since: datetime) -> datetime:
    """The same day of the next month, or its last one."""
    return months_later(since, 1)


BREACH_CLOCK = timedelta(hours=72)
ANSWER_AFTER = timedelta(days=30)
"""What was acknowledged is answered within so long."""
K, E, P = Kind, Outcome, Acts.PRIVACY

RULES: dict[Kind, Rule] = {
    K.COMPLAINT: Rule(P, days(30), (E.UPHELD, E.PARTLY, E.NOT_UPHELD, E.TAKEN_BACK), acknowledge=True, asked=True),
    K.OBJECTION: Rule(P, a_month, (E.STOPPED, E.PARTLY, E.NOT_UPHELD, E.TAKEN_BACK), asked=True),
    K.NAMES: Rule(P, a_month, (E.TOLD, E.NOT_TOLD), asked=True),
    K.ACCESS: Rule(P, a_month, (E.RELEASED, E.TAKEN_BACK), asked=True),
    K.FORGET: Rule(P, a_month, (E.FORGOTTEN, E.NOT_UPHELD, E.TAKEN_BACK), asked=True),
    K.RESTRICT: Rule(P, a_month, (E.STOPPED, E.NOT_UPHELD, E.TAKEN_BACK), asked=True),
    K.BREACH: Rule(P, lambda known: known + BREACH_CLOCK, (E.REPORTED, E.NO_RISK)),
    K.OVERRIDE: Rule(P, days(3), (E.RIGHT, E.TOO_WIDE, E.WRONG)),
    K.RESTRICTION: Rule(Acts.NOBODY, None, (E.LIFTED, E.FORGOTTEN)),
    K.YES_ENDS: Rule(Acts.STAFF, None, (E.RENEWED, E.ENDED)),
    K.AGREEMENT_ENDS: Rule(Acts.LEADS, None, (E.RENEWED, E.ENDED)),
    K.LEAVES: Rule(Acts.NOBODY, None, (E.LEFT, E.STAYS, E.FORGOTTEN, E.ENDED)),
    K.HOLD: Rule(Acts.NOBODY, None, (E.LIFTED,)),
}
EACH_FOR_ITSELF = frozenset({Kind.NAMES, Kind.ACCESS, Kind.RESTRICT})
"""What is asked of every partner that it concerns: each answers for its own."""
ASKED = tuple(kind for kind, rule in RULES.items() if rule.asked)
BY_HAND = (Kind.COMPLAINT, Kind.OBJECTION, Kind.BREACH)
"""What a privacy officer writes down that came by voice, by letter or was found."""


def of_who(who: Acts) -> list[Kind]:
    """The kinds in which these have the next step."""
    return [kind for kind, rule in RULES.items() if rule.acts is who]
