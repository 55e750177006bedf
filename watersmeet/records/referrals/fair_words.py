"""Why a service stands where it stands, in plain words; and the rules themselves, as everybody may read them."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.design import dates, distances
from watersmeet.records.directory.api import Access
from watersmeet.records.partnerships.api import Allocation, AllocationRule
from watersmeet.records.referrals.fair_order import Candidate

WEEK = 7


def reasons(one: Candidate, rules: Allocation, needs: Collection[str], *, chosen: bool = False) -> tuple[str, ...]:
    """What is said of a candidate, in the order of the rules: "1.2 miles away", "about 3 weeks", "4 places left"."""
    said = {
        AllocationRule.DISTANCE: [_distance(one)],
        AllocationRule.ACCESS: _access(one, needs),
        AllocationRule.WAIT: [wait(one.wait_days)],
        AllocationRule.PLACES: [_left(one.left)],
        AllocationRule.FAIR_SHARE: [share(one.offered, one.capacity, rules.lately_days)],
    }
    first = [_("their own choice")] if chosen else []
    return (*first, *(words for rule in rules.order for words in said[rule] if words))


def rules_in_words(rules: Allocation) -> list[str]:
    """The rules as sentences, in their order, the person's choice before them all and the lot after."""
    step = distances.miles(rules.distance_step_km)
    sentences = {
        AllocationRule.DISTANCE: _("What is nearer comes first. Within steps of %(step)s, services are as near.")
        % {"step": step},
        AllocationRule.ACCESS: _("What meets more of what the person needs to come comes first."),
        AllocationRule.WAIT: ngettext(
            "Where people wait less comes first. Within steps of %(days)s day, the wait is the same.",
            "Where people wait less comes first. Within steps of %(days)s days, the wait is the same.",
            rules.wait_step_days,
        )
        % {"days": rules.wait_step_days},
        AllocationRule.PLACES: _("What has places left comes before what is full."),
        AllocationRule.FAIR_SHARE: _(
            "Who was offered less of what they can take comes first. We count the last %(days)s days."
        )
        % {"days": rules.lately_days},
    }
    return [
        _("What the person chooses is first, always."),
        *(sentences[rule] for rule in rules.order),
        _("Where all that is the same, a lot is drawn, between providers first. Asking again draws the same lot."),
    ]


def wait(days: int | None) -> str:
    """ "no wait", "about 10 days", "about 3 weeks"."""
    if days is None:
        return _("does not say how long people wait")
    if days == 0:
        return _("no wait")
    if days < 2 * WEEK:
        return ngettext("about %(days)s day", "about %(days)s days", days) % {"days": days}
    return _("about %(weeks)s weeks") % {"weeks": round(days / WEEK)}


def share(offered: int, capacity: float | None, days: int) -> str:
    """ "offered less than a third of what it can take": in thirds, for others' exact counts are nobody's to read."""
    if not capacity:
        return _("does not say how many people it can take")
    if offered < capacity / 3:
        words = _("offered less than a third of what it can take, in the last %(days)s days")
    elif offered <= capacity * 2 / 3:
        words = _("offered a third to two thirds of what it can take, in the last %(days)s days")
    else:
        words = _("offered more than two thirds of what it can take, in the last %(days)s days")
    return words % {"days": days}


def paused(until: date) -> str:
    """It takes nobody new for now."""
    return _("Takes nobody new until after %(day)s") % {"day": dates.day(until)}


def _distance(one: Candidate) -> str:
    if one.from_home:
        return _("no need to travel")
    return _("%(distance)s away") % {"distance": distances.miles(one.km)} if one.km is not None else ""


def _access(one: Candidate, needs: Collection[str]) -> list[str]:
    asked = [need for need in Access if need.value in needs]
    met = [str(need.label) for need in asked if need.value in one.access]
    return met + [_("does not say: %(need)s") % {"need": need.label} for need in asked if need.value not in one.access]


def _left(left: int | None) -> str:
    if left is None:
        return ""
    return (
        ngettext("%(left)s place left", "%(left)s places left", left) % {"left": left} if left else _("no places left")
    )
