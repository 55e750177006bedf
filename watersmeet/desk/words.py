"""When a next step is due, in whole sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from watersmeet.base.due import Due
from watersmeet.base.problems import Conflict, NotFound, Problem
from watersmeet.design.dates import day as say_day
from watersmeet.records.referrals.api import NextAction, Seen


@dataclass(frozen=True, slots=True)
class _Sentences:
    """`today` and `later` take nothing and {day}."""

    today: Promise
    later: Promise


_CHOOSE = "choose"
_DUE = {
    _CHOOSE: _Sentences(_("Choose who could help today"), _("Choose who could help by {day}")),
    NextAction.SEND: _Sentences(_("Send it today"), _("Send it by {day}")),
    NextAction.ANSWER: _Sentences(_("Answer due today"), _("Answer due {day}")),
    NextAction.REPLY: _Sentences(_("Answer their question today"), _("Answer their question by {day}")),
    NextAction.START: _Sentences(_("Arrange the start today"), _("Arrange the start by {day}")),
    NextAction.REVIEW: _Sentences(_("Say where they stand today"), _("Say where they stand by {day}")),
    NextAction.END: _Sentences(_("See how it goes today"), _("See how it goes by {day}")),
    NextAction.SEE_OUTCOME: _Sentences(_("Read the outcome today"), _("Read the outcome by {day}")),
}
_THEIRS = {
    _CHOOSE: _("{holder} chooses who could help by {day}"),
    NextAction.SEND: _("{holder} sends it by {day}"),
    NextAction.ANSWER: _("{holder} answers by {day}"),
    NextAction.REPLY: _("{holder} answers the question by {day}"),
    NextAction.START: _("{holder} arranges the start by {day}"),
    NextAction.REVIEW: _("{holder} says where they stand by {day}"),
    NextAction.END: _("{holder} sees how it goes by {day}"),
    NextAction.SEE_OUTCOME: _("{holder} reads the outcome by {day}"),
}
"""What the other side reads: whose step it is."""
_LATE = {
    _CHOOSE: _("Choosing who could help is late"),
    NextAction.SEND: _("Sending it is late"),
    NextAction.ANSWER: _("The answer is late"),
    NextAction.REPLY: _("The answer to their question is late"),
    NextAction.START: _("Arranging the start is late"),
    NextAction.REVIEW: _("Saying where they stand is late"),
    NextAction.END: _("Seeing how it goes is late"),
    NextAction.SEE_OUTCOME: _("Reading the outcome is late"),
}


def due(seen: Seen, today: date) -> str:
    """What is due and when, such as "Answer due Thursday 26 November"; "" when nothing is."""
    if seen.next_action is None or seen.due_on is None:
        return ""
    if seen.due_on < today:
        return str(_LATE[_next(seen, seen.next_action)])
    sentences = _DUE[_next(seen, seen.next_action)]
    return str(sentences.today) if seen.due_on == today else str(sentences.later).format(day=say_day(seen.due_on))


def theirs(seen: Seen, holder: str) -> str:
    """Who does what by when, for those who wait for it, such as "Little Group answers by Thursday 26 November"."""
    if seen.next_action is None or seen.due_on is None:
        return ""
    return str(_THEIRS[_next(seen, seen.next_action)]).format(holder=holder, day=say_day(seen.due_on))


def _next(seen: Seen, action: NextAction) -> str:
    """What is to be done: before it can be sent, somebody is chosen."""
    return _CHOOSE if seen.awaits_choice else action


def gone(count: int) -> str:
    """How much one's own side sent or asked about that others have now; "" when there is none."""
    sentence = ngettext(
        "%(count)s that you sent or asked about is with others now.",
        "%(count)s that you sent or asked about are with others now.",
        count,
    )
    return sentence % {"count": count} if count else ""


def next_step(seen: Seen, today: date, away: str) -> str:
    """What is next: for whoever holds it what to do; for the other side, to whom it is `away`, who does it."""
    return theirs(seen, away) if away else due(seen, today)


def moved_on(seen: Seen, *, ours: bool = True) -> Problem:
    """What meets somebody at a step that is not open now: a conflict, where it is `ours` and we may know whose it is.

    To everybody else it looks as if there were no such page.
    """
    if seen.card is None or not ours:
        return NotFound()
    return Conflict(gettext("This cannot be done now. Somebody has already done it, or it has moved on."))


def narrowed(shown: int, everything: int) -> str:
    """How much of it a filter leaves, such as "3 of 12"."""
    return gettext("Showing %(shown)s of %(everything)s.") % {"shown": shown, "everything": everything}


def by_when(due_on: date, today: date) -> str:
    """By when a task is to be done, such as "By Thursday 26 November"."""
    if due_on == today:
        return gettext("Today")
    return (gettext("Was due %(day)s") if due_on < today else gettext("By %(day)s")) % {"day": say_day(due_on)}


def waits(seen: Seen) -> list[str]:
    """Where somebody waits: the place in the queue, and when a place is expected."""
    said = []
    if seen.queue_place:
        said.append(gettext("Number %(place)s in the queue.") % {"place": seen.queue_place})
    if seen.expected_on:
        said.append(gettext("A place is expected about %(day)s.") % {"day": say_day(seen.expected_on)})
    return said


def by_how_much(days: int) -> str:
    """How late, after a sentence that says that it is late: "by 2 working days"; "" when it is not."""
    return ngettext("by %(days)s working day", "by %(days)s working days", days) % {"days": days} if days else ""


def late(days: int) -> str:
    """How late, such as "2 working days late"; "" when it is not."""
    return ngettext("%(days)s working day late", "%(days)s working days late", days) % {"days": days} if days else ""


def how_much(held: Sequence[Seen | Due], today: date) -> str:
    """The day and how much there is, such as "Tuesday 24 November. 4 things need you. Today: 1. 2 are late."."""
    dues = [one.due_on for one in held if one.due_on is not None]
    today_s, late_ones = sum(due == today for due in dues), sum(due < today for due in dues)
    told = {"day": say_day(today), "count": len(held), "today": today_s, "late": late_ones}
    said = [
        ngettext("%(day)s. %(count)s thing needs you.", "%(day)s. %(count)s things need you.", len(held)),
        gettext("Today: %(today)s.") if today_s else "",
        ngettext("%(late)s is late.", "%(late)s are late.", late_ones) if late_ones else "",
    ]
    return " ".join(sentence % told for sentence in said if sentence)
