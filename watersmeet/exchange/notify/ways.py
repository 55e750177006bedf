"""By which way a message leaves: the first that the person calls safe, that we have, and that may be used now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.accounts import throttle
from watersmeet.base.problems import Refusal
from watersmeet.exchange.notify import texts
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Attempt, Channel

TEXTS_A_DAY = 6
"""To one number, whoever's messages they are: a number typed wrong is a stranger's."""
LATER = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to one address."""

    channel: Channel
    to: str


def we_have() -> tuple[Channel, ...]:
    """The ways by which this installation itself can send."""
    return (Channel.SMS, Channel.EMAIL) if texts.can_send() else (Channel.EMAIL,)


def can_tell(person: UUID) -> bool:
    """Whether a message can reach a person at some hour: by a way that they call safe, that we have, to an address."""
    contact = people.reach(person).contact
    return any(one in we_have() and contact.address_for(one) for one in contact.channels)


def choose(person: UUID, *, at: datetime, partner: UUID | None) -> Way | Refusal:
    """The first safe way in the person's own order. When none may be used: why, and when it is worth another look."""
    reach = people.reach(person)
    refusals: list[Refusal] = []
    for channel in [one for one in reach.contact.channels if one in we_have()] or [Channel.EMAIL]:
        answer = reach.may(Attempt(channel, at=at, partner=partner))
        if isinstance(answer, Refusal):
            refusals.append(answer)
            continue
        way = Way(channel, reach.contact.address_for(channel))
        if _is_too_much(way, at):
            refusals.append(Refusal("too_many_texts", _("This number had many texts today."), "", at + LATER))
            continue
        return way
    return min(refusals, key=_soonest)


def _soonest(refusal: Refusal) -> tuple[bool, float]:
    """Those that wait come before those that are for ever."""
    again = refusal.try_again_at
    return again is None, again.timestamp() if again else 0.0


def _is_too_much(way: Way, at: datetime) -> bool:
    """Whether the number had its texts of this day. The day is in the name, so that a moved clock moves it too."""
    if way.channel is not Channel.SMS:
        return False
    whose = f"{way.to} {at.date().isoformat()}"
    return not throttle.allows("text", whose, tries=TEXTS_A_DAY, seconds=24 * 60 * 60)
