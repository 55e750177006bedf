"""What somebody who answers for a partner by link reads: in plain words, and no more than they may know."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.design import dates, languages
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people.api import Age, Channel, Daytime, SafeContact, Unnamed
from watersmeet.records.referrals.api import ByLink, State, Written

SHOWN: dict[State, Promise] = {
    State.ACCEPTED: gettext_lazy("Yes, we can help"),
    State.STARTED: gettext_lazy("They have started"),
    State.WAITING: gettext_lazy("They wait for a place"),
    State.COMPLETED: gettext_lazy("They came to the end of it"),
    State.LEFT: gettext_lazy("It stopped early"),
    State.DECLINED: gettext_lazy("Not right this time"),
}
"""The steps that a link takes, in the order of the page."""
_DONE: dict[State, Promise] = {
    State.ACCEPTED: gettext_lazy("Thank you. They hear that you said yes."),
    State.STARTED: gettext_lazy("Thank you. They have started, and whoever sent them hears it."),
    State.WAITING: gettext_lazy("Thank you. They hear that they have a place on your list."),
    State.COMPLETED: gettext_lazy("Thank you for all you did. Whoever sent them hears how it went."),
    State.LEFT: gettext_lazy("Thank you. Whoever sent them hears it, and can look further with them."),
    State.DECLINED: gettext_lazy("Thank you for answering. Somebody looks further with them."),
}
_HEADING: dict[State, Promise] = {
    State.SENT: gettext_lazy("Somebody asks for your group"),
    State.ACCEPTED: gettext_lazy("You said yes"),
    State.WAITING: gettext_lazy("They wait for a place with you"),
    State.STARTED: gettext_lazy("They have started with you"),
    State.PAUSED: gettext_lazy("They take a break"),
    State.COMPLETED: gettext_lazy("They came to the end of it"),
    State.LEFT: gettext_lazy("This has stopped"),
    State.DECLINED: gettext_lazy("You said: not right this time"),
    State.WITHDRAWN: gettext_lazy("They do not need this any more"),
    State.ENTERED_IN_ERROR: gettext_lazy("This was sent by mistake"),
}
_BY: dict[State, Promise] = {
    State.SENT: gettext_lazy("Please answer by %(day)s."),
    State.ACCEPTED: gettext_lazy("Please arrange the start by %(day)s."),
    State.WAITING: gettext_lazy("Please say where they stand by %(day)s."),
    State.STARTED: gettext_lazy("Please say how it goes by %(day)s."),
    State.PAUSED: gettext_lazy("Please say where they stand by %(day)s."),
}
_WAYS: dict[Channel, Promise] = {
    Channel.SMS: gettext_lazy("by text"),
    Channel.EMAIL: gettext_lazy("by email"),
    Channel.PHONE: gettext_lazy("by phone"),
    Channel.POST: gettext_lazy("by letter"),
}
_TIMES: dict[Daytime, Promise] = {
    Daytime.MORNING: gettext_lazy("in the morning"),
    Daytime.AFTERNOON: gettext_lazy("in the afternoon"),
    Daytime.EVENING: gettext_lazy("in the evening"),
}


def done(to: State) -> str:
    """What is said once a step was taken."""
    return str(_DONE[to])


def title_of(to: State) -> str:
    """What a step is called."""
    return str(SHOWN[to])


class WrittenPresenter:
    """One message to their group: from whom, when, and what it says."""

    def __init__(self, one: Written) -> None:
        self.who = str(partnerships.partner(one.sender)) if one.sender else _("The person")
        self.when = dates.moment(one.at)
        self.words = one.words
        self.has_files = one.files > 0


class ByLinkPresenter:
    """One referral, for those who may not know who it is, or may."""

    def __init__(self, seen: ByLink, moves: Iterable[State] = ()) -> None:
        self.id, self.reference, self.group, self.version = seen.id, seen.reference, seen.group, seen.version
        self.title = str(_HEADING[seen.state])
        self.service, self.words, self.own_answers = seen.service, seen.words, seen.own_answers
        self.over = seen.about is None
        self.sent = seen.state is State.SENT
        self.waits_for_answer = seen.question_open
        self.by = self._by(seen)
        self.rows = _unnamed(seen, seen.about) if seen.about else []
        self.talk = seen.talk
        self.messages = [WrittenPresenter(one) for one in seen.messages]
        self.held_back = seen.held_back
        self.upto = seen.messages[-1].id if any(one.unread for one in seen.messages) else None
        self.may_name = seen.may_name and seen.named is None
        self.name = seen.named.name if seen.named else ""
        self.reach = _reach(seen.named.contact) if seen.named else []
        possible = set(moves)
        steps = [(to.value, title_of(to)) for to in SHOWN if to in possible]
        self.accepts = State.ACCEPTED in possible
        self.steps = [one for one in steps if one[0] != State.ACCEPTED]

    @staticmethod
    def _by(seen: ByLink) -> str:
        if seen.due_on is None or seen.question_open or seen.state not in _BY:
            return ""
        return str(_BY[seen.state]) % {"day": dates.day(seen.due_on)}


def _unnamed(seen: ByLink, about: Unnamed) -> list[tuple[str, str]]:
    rows = [
        (_("What would help"), str(seen.domain.label) if seen.domain else _("Not said")),
        (_("Where they live"), _district(about)),
        (_("To be reached"), _in_general(about.ways, about.daytimes)),
        (_("Access needs"), _("Nobody has written any down. Ask before the first time.")),
    ]
    if about.age is Age.YOUNG:
        rows.append((_("Age"), str(about.age.label)))
    if not about.lang.startswith("en"):
        rows.append((_("Language"), languages.name(about.lang)))
    return rows


def _district(about: Unnamed) -> str:
    return _("around %(district)s") % {"district": about.district} if about.district else _("Not known")


def _in_general(ways: Iterable[Channel], times: Iterable[Daytime]) -> str:
    said = [str(_WAYS[one]) for one in ways]
    if not said:
        return _("only when they come back to us")
    return ", ".join([*said, *(str(_TIMES[one]) for one in times)])


def _reach(contact: SafeContact) -> list[tuple[str, str]]:
    """How to reach them, each way with its number or address, and what they asked for."""
    rows = [(str(_WAYS[one]).capitalize(), contact.address_for(one)) for one in contact.channels]
    rows = [(way, to) for way, to in rows if to] or [(_("To be reached"), _("only when they come back to us"))]
    if contact.channels:
        times = ", ".join(str(_TIMES[one]) for one in contact.daytimes)
        rows += [
            (_("Safe times"), times or _("at any time")),
            (_("Leave a message?"), _("Yes") if contact.leave_message else _("No")),
            (_("Say who you are?"), _("Yes") if contact.say_who else _("No")),
        ]
    if contact.code_word:
        rows.append((_("Code word"), contact.code_word))
    return rows
