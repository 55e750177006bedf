"""What was told to whom about a referral: sent, waiting, refused or failed, and what is told by hand instead."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.design import dates, languages
from watersmeet.outbox import api as outbox
from watersmeet.outbox.api import Posting
from watersmeet.outbox.api import State as PostState
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people.api import Channel
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import ErrandSeen, Seen

SHOWN = ("person.", "partner.")
_REFUSED: dict[str, Promise] = {
    "contact_channel": gettext_lazy("Not sent: none of the ways they call safe is one we can send by"),
    "contact_address": gettext_lazy("Not sent: there is no number or address for the ways they call safe"),
    "contact_partner": gettext_lazy("Not sent: they do not want to hear from the group it came from"),
    "contact_changed": gettext_lazy("Not sent: they have another number or address now"),
    "contact_none": gettext_lazy("Not sent: they cannot be reached any more"),
    "no_pin": gettext_lazy("Not sent: they have chosen no PIN, so no link can be sent"),
    "nobody_there": gettext_lazy("Not sent: nobody there can be told"),
    "over": gettext_lazy("Not sent: it was over by then"),
}
_NOT_DELIVERED: dict[str, Promise] = {
    "permanent-failure": gettext_lazy("Did not arrive: the number does not work"),
    "temporary-failure": gettext_lazy("Did not arrive: for three days the phone was off or out of reach"),
    "technical-failure": gettext_lazy("Did not arrive: the phone company had a fault"),
    "bounced": gettext_lazy("Did not arrive: the address does not take it"),
    "recipient_refused": gettext_lazy("Did not arrive: the address does not take it"),
}
_WAITS: dict[str, Promise] = {
    "contact_hours": gettext_lazy("Waits until %(when)s, a time that is safe"),
    "too_many_texts": gettext_lazy("Waits until %(when)s: this number had many texts today"),
}
_BY_HAND: dict[Channel | None, Promise] = {
    Channel.PHONE: gettext_lazy("Ring them: the rules allow a call"),
    Channel.POST: gettext_lazy("Print and post: the rules allow a letter"),
    Channel.SMS: gettext_lazy("Text them yourself: the rules allow a text"),
    None: gettext_lazy("No safe way is left: ask them when you next meet"),
}


_UNDELIVERED = gettext_lazy("Could not be delivered")


class Told:
    """One message, in words. Who may not know how the person is reached learns only whether it was sent."""

    def __init__(self, posting: Posting, *, knows_rules: bool) -> None:
        to_person = posting.to_kind == "person"
        self.to = _("To the person") if to_person else _to(posting)
        self.when = dates.moment(posting.put_at)
        self.words = _stands(posting, clock.now(), knows_rules=knows_rules or not to_person)


class ByHand:
    """One errand, in words; `href` is where it is done, "" for others than the partner that does it."""

    def __init__(self, errand: ErrandSeen, actor: Actor) -> None:
        self.words = str(_BY_HAND[errand.way])
        mine = errand.partner == actor.partner and errand.done_at is None
        self.href = reverse("desk:errand", args=[errand.referral, errand.id]) if mine else ""
        self.state = self._state(errand)

    @staticmethod
    def _state(errand: ErrandSeen) -> str:
        if errand.done_at and errand.outcome:
            return _("%(outcome)s, %(when)s") % {"outcome": errand.outcome.label, "when": dates.moment(errand.done_at)}
        return _("By %(day)s, by %(partner)s") % {
            "day": dates.day(errand.due_on),
            "partner": partnerships.partner(errand.partner).organisation.name,
        }


def messages_of(seen: Seen, *, knows_rules: bool) -> list[Told]:
    """Every message to people about the referral, the newest first."""
    postings: Sequence[Posting] = outbox.about(Ref("referral", seen.id))
    shown = [one for one in postings if one.kind.startswith(SHOWN)]
    return [Told(one, knows_rules=knows_rules) for one in reversed(shown)]


def errands_of(actor: Actor, seen: Seen) -> list[ByHand]:
    """What is told by hand, the newest first."""
    return [ByHand(one, actor) for one in referrals.errands_of(actor, seen.id)]


def language(seen: Seen) -> str:
    """That our messages are in another language than the person's; "" when they are not."""
    if seen.card is None or seen.card.lang in dict(settings.LANGUAGES):
        return ""
    return _("Their language is %(lang)s. We have no words in it yet: messages to them are in English.") % {
        "lang": languages.name(seen.card.lang)
    }


def _to(posting: Posting) -> str:
    return _("To %(partner)s") % {"partner": partnerships.partner(posting.to_id).organisation.name}


def _stands(posting: Posting, now: datetime, *, knows_rules: bool) -> str:
    if posting.state == PostState.SENT:
        return _sent(posting, knows_rules=knows_rules)
    if posting.state == PostState.WAITING:
        return _waits(posting, now, knows_rules=knows_rules)
    if posting.state == PostState.REFUSED:
        return (
            str(_REFUSED.get(posting.why, _("Not sent: the rules do not allow it"))) if knows_rules else _("Not sent")
        )
    if posting.state == PostState.DEAD:
        return str(_NOT_DELIVERED.get(posting.why, _UNDELIVERED) if knows_rules else _UNDELIVERED)
    if posting.made_at:
        return _("On its way when it was stopped: not yet confirmed whether it arrived")
    return _("Taken back before it was sent")


def _sent(posting: Posting, *, knows_rules: bool) -> str:
    """When it left; whether it arrived, where its receiver says so, which tells of the way: for who may know that."""
    if posting.arrived_at and knows_rules:
        return _("Arrived %(when)s") % {"when": dates.moment(posting.arrived_at)}
    sent = _("Sent %(when)s, not confirmed yet") if posting.ask_at and knows_rules else _("Sent %(when)s")
    return sent % {"when": dates.moment(posting.ended_at or posting.put_at)}


def _waits(posting: Posting, now: datetime, *, knows_rules: bool) -> str:
    when = {"when": dates.moment(posting.due_at), "tries": posting.failures}
    if posting.due_at <= now:
        return _("On its way")
    if posting.failures and posting.why not in _WAITS:
        return _("Could not be delivered yet: tried %(tries)s times, again %(when)s") % when
    waits = _WAITS.get(posting.why, _("Waits until %(when)s")) if knows_rules else _("Waits until %(when)s")
    return str(waits) % when
