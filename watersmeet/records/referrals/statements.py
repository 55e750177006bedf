"""The very words a person is read before they say yes: the page shows them, and they are kept with the yes."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.design import dates
from watersmeet.records.partnerships.api import Category

WORKER_SHARE = "worker-share-1"
WORKER_COUNT = "worker-count-1"
OWN_SHARE = "ask-share-2"
PAPER_SHARE = "paper-share-1"
PAPER_COUNT = "paper-count-1"
GP_SHARE = "gp-share-1"
GP_SHARE_BORN = "gp-share-2"
"""With the day they were born."""
IMPORT_SHARE = "import-share-1"
IMPORT_COUNT = "import-count-1"


def share(referrer: str, receiver: str, sent: Iterable[Category], back: Iterable[Category], until: datetime) -> str:
    """What passes between a referrer and a receiver, in both directions, and until when: one sentence a line."""
    return "\n".join(
        (
            _("%(referrer)s tells %(receiver)s: %(things)s.")
            % {"referrer": referrer, "receiver": receiver, "things": _listed(sent)},
            _("%(receiver)s tells %(referrer)s: %(things)s.")
            % {"referrer": referrer, "receiver": receiver, "things": _listed(back)},
            _("Nobody else is told: not an employer, not a landlord, not the benefits office."),
            _("Your yes lasts until %(day)s. You can stop it on any day.") % {"day": dates.date(until.date())},
            _("You get help whatever you answer."),
        )
    )


def own_share(front_door: str, receiver: str, sent: Iterable[Category], until: datetime) -> str:
    """What a person reads who asks by themself, before they say who may know: one sentence a line."""
    lasts = _("Your yes lasts until %(day)s. You can stop it on any day.") % {"day": dates.date(until.date())}
    return "\n".join((*_both_ways(front_door, receiver, sent), lasts))


def paper_share(front_door: str, receiver: str, sent: Iterable[Category], days: int) -> str:
    """What stands on a printed form before the person ticks yes or no: one sentence a line."""
    lasts = ngettext(
        "Your yes lasts for %(days)d day from the day you sign. You can stop it on any day.",
        "Your yes lasts for %(days)d days from the day you sign. You can stop it on any day.",
        days,
    )
    return "\n".join(
        (
            *_both_ways(front_door, receiver, sent),
            _("Nobody else is told: not an employer, not a landlord, not the benefits office."),
            lasts % {"days": days},
            _("You get help whatever you answer."),
        )
    )


def _both_ways(front_door: str, receiver: str, sent: Iterable[Category]) -> tuple[str, str]:
    return (
        _("If you say yes, %(receiver)s can see: %(things)s.") % {"receiver": receiver, "things": _listed(sent)},
        _("%(receiver)s then tells %(front_door)s what happened with your request, and if you came.")
        % {"receiver": receiver, "front_door": front_door},
    )


def own(front_door: str) -> str:
    """What it means to say yes to a request that somebody else made and that goes to nobody else."""
    return "\n".join(
        (
            _("Somebody asked for help for you. %(front_door)s helps only if you want it.")
            % {"front_door": front_door},
            _("Nobody else is told. Who asked for you is not told how it goes."),
            _("You can stop it on any day."),
            _("You get help whatever you answer."),
        )
    )


def count(front_door: str) -> str:
    """What it means to be counted."""
    return "\n".join(
        (
            _("%(front_door)s counts what people asked for, what happened and how they felt.")
            % {"front_door": front_door},
            _("Others see numbers. They do not see you."),
            _("You get the same help if you are not counted."),
        )
    )


def gp(partner: str, surgery: str, told: Iterable[Category], until: datetime, *, born: bool) -> str:
    """What a letter to a GP practice tells it, with or without the day of birth, and until when: a sentence a line."""
    day = (_("The day you were born is in it too, so that they find the right record."),) if born else ()
    return "\n".join(
        (
            _("%(partner)s tells %(surgery)s by letter: %(things)s.")
            % {"partner": partner, "surgery": surgery, "things": _listed(told)},
            *day,
            _("Nothing you wrote is in it, no needs and no answers."),
            _("Nobody else is told: not an employer, not a landlord, not the benefits office."),
            _("Your yes lasts until %(day)s. You can stop it on any day.") % {"day": dates.date(until.date())},
            _("You get help whatever you answer."),
        )
    )


def thanks(referrer: str, receiver: str) -> str:
    """Who reads a thank-you; `receiver` is "" when it is the referrer itself."""
    apart = (_("%(receiver)s does not get it.") % {"receiver": receiver},) if receiver else ()
    return "\n".join(
        (
            _("People at %(referrer)s who look after your request read it, and see that it is from you.")
            % {"referrer": referrer},
            *apart,
            _("Nobody else reads it. The message that tells them of it does not carry your words."),
            _("You do not have to. You get the same help if you send nothing."),
        )
    )


def _listed(categories: Iterable[Category]) -> str:
    return "; ".join(str(one.label) for one in categories)
