"""When a service meets, where, for which ages, and all that stands on paper of it, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from watersmeet.base import clock
from watersmeet.design import dates
from watersmeet.records.directory import saying
from watersmeet.records.directory.facts import Meeting, Particulars, RunView, ServiceView
from watersmeet.records.directory.models import Day, Frequency, LocationType
from watersmeet.records.directory.weeks import left_out


def in_short(service: ServiceView, more: Particulars | None = None) -> list[tuple[str, str]]:
    """What somebody needs who goes there, as (name, words): when, where, what it costs, for whom, how to get in."""
    known = [
        (_("When"), "; ".join(times(service))),
        (_("No session on"), ", ".join(days_off(service))),
        (_("Where"), "; ".join(where(service))),
        (_("Cost"), saying.prices(service, more.costs if more else ())),
        (_("Age"), ages(service)),
        (_("So that you can come"), saying.arranged(service)),
        (_("Ring"), service.phone),
        (_("Write to"), "" if service.phone else service.email),
    ]
    return [(name, words) for name, words in known if words]


def where(service: ServiceView) -> list[str]:
    """Each place with its address, or how else it is reached."""
    return [
        ", ".join(filter(None, (one.address, one.town, one.postcode)))
        if one.location_type == LocationType.PHYSICAL
        else str(LocationType(one.location_type).label)
        for one in service.places
    ]


def times(service: ServiceView) -> list[str]:
    """When it meets: the next run of a course, or each regular meeting still to come, with the place if not at all."""
    if service.runs:
        return [_run(service.runs[0])]
    at = {one.at: one.address or one.town for one in service.places} if len(service.places) > 1 else {}
    current = [one for one in service.meetings if one.valid_to is None or one.valid_to >= clock.today()]
    return [", ".join(filter(None, (meeting(one), at.get(one.at) if one.at else ""))) for one in current]


def days_off(service: ServiceView) -> list[str]:
    """The days on which the next run of a course leaves a week out, or a session of it was called off."""
    if not service.runs:
        return []
    run = service.runs[0]
    out = {*left_out([on for on, _starts, _ends in run.sessions]), *(on for on, _starts, _ends in run.off)}
    return [dates.day(day) for day in sorted(out) if day >= clock.today()]


def ages(service: ServiceView) -> str:
    """For whom, by age; empty when nothing is said."""
    low, high = service.min_age, service.max_age
    if low is not None and high is not None:
        return _("Ages %(low)d to %(high)d") % {"low": low, "high": high}
    if low is not None:
        return _("Ages %(low)d and over") % {"low": low}
    return _("Up to age %(high)d") % {"high": high} if high is not None else ""


def _run(run: RunView) -> str:
    if not run.sessions and run.off:
        return _("Called off")
    if not run.sessions:
        return _("From %(day)s") % {"day": dates.date(run.starts_on)}
    first_day, starts_at, _ends_at = run.sessions[0]
    told = {"many": len(run.sessions), "moment": dates.day(first_day), "time": dates.clock(starts_at)}
    return (
        ngettext(
            "%(many)d session, on %(moment)s at %(time)s",
            "%(many)d sessions, the first on %(moment)s at %(time)s",
            len(run.sessions),
        )
        % told
    )


def meeting(one: Meeting) -> str:
    """A regular meeting: "Every Thursday, 10am to midday"."""
    told = {"day": Day(one.day).label, "time": dates.clock(one.opens_at)}
    if one.frequency == Frequency.MONTHLY:
        return _("%(nth)s %(day)s of the month, %(time)s") % (told | {"nth": _nth(one.nth)})
    if one.closes_at:
        return _("Every %(day)s, %(time)s to %(end)s") % (told | {"end": dates.clock(one.closes_at)})
    return _("Every %(day)s, %(time)s") % told


def _nth(number: int | None) -> str:
    return {
        1: pgettext("of the month", "First"),
        2: pgettext("of the month", "Second"),
        3: pgettext("of the month", "Third"),
        4: pgettext("of the month", "Fourth"),
        -1: pgettext("of the month", "Last"),
    }.get(number or 1, "")
