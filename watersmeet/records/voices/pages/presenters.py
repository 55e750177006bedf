"""Votes in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.design import dates
from watersmeet.records.partnerships.api import Line, StepChange
from watersmeet.records.voices.api import BallotView, Group, PaperView


class AskedAbout:
    """One step that a vote is about: who does it now, who would do it, and which rules change."""

    def __init__(self, one: StepChange) -> None:
        self.title = one.title
        self.before = [_line(line) for line in one.before] or [_("Nobody yet")]
        self.after = [_line(line) for line in one.after] or [_("Nobody")]
        self.lines_change = one.before != one.after
        self.rules = [(rule.what, rule.before or _("nothing"), rule.after or _("nothing")) for rule in one.rules]


class BallotSheet:
    """One vote, for who works here."""

    def __init__(self, seen: BallotView) -> None:
        self.id, self.proposal, self.why, self.is_open = seen.id, seen.proposal, seen.why, seen.is_open
        self.asked = [AskedAbout(one) for one in seen.changes]
        self.until = dates.moment(seen.closes_at)
        self.turnout = [(str(group.label), _turnout(seen.took_part[group], seen.quorums[group])) for group in Group]
        self.given = [(one.partner, str(one.group.label), str(one.made), str(one.used)) for one in seen.given]
        self.may_vote = seen.may_vote and not seen.voted
        self.voted = seen.voted
        self.may_make_papers, self.may_type_in = seen.may_make_papers, seen.may_type_in


class PaperSheet:
    """What somebody with a voting paper is asked."""

    def __init__(self, code: str, seen: PaperView) -> None:
        self.code, self.why, self.used = code, seen.why, seen.used
        self.asked = [AskedAbout(one) for one in seen.changes]
        self.until = dates.date(seen.closes_at)


def _turnout(took_part: int, quorum: int) -> str:
    many = ngettext("%(many)s has voted", "%(many)s have voted", took_part) % {"many": took_part}
    told = {"many": many, "missing": quorum - took_part}
    if took_part >= quorum:
        return _("%(many)s: enough for the vote to count") % told
    return _("%(many)s: %(missing)s more are needed for the vote to count") % told


def _line(line: Line) -> str:
    return _("%(partner)s: %(does)s") % {"partner": line.partner, "does": line.does}
