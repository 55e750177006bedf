"""Votes in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.design import dates
from watersmeet.records.partnerships.api import Line, StepChange, Wished
from watersmeet.records.voices.api import BallotView, Group, PaperView


class AskedAbout:
    """One step that a vote is about: everything of it that would change."""

    def __init__(self, one: StepChange) -> None:
        self.title = one.title
        self.sentences = [sentence for sentence in _changes(one) if sentence]
        self.before = [_line(line) for line in one.before] or [_("Nobody yet")]
        self.after = [_line(line) for line in one.after] or [_("Nobody")]
        self.lines_change = one.before != one.after
        self.rules = [(rule.what, rule.before or _("nothing"), rule.after or _("nothing")) for rule in one.rules]


class WishSheet:
    """All that a vote is about: each step, what comes along, and from which day."""

    def __init__(self, wished: Wished) -> None:
        self.asked = [AskedAbout(one) for one in wished.steps]
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


def _changes(one: StepChange) -> Iterator[str]:
    """What changes of a step besides who does it and what its rules say."""
    if one.title_before and one.title_before != one.title:
        yield _("It was called: %(title)s") % {"title": one.title_before}
    if one.together != (False, False) and one.together[0] != one.together[1]:
        yield _("They would do it together.") if one.together[1] else _("They would not do it together any more.")
    if one.gained:
        yield _("What comes to it: %(rules)s") % {"rules": "; ".join(one.gained)}
    if one.lost:
        yield _("What goes from it: %(rules)s") % {"rules": "; ".join(one.lost)}


def _turnout(took_part: int, quorum: int) -> str:
    many = ngettext("%(many)s has voted", "%(many)s have voted", took_part) % {"many": took_part}
    told = {"many": many, "missing": quorum - took_part}
    if took_part >= quorum:
        return _("%(many)s: enough for the vote to count") % told
    return _("%(many)s: %(missing)s more are needed for the vote to count") % told


def _line(line: Line) -> str:
    return _("%(partner)s: %(does)s") % {"partner": line.partner, "does": line.does}
