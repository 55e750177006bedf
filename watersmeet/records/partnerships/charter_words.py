"""What a document would change of one step, in words: the same for who talks about it and for who votes on it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from watersmeet.records.partnerships.charter import StepChange
from watersmeet.records.partnerships.pathway import Line


class StepWords:
    """One step as a page says it: who does it now and would do it, what its rules say, and everything else of it."""

    def __init__(self, one: StepChange) -> None:
        self.title = one.title
        self.before = [line_words(line) for line in one.before] or [_("Nobody yet")]
        self.after = [line_words(line) for line in one.after] or [_("Nobody")]
        self.lines_change = one.before != one.after
        self.rules = [(rule.what, rule.before or _("nothing"), rule.after or _("nothing")) for rule in one.rules]
        self.sentences = list(_besides(one))


def line_words(line: Line) -> str:
    """A line of the charter as one sentence."""
    return _("%(partner)s: %(does)s") % {"partner": line.partner, "does": line.does}


def _besides(one: StepChange) -> Iterator[str]:
    """What changes of a step besides who does it and what its rules say."""
    if one.title_before and one.title_before != one.title:
        yield _("It was called: %(title)s") % {"title": one.title_before}
    was, now = one.together
    if was != now:
        yield _("They would do it together.") if now else _("They would not do it together any more.")
    if one.gained:
        yield _("What comes to it: %(rules)s") % {"rules": "; ".join(one.gained)}
    if one.lost:
        yield _("What goes from it: %(rules)s") % {"rules": "; ".join(one.lost)}
