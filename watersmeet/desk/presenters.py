"""A referral's story and a person's contact rules, in words for the page."""

from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from watersmeet.design import dates
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people.api import ANY_DAYTIME, DAYTIMES, Channel, SafeContact
from watersmeet.records.referrals.api import JointContact, Meeting, ProxySeen, State, Step

GOING_WELL = frozenset({State.STARTED, State.COMPLETED})

WHAT: dict[str, Promise] = {
    "ask": _("Asked for help"),
    "ask_for": _("Somebody asked for help on their behalf"),
    "see_alone": _("How seeing them alone went was written down"),
    "acknowledge": _("Somebody there said that they have it"),
    "pass_on": _("Nobody said in time that they have it: passed on"),
    "pass_on_away": _("The one it was for is away: passed on"),
    "bring_in": _("Brought in from a spreadsheet"),
    "draft": _("Written down with the person"),
    "send": _("Sent"),
    "ask_question": _("The receiver asked a question"),
    "answer_question": _("The referrer answered the question"),
    "accept": _("Accepted"),
    "decline": _("Not right this time"),
    "hand_over": _("A joint first contact was planned"),
    "handover_met": _("They met: the joint first contact took place"),
    "handover_did_not_come": _("The joint first contact did not take place"),
    "handover_moved": _("The joint first contact was moved"),
    "handover_chose_not": _("The person chose not to have the joint first contact"),
    "handover_called_off": _("The joint first contact was called off"),
    "re_offer": _("Offered anew, after another service could not help"),
    "aim": _("Who is to be asked was chosen"),
    "say_where": _("Where they are in the queue was said"),
    "wait": _("Waiting for a place"),
    "start": _("Started"),
    "pause": _("Taking a break"),
    "complete": _("Completed"),
    "leave": _("Ended early"),
    "withdraw": _("Withdrawn"),
    "enter_in_error": _("Entered by mistake"),
    "print_letter": _("A letter to the person was printed"),
    "gp_yes": _("They said yes to telling their GP practice"),
    "print_gp_letter": _("A letter to their GP practice was printed"),
    "see_outcome": _("The referrer read how it went. There is nothing more to do."),
    "remind": _("The day comes near: we reminded the holder"),
    "escalate": _("The next step was late: we wrote to the holder"),
    "tell_lead": _("It was still late: we wrote to the partnership's lead"),
    "hand_on": _("Whoever looked after it has left: somebody else does now"),
    "assign": _("Somebody was named to look after it"),
    "silence": _("The person asked that the referrer is told no more"),
    "yes_ran_out": _("The person's yes ran out: the referrer is told no more"),
    "told_again": _("The person said yes again: the referrer is told again"),
    "chase": _("The outcome was not read yet: we asked again"),
    "close": _("Closed"),
    "paper_locked": _("The paper form is kept locked away"),
    "paper_shredded": _("The paper form was shredded"),
    "paper_given_back": _("The person has their paper form back"),
}
_BUTTON: dict[State, Promise] = {
    State.SENT: _("Send it"),
    State.ACCEPTED: _("Accept"),
    State.DECLINED: _("Not right this time"),
    State.WAITING: _("Put on the waiting list"),
    State.STARTED: _("They have started"),
    State.PAUSED: _("They are taking a break"),
    State.COMPLETED: _("They have finished"),
    State.LEFT: _("It ended early"),
    State.WITHDRAWN: _("Withdraw it"),
    State.ENTERED_IN_ERROR: _("It was a mistake"),
}
_SAID: dict[State, Promise] = {
    State.SENT: _("Sent. Their page says so."),
    State.ACCEPTED: _("Accepted. The person's page says so, and the referrer is told."),
    State.DECLINED: _("The referrer is told, and helps the person to look further."),
    State.WAITING: _("They are on the waiting list. Their page says so."),
    State.STARTED: _("Started. The person's page says so, and the referrer is told."),
    State.PAUSED: _("On a break. They can carry on when they are ready."),
    State.COMPLETED: _("Completed. The referrer reads how it went next."),
    State.LEFT: _("Ended. The referrer is told."),
    State.WITHDRAWN: _("Withdrawn."),
    State.ENTERED_IN_ERROR: _("Marked as a mistake."),
}
_FORWARD: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SENT}),
    State.SENT: frozenset({State.ACCEPTED}),
    State.ACCEPTED: frozenset({State.STARTED}),
    State.WAITING: frozenset({State.STARTED}),
    State.PAUSED: frozenset({State.STARTED}),
    State.STARTED: frozenset({State.COMPLETED}),
}
BY: dict[str, Promise] = {
    "link": _("by the person"),
    "answerer": _("by a volunteer, by link"),
    "process": _("by the clock"),
}
_CHANNELS: dict[Channel, Promise] = {
    Channel.SMS: _("Text"),
    Channel.EMAIL: _("Email"),
    Channel.PHONE: _("Phone"),
    Channel.POST: _("Letter"),
}


