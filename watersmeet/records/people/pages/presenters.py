"""Who sees what, in words for the person. Roles and organisations, never the names of those who looked."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from watersmeet.audit.api import Entry
from watersmeet.base import clock
from watersmeet.base.actor import Kind, Role
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people.api import Share

_LOOKED: dict[str, Promise] = {
    Role.PRACTITIONER: gettext_lazy("by a worker"),
    Role.MANAGER: gettext_lazy("by a manager"),
    Role.VOLUNTEER: gettext_lazy("by a volunteer"),
    Role.TUTOR: gettext_lazy("by a tutor"),
    Role.LEAD: gettext_lazy("by the partnership's lead"),
    Role.PRIVACY_OFFICER: gettext_lazy("by a privacy officer"),
    Role.SAFEGUARDING_LEAD: gettext_lazy("by a safeguarding lead"),
}


class SharePresenter:
    """What one partner may see."""

    def __init__(self, share: Share, looks: Sequence[Entry]) -> None:
        self.receiver = share.receiver
        self.name = share.name
        self.things = [str(one.label) for one in Category if one in share.categories]
        self.why = [str(Purpose(one).label) for one in share.purposes]
        self.until = share.until
        self.looked = last_look(looks, share.receiver)


class KeeperPresenter:
    """The partner that looks after the person's own record, and what others may tell it."""

    def __init__(self, keeper: UUID, shares: Iterable[Share], looks: Sequence[Entry]) -> None:
        self.receiver = keeper
        self.name = str(partnerships.partner(keeper))
        self.looked = last_look(looks, keeper)
        told = next((share for share in shares if share.receiver == keeper), None)
        self.told = SharePresenter(told, looks) if told else None


def last_look(looks: Iterable[Entry], partner: UUID) -> str:
    """When somebody at the partner last looked, and in which role: "Last looked 3 days ago, by a manager."."""
    seen = [one for one in looks if one.partner == partner and one.actor.kind == Kind.USER]
    if not seen:
        return _("Not looked at yet.")
    last = max(seen, key=lambda one: one.at)
    told = {"when": _ago(last.at), "who": str(_LOOKED.get(last.role, ""))}
    return _("Last looked %(when)s, %(who)s.") % told if told["who"] else _("Last looked %(when)s.") % told


def _ago(at: datetime) -> str:
    days = (clock.now() - at).days
    if days < 1:
        return _("in the last 24 hours")
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}
