"""Which place a file is for."""

from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Partnership


def settled(slug: str) -> Partnership:
    """The partnership named, or the only one. Raises Problem when there is none, or one of several must be named."""
    found = named_or_only(slug)
    if found is None:
        raise Problem(_("There is no partnership here yet."), _("Found one first: see docs/how-to/run-a-place.md."))
    return found


def named_or_only(slug: str) -> Partnership | None:
    """The partnership named, or the only one; None when there is none. Raises Problem when there are several."""
    if slug:
        return partnerships.partnership_named(slug)
    there = partnerships.partnerships()
    if len(there) > 1:
        slugs = ", ".join(one.slug for one in there)
        raise Problem(
            _("There are several partnerships here: %(slugs)s.") % {"slugs": slugs}, _("Say which by --partnership.")
        )
    return there[0] if there else None
