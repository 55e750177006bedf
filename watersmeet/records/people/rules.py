"""When may somebody be contacted, and how? Pure: the one rule that every sender passes."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.base.problems import Allowed, Refusal


class Channel(StrEnum):
    """How a person can be reached."""

    SMS = "sms"
    EMAIL = "email"
    PHONE = "phone"
    POST = "post"


class Daytime(StrEnum):
    """Parts of a day that a person may call safe."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


WAYS: dict[Channel, Promise] = {
    Channel.SMS: gettext_lazy("text message"),
    Channel.PHONE: gettext_lazy("phone call"),
    Channel.EMAIL: gettext_lazy("email"),
    Channel.POST: gettext_lazy("letter"),
}
DAYTIMES: dict[Daytime, Promise] = {
    Daytime.MORNING: gettext_lazy("morning"),
    Daytime.AFTERNOON: gettext_lazy("afternoon"),
    Daytime.EVENING: gettext_lazy("evening"),
}
"""Ways and parts of a day, as workers read them in a list."""
ANY_DAYTIME = gettext_lazy("Any of these: morning from 9am, afternoon, evening")
"""What is said where somebody chose no part of the day."""
UNTIL_YOU_SAY = gettext_lazy(
    "You are written down here more than once, and you did not say the same each time. "
    "Until you say it again here, we do only what is safe in all of them."
)
UNTIL_THEY_SAY = gettext_lazy(
    "This person is written down here more than once, and did not say the same each time. "
    "Until they say it again, only what is safe in all of the records is done. Ask them."
)
"""What is said where the records of one human being do not say the same of reaching them."""
_HOURS = {
    Daytime.MORNING: (time(9), time(12)),
    Daytime.AFTERNOON: (time(12), time(17)),
    Daytime.EVENING: (time(17), time(20)),
}


@dataclass(frozen=True, slots=True)
class SafeContact:
    """A person's own rules. Only what is listed in `channels` may be used; empty `daytimes` means any hour."""

    channels: tuple[Channel, ...] = ()
    phone: str = ""
    email: str = ""
    address: str = ""
    daytimes: tuple[Daytime, ...] = ()
    leave_message: bool = False
    say_who: bool = False
    code_word: str = ""
    hidden_address: bool = False
    not_workers: tuple[UUID, ...] = ()
    not_partners: tuple[UUID, ...] = ()
    gp_online: str = ""  # letters to their GP: "keep" from online view, they "may" be seen there, "" not asked

    def to_json(self) -> dict[str, Any]:
        """As the sealed field stores it."""
        return {
            **asdict(self),
            "not_workers": [str(worker) for worker in self.not_workers],
            "not_partners": [str(partner) for partner in self.not_partners],
        }

    @classmethod
    def from_json(cls, held: dict[str, Any]) -> "SafeContact":
        """What `to_json` wrote."""
        return cls(
            **{
                **held,
                "channels": tuple(Channel(name) for name in held["channels"]),
                "daytimes": tuple(Daytime(name) for name in held["daytimes"]),
                "not_workers": tuple(UUID(worker) for worker in held["not_workers"]),
                "not_partners": tuple(UUID(partner) for partner in held["not_partners"]),
            }
        )

    def address_for(self, channel: Channel) -> str:
        """The number or address of a channel, "" when the person gave none."""
        return {
            Channel.SMS: self.phone,
            Channel.PHONE: self.phone,
            Channel.EMAIL: self.email,
            Channel.POST: "" if self.hidden_address else self.address,
        }[channel]