def button_of(to: State) -> str:
    """What the button of a step says."""
    return str(_BUTTON[to])


def said(to: State) -> str:
    """What is said once a step was taken."""
    return str(_SAID[to])


def forward(state: State) -> frozenset[State]:
    """The steps that most often come next, shown first."""
    return _FORWARD.get(state, frozenset())


class StepPresenter:
    """One stone in the river."""

    def __init__(self, step: Step) -> None:
        self.at = step.happened_at
        self.what = str(WHAT[step.what])
        self.words = str(step.reason.label) if step.reason else ""
        self.said = step.words
        self.when = _when(step)
        self.by = str(BY.get(step.actor_kind, "")) if step.what != "ask_for" else ""
        self.leaf = step.what in {"accept", "start", "complete", "see_outcome"}


def _when(step: Step) -> str:
    if not step.told_later:
        return dates.moment(step.happened_at)
    told = {"day": dates.day(step.happened_at), "later": dates.day(step.recorded_at)}
    return _now("%(day)s, written down on %(later)s") % told


class ProxyPresenter:
    """Who asked on the person's behalf, as (name, words) pairs for a summary, and how seeing them alone stands."""

    def __init__(self, seen: ProxySeen) -> None:
        rows = [
            (_("Who asked"), seen.name),
            (_("How to reach who asked"), seen.reach),
            (_("By what authority"), seen.other or seen.authority.label),
            (_("Seen alone"), seen.alone.label if seen.alone else _("Not yet")),
            (_("When"), dates.moment(seen.alone_at) if seen.alone_at else ""),
            (_("What was written"), seen.why),
        ]
        self.rows = [(name, said) for name, said in rows if said]
        self.in_doubt = seen.in_doubt
        self.waits = seen.due_on is not None
        self.can_settle = seen.can_settle


class MeetingPresenter:
    """A joint first contact, as (name, words) pairs for a summary, and what can be done with it."""

    def __init__(self, met: JointContact) -> None:
        self.id = met.id
        self.planned = met.outcome is Meeting.PLANNED
        self.outcome = str(met.outcome.label)
        self.when = dates.moment(met.starts_at)
        rows = [
            (_("When"), self.when),
            (_("How"), met.how.label),
            (_("Where"), met.where),
            (_("Who"), met.who),
            (_("Agreed with the person"), met.agreed),
            (_("If it comes to nothing"), met.fallback),
        ]
        self.rows = [(name, said) for name, said in rows if said]


class ContactPresenter:
    """How to reach a person safely, as (name, words) pairs for a summary."""

    def __init__(self, contact: SafeContact) -> None:
        ways = [self._way(contact, channel) for channel in contact.channels]
        self.rows = [
            (_("Ways that are safe"), "; ".join(ways) or _("None: they come back to us")),
        ]
        if ways:
            times = ", ".join(str(DAYTIMES[part]) for part in contact.daytimes)
            self.rows += [
                (_("Times that are safe"), times or str(ANY_DAYTIME)),
                (_("Leave a message?"), _("Yes") if contact.leave_message else _("No")),
                (_("Say who we are?"), _("Yes") if contact.say_who else _("No")),
            ]
        if contact.code_word:
            self.rows.append((_("Code word"), contact.code_word))
        if contact.not_partners:
            self.rows.append((_("Not to be involved"), ", ".join(_name(one) for one in contact.not_partners)))
        if contact.hidden_address:
            self.rows.append((_("Address"), _("Hidden: do not ask others for it")))

    @staticmethod
    def _way(contact: SafeContact, channel: Channel) -> str:
        return f"{_CHANNELS[channel]}: {contact.address_for(channel)}"


def _name(partner: UUID) -> str:
    return partnerships.partner(partner).organisation.name
