"""How long and how often, in the words of rules."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def minutes(many: int) -> str:
    """At most so many, and what happens then."""
    return _("within %(many)s minutes, or the next person is told") % {"many": many}


def hours(many: int) -> str:
    """So many hours."""
    return ngettext("%(many)s hour", "%(many)s hours", many) % {"many": many}


def working_days(many: int) -> str:
    """So many working days."""
    return ngettext("%(many)s working day", "%(many)s working days", many) % {"many": many}


def days(many: int) -> str:
    """So many calendar days."""
    return ngettext("%(many)s day", "%(many)s days", many) % {"many": many}


def months(many: int) -> str:
    """So many months, in years where they are whole."""
    if many % 12 == 0:
        years = many // 12
        return ngettext("%(many)s year", "%(many)s years", years) % {"many": years}
    return ngettext("%(many)s month", "%(many)s months", many) % {"many": many}


def times(many: int) -> str:
    """So many times."""
    return ngettext("%(many)s time", "%(many)s times", many) % {"many": many} if many else _("not at all")
