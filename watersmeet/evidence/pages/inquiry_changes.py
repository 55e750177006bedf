"""What changed since the wave before, in words and a table: directions and coarse intervals, no counts."""

import math
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.design.charts import Table
from watersmeet.evidence.inquiry import Answers, Change, Tally, changes, mix
from watersmeet.evidence.inquiry.tally import FEWEST
from watersmeet.evidence.inquiry.verdicts import groups_of
from watersmeet.evidence.inquiry.waves import Why
from watersmeet.evidence.methods.interval import Interval

POINTS = 5
Named = Callable[[str], str]
Titled = Callable[[tuple[str, str]], str]


class Changes:
    """Two waves of one inquiry: what may be named as changed, and who answered then and now."""

    def __init__(self, before: Answers, after: Answers, group: Named, title: Titled) -> None:
        self._before, self._after = before, after
        self._group, self._title = group, title
        self.found = changes(before.values, after.values)

    @property
    def sentences(self) -> list[str]:
        """How much could be compared, and how much of it changed clearly."""
        compared = [one for one in self.found if one.why_not is not Why.FEW]
        called = [one for one in self.found if one.called]
        few = sum(one.why_not is Why.FEW_ANSWERED for one in self.found)
        words = {"called": len(called), "compared": len(compared), "few": few}
        said = [_("Of %(compared)d things that could be compared, %(called)d changed clearly.") % words]
        if few:
            told = ngettext(
                "%(few)d more looks different, but fewer than half of the group answered: it is not called a change.",
                "%(few)d more look different, but fewer than half of the group answered: they are not called changes.",
                few,
            )
            said.append(told % words)
        return [*said, _("Nobody can be followed from one wave to the next, so small changes cannot be seen.")]

    @property
    def table(self) -> Table:
        """Each change that may be named."""
        rows = [
            (self._title(one.item), self._group(one.group), _way(one), _between(one.by))
            for one in self.found
            if one.called and one.by
        ]
        return Table(_("What changed"), (_("What"), _("Group"), _("Now"), _("By so many points")), rows)

    @property
    def mix(self) -> Table:
        """Who answered, then and now: a part of what changed may be that others answered."""
        then, now = _parts(self._before), _parts(self._after)
        rows = [(self._group(group), then.get(group, ""), now[group]) for group in now]
        return Table(
            _("Who answered, of all in groups of 8 or more"), (_("Group"), _("Then"), _("Now")), rows, numbers=(1, 2)
        )


def _way(one: Change) -> str:
    up = one.by is not None and (one.by.low or 0) > 0
    return _("more say yes") if up else _("fewer say yes")


def _between(by: Interval) -> str:
    """Outwards to five points."""
    ends = sorted(abs(100 * end) for end in (by.low or 0.0, by.high))
    low, high = POINTS * math.floor(ends[0] / POINTS), POINTS * math.ceil(ends[1] / POINTS)
    return _("%(low)d to %(high)d") % {"low": low, "high": high}


def _parts(answers: Answers) -> Mapping[str, str]:
    """Each group's part of all in groups of eight or more, to five in a hundred: a smaller one is in no number."""
    most: dict[str, Tally] = {}
    for row in answers.values.values():
        for group, one in row.items():
            if group not in most or one.answered > most[group].answered:
                most[group] = one
    share = mix({group: one for group, one in most.items() if one.answered >= FEWEST})
    return {
        group: _("fewer than 8 answers") if group not in share else f"{POINTS * round(20 * share[group])}%"
        for group in groups_of([most])
        for one in ([most[group]] if group in most else [])
    }