@dataclass(frozen=True, slots=True)
class ContactHours:
    """When messages may leave in this place: weekdays (0 is Monday), wall clock, zone."""

    weekdays: frozenset[int]
    from_: time
    until: time
    zone: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One contact somebody means to make at an instant; `partner` and `worker` say in whose name."""

    channel: Channel
    at: datetime
    partner: UUID | None = None
    worker: UUID | None = None
    says_who: bool = False
    leaves_message: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """When messages may leave: the place's hours, and within them the person's own."""

    hours: ContactHours
    daytimes: tuple[Daytime, ...] = ()

    def holds(self, local: datetime) -> bool:
        """Whether the place and the person both call this hour right."""
        moment = local.time()
        in_place = local.weekday() in self.hours.weekdays and self.hours.from_ <= moment < self.hours.until
        asked = [_HOURS[part] for part in self.daytimes]
        return in_place and (not asked or any(start <= moment < end for start, end in asked))

    def next_after(self, local: datetime) -> datetime | None:
        """The next quarter of an hour inside the window, within a fortnight."""
        step = timedelta(minutes=15)
        start = _quarter(local)
        return next((start + step * n for n in range(1, 14 * 96) if self.holds(start + step * n)), None)


def strictest(said: Sequence[SafeContact]) -> SafeContact:
    """What every one of these allows: a way, a number, an hour that any of them does not call safe is not.

    The first one's order of ways is kept. Two numbers or addresses are none: nobody knows which is the safe one. Where
    no part of the day is safe on all of them only letters are left, since those keep no hours.
    """
    first, rest = said[0], said[1:]
    if not rest:
        return first
    phone, email, address = (_the_same(getattr(one, name) for one in said) for name in ("phone", "email", "address"))
    given = {Channel.SMS: phone, Channel.PHONE: phone, Channel.EMAIL: email, Channel.POST: address}
    asked = [set(one.daytimes) for one in said if one.daytimes]
    daytimes = set.intersection(*asked) if asked else set()
    no_hour = bool(asked) and not daytimes
    return SafeContact(
        channels=tuple(
            way
            for way in first.channels
            if given[way] and all(way in one.channels for one in rest) and not (no_hour and way is not Channel.POST)
        ),
        phone=phone,
        email=email,
        address=address,
        daytimes=tuple(part for part in Daytime if part in daytimes),
        leave_message=all(one.leave_message for one in said),
        say_who=all(one.say_who for one in said),
        code_word=", ".join(dict.fromkeys(one.code_word for one in said if one.code_word)),
        hidden_address=any(one.hidden_address for one in said),
        not_workers=tuple(dict.fromkeys(worker for one in said for worker in one.not_workers)),
        not_partners=tuple(dict.fromkeys(partner for one in said for partner in one.not_partners)),
        gp_online=_gp_online({one.gp_online for one in said}),
    )


def shown(own: SafeContact, held: SafeContact) -> SafeContact:
    """What one of the records shows of what holds for all: its own numbers, addresses, words and names, no other's."""
    return replace(
        held,
        channels=tuple(way for way in held.channels if held.address_for(way) == own.address_for(way)),
        phone=own.phone,
        email=own.email,
        address=own.address,
        code_word=own.code_word,
        not_workers=own.not_workers,
        not_partners=own.not_partners,
    )


def changed(own: SafeContact, before: SafeContact, after: SafeContact) -> SafeContact:
    """What stands on a record when somebody made `after` out of `before`: what they changed, and no more."""
    names = (field.name for field in fields(SafeContact))
    return replace(own, **{one: getattr(after, one) for one in names if getattr(after, one) != getattr(before, one)})


def _the_same(values: Iterable[str]) -> str:
    """What all of them say; "" when they differ."""
    every = list(values)
    alike = {" ".join(one.casefold().split()) for one in every}
    return every[0] if len(alike) == 1 else ""


def _gp_online(said: set[str]) -> str:
    """To keep it is stricter than not to be asked, and that than that it may be seen."""
    return next(one for one in ("keep", "", "may") if one in said)


def _quarter(local: datetime) -> datetime:
    """The quarter of an hour that `local` lies in."""
    return local.replace(minute=local.minute - local.minute % 15, second=0, microsecond=0)


def may_contact(rules: SafeContact, attempt: Attempt, hours: ContactHours) -> Allowed | Refusal:
    """Whether this attempt keeps every rule the person and the place set. Post keeps no hours."""
    forbidden = _forbidden(rules, attempt)
    if forbidden is not None:  # a refusal is falsy
        return forbidden
    if attempt.channel is Channel.POST:
        return Allowed("safe contact")
    window, local = Window(hours, rules.daytimes), attempt.at.astimezone(ZoneInfo(hours.zone))
    if window.holds(local):
        return Allowed("safe contact")
    later = window.next_after(local)
    if later is None:
        return Refusal(
            "contact_never",
            _("The times the person calls safe lie outside this place's hours."),
            _("Ask the person for another time."),
        )
    return Refusal(
        "contact_hours",
        _("This is not a time the person calls safe."),
        _("It waits for the next time that is."),
        try_again_at=later,
    )


def checks(rules: SafeContact, attempt: Attempt) -> list[tuple[bool, str, str]]:
    """Each rule that no hour mends: whether the attempt breaks it, its code, and the sentence."""
    return [
        (attempt.channel not in rules.channels, "channel", _("The person did not say that this way is safe.")),
        (not rules.address_for(attempt.channel), "address", _("There is no number or address for this way.")),
        (attempt.worker in rules.not_workers, "worker", _("The person does not want to hear from this worker.")),
        (attempt.partner in rules.not_partners, "partner", _("The person does not want to hear from this group.")),
        (attempt.says_who and not rules.say_who, "say_who", _("The person asked us not to say who we are.")),
        (attempt.leaves_message and not rules.leave_message, "message", _("The person asked for no messages.")),
    ]


def _forbidden(rules: SafeContact, attempt: Attempt) -> Refusal | None:
    found = ((code, say) for broken, code, say in checks(rules, attempt) if broken)
    code, say = next(found, ("", ""))
    return Refusal(f"contact_{code}", say, _("Ask the person, or choose another way.")) if code else None
