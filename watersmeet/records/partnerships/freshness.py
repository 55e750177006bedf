"""How often somebody looks whether what is listed is still true, and when an old listing hides."""

from collections.abc import Iterator
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import Field, model_validator

from watersmeet.records.partnerships.document import Part


class Freshness(Part):
    """Calendar days since somebody made sure of a listing.

    After `check_days` whoever answers for it is asked whether it is still right, and it says "ring first". After
    `hide_days` nobody finds it any more until they said so; without, it never hides.
    """

    check_days: Annotated[int, Field(ge=30, le=730)] = 183
    hide_days: Annotated[int, Field(ge=60, le=1500)] | None = None

    @model_validator(mode="after")
    def _asked_before_it_hides(self) -> "Freshness":
        """Raises ValueError where a listing would hide before anybody was asked, or soon after."""
        if self.hide_days is not None and self.hide_days < self.check_days + 30:
            raise ValueError(_("A listing hides at the earliest 30 days after somebody was asked about it."))
        return self


def rows(rule: Freshness) -> Iterator[tuple[str, str]]:
    """The rule in words."""
    yield _("Somebody looks whether a listing is still right"), _every(rule.check_days)
    hides = _("after %(days)s") % {"days": _days(rule.hide_days)} if rule.hide_days else _("never")
    yield _("A listing that nobody looked at hides"), hides


def _every(many: int) -> str:
    return _("every %(days)s") % {"days": _days(many)}


def _days(many: int) -> str:
    return ngettext("%(many)s day", "%(many)s days", many) % {"many": many}
