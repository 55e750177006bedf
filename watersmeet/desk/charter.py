"""What the charter says of a referral's next step: who does it, and under which version of the rules."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts.asked import Asked
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals


class CharterLines:
    """The lines of the step that comes next, and where they stand."""

    def __init__(self, title: str, lines: list[str], number: int, href: str, *, in_force: bool) -> None:
        self.title, self.lines, self.number, self.href, self.in_force = title, lines, number, href, in_force


def lines_of(request: Asked, referral: UUID) -> CharterLines | None:
    """None where nothing is next, or nobody has said who does it."""
    under = referrals.charter_step(request.actor, referral)
    if under.step is None or not under.step.doing or request.actor.partnership is None:
        return None
    lines = [_("%(partner)s: %(does)s") % {"partner": one.partner, "does": one.does} for one in under.step.doing]
    slug = partnerships.partnership(request.actor.partnership).slug
    charter = reverse("partnerships:charter_of", args=[slug]) + f"#{under.step.key}"
    href = charter if under.in_force else reverse("partnerships:rules_of", args=[under.number])
    return CharterLines(under.step.title, lines, under.number, href, in_force=under.in_force)
