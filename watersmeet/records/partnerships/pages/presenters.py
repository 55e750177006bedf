"""Agreements, gaps and lawful bases in words."""

from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext as _

from watersmeet.design import dates
from watersmeet.records.partnerships.api import Agreed, Basis, Category, Gap, Purpose


class AgreedSheet:
    """One agreement."""

    def __init__(self, one: Agreed) -> None:
        self.id, self.title, self.in_force = one.id, one.title, one.in_force
        self.partners = ", ".join(name for _partner, name in one.partners)
        self.purposes = ", ".join(str(each.label) for each in Purpose if each in one.purposes)
        self.categories = ", ".join(str(each.label) for each in Category if each in one.categories)
        self.soon = one.ends_within(14)
        self.until = one.until
        self.rows = [
            (_("Between"), self.partners),
            (_("For"), self.purposes),
            (_("What"), self.categories),
            (_("Who answers"), _("All of them together (joint controllers)") if one.joint else _("Each for its own")),
            (_("From"), dates.date(one.from_on)),
            (_("Until"), dates.date(one.until)),
            (_("Looked at again on"), dates.date(one.review_on)),
            (_("Impact assessment"), _assessed(one)),
            (_("Money until"), dates.date(one.funded_until) if one.funded_until else _("not said")),
        ]
        if one.ended_on:
            self.rows[5:7] = [(_("Ended on"), dates.date(one.ended_on))]


def _assessed(one: Agreed) -> str:
    """When it was signed off, and until when that holds."""
    if one.dpia_on is None or one.dpia_review_on is None:
        return _("not said")
    words = {"day": dates.date(one.dpia_on), "again": dates.date(one.dpia_review_on)}
    if one.assessed:
        return _("signed off on %(day)s, looked at again on %(again)s") % words
    return _("signed off on %(day)s; it was to be looked at again on %(again)s") % words


def pairs_of(gaps: Iterable[Gap]) -> list[tuple[str, list[str]]]:
    """Each pair of partners with whole sentences about what they cannot share."""
    found = []
    for (one, other), theirs in groupby(gaps, key=lambda gap: (gap.one, gap.other)):
        title = _("%(one)s and %(other)s") % {"one": one, "other": other}
        found.append((title, [sentence for gap in theirs for sentence in _sentences(gap)]))
    return found


def _sentences(gap: Gap) -> list[str]:
    purpose = str(gap.purpose.label)
    said = [
        _("%(partner)s has no lawful basis recorded: %(purpose)s.") % {"partner": name, "purpose": purpose}
        for name in gap.without_basis
    ]
    if len(gap.categories) == len(Category):
        said.append(_("No agreement covers anything: %(purpose)s.") % {"purpose": purpose})
    elif gap.categories:
        things = ", ".join(str(each.label) for each in gap.categories)
        said.append(_("No agreement covers %(things)s: %(purpose)s.") % {"things": things, "purpose": purpose})
    return said


def basis_rows(bases: Iterable[Basis]) -> list[tuple[str, str, str, str, str]]:
    """Rows of a table: the controller, the purpose, basis, condition, since when."""
    return [(one.name, str(one.purpose.label), one.basis, one.condition, dates.date(one.since)) for one in bases]
