"""How big a file is, in words."""

from django.utils.translation import gettext as _

_KB = 1024


def words(size: int) -> str:
    """ "12 KB", "1.4 MB"."""
    if size < _KB * _KB:
        return _("%(size)s KB") % {"size": max(1, round(size / _KB))}
    return _("%(size)s MB") % {"size": round(size / _KB / _KB, 1)}
