"""Votes in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.design import dates
from watersmeet.records.partnerships.api import StepWords, Wished
from watersmeet.records.voices.api import BallotView, Group, PaperView


class WishSheet:
    """All that a vote is about: each step, what comes along, and from which day."""

    def __init__(self, wished: Wished) -> None:
        self.asked = [StepWords(one) for one in wished.steps]
        self.along = [(one.what, one.before or _("nothing"), one.after or _("nothing")) for one in wished.along]
        self.from_on = dates.date(wished.from_on)


class BallotSheet:
    """One vote, for who works here."""

    def __init__(self, seen: BallotView) -> None:
        self.id, self.proposal, self.why, self.is_open = seen.id, seen.proposal, seen.wished.why, seen.is_open
        self.wish = WishSheet(seen.wished)
        self.until = dates.moment(seen.closes_at)
        self.turnout = [(str(group.label), _turnout(seen.took_part[group], seen.quorums[group])) for group in Group]
        self.given = [(one.partner, str(one.group.label), str(one.made), str(one.used)) for one in seen.given]
        self.may_vote = seen.may_vote and not seen.voted
        self.voted = seen.voted
        self.may_make_papers, self.may_type_in = seen.may_make_papers, seen.may_type_in


class PaperSheet:
    """What somebody with a voting paper is asked."""

    def __init__(self, code: str, seen: PaperView) -> None:
        self.code, self.why, self.used = code, seen.wished.why, seen.used
        self.wish = WishSheet(seen.wished)
        self.until = dates.date(seen.closes_at)


def _turnout(took_part: int, quorum: int) -> str:
    many = ngettext("%(many)s has voted", "%(many)s have voted", took_part) % {"many": took_part}
    told = {"many": many, "missing": quorum - took_part}
    if took_part >= quorum:
        return _("%(many)s: enough for the vote to count") % told
    return _("%(many)s: %(missing)s more are needed for the vote to count") % told
