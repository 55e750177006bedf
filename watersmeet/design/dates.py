"""Days and times as people say them, in the language of the page and on the wall clock of the place."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def day(when: dt.date | dt.datetime) -> str:
    """ "Tuesday 24 November": for what is near."""
    return date_format(_local(when), "l j F", use_l10n=False)


def date(when: dt.date | dt.datetime) -> str:
    """ "24 November 2026": for what is kept."""
    return date_format(_local(when), "j F Y", use_l10n=False)


def clock(when: dt.datetime | dt.time) -> str:
    """ "10am", "2:30pm", "midday", "midnight"."""
    time = when if isinstance(when, dt.time) else timezone.localtime(when).time()
    if time.minute == 0 and time.hour in {0, 12}:
        return _("midday") if time.hour else _("midnight")
    minutes = f":{time.minute:02}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes}{'am' if time.hour < 12 else 'pm'}"


def moment(when: dt.datetime) -> str:
    """ "Tuesday 24 November at 10am"."""
    return _("%(day)s at %(time)s") % {"day": day(when), "time": clock(when)}


def _local(when: dt.date | dt.datetime) -> dt.date:
    return timezone.localtime(when).date() if isinstance(when, dt.datetime) else when
