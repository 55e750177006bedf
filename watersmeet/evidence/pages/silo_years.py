"""How a place changed over whole years: one figure for each, never of months that two years share."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from watersmeet.design import dates
from watersmeet.design.charts import Axis, Chart, Point, Table, line
from watersmeet.evidence.network import Silo, figures
from watersmeet.evidence.network.ties import Count, counts_as, network

THIN = 10
"""Of fewer ties, a few more or fewer change every figure."""
Groups = Callable[[date], Mapping[str, str]]
"""The partners that were there on a day, with the sector of each."""
Year = tuple[date, Silo]
"""The first day after it, and its figures."""


def years(counts: Sequence[Count], groups: Groups, until: date, kind: str | None) -> list[Year]:
    """The whole years before a first of a month of which there are records, the earliest first: of one kind, or of all.

    Each has the partners of its last day. The first months there is anything of are left out where they are no whole
    year; of one kind, the years before there was any of it are none.
    """
    begun = min((month for _giver, _receiver, what, month, _often in counts if counts_as(what, kind)), default=until)
    found: list[Year] = []
    for since, end in _spans(begun, until):
        there = groups(end - timedelta(days=1))
        found.insert(0, (end, figures(network(there, counts, since, end, kind))))
    return found


def _spans(begun: date, until: date) -> Iterator[tuple[date, date]]:
    end = until
    while (since := end.replace(year=end.year - 1)) >= begun:
        yield since, end
        end = since


class YearsSheet:
    """Whole years as two lines, each with its table; no line is drawn of fewer than two."""

    def __init__(self, found: Sequence[Year]) -> None:
        self.many, self.any = len(found), len(found) > 1
        self.charts = [_density(found), *_inward(found)] if self.any else []
        self.thin = [_label(end) for end, one in found if one.ties < THIN]


def _density(found: Sequence[Year]) -> Chart:
    head = [_("Year up to"), _("Partners"), _("Ties"), _("Ways used"), _("Answered"), _("Middle")]
    rows = [
        (
            _label(end),
            str(one.nodes),
            _("%(n)d, few") % {"n": one.ties} if one.ties < THIN else str(one.ties),
            number(one.density),
            number(one.reciprocity),
            number(one.centralisation),
        )
        for end, one in found
    ]
    title = _("How many of the ways to work together are used, year by year")
    table = Table(title, head, rows, (1, 2, 3, 4, 5))
    points = [Point(_short(end), one.density) for end, one in found if one.density is not None]
    says = _("One point for each whole year; the table has them.")
    return line(points, title=title, says=says, table=table, amounts=Axis(_("Ways used"), (0, 1)))


def _inward(found: Sequence[Year]) -> Iterator[Chart]:
    known = [(end, one, one.ei_index) for end, one in found if one.ei_index is not None]
    if len(known) < 2:
        return
    head = [_("Year up to"), _("Between (+1) or within (-1)"), _("By sizes alone")]
    rows = [(_label(end), number(index), number(one.ei_chance)) for end, one, index in known]
    title = _("Between sectors or within them, year by year")
    points = [Point(_short(end), index) for end, _one, index in known]
    says = _("One point for each whole year; the table has them, beside what sizes alone would make of it.")
    amounts = Axis(_("Between (+1) or within (-1)"), (-1, 1))
    yield line(points, title=title, says=says, table=Table(title, head, rows, (1, 2)), amounts=amounts)


def number(value: float | None) -> str:
    """A figure with two places, or that there is none."""
    return _("cannot be said") if value is None else f"{value:.2f}"


def _label(end: date) -> str:
    return dates.date(end - timedelta(days=1))


def _short(end: date) -> str:
    last = end - timedelta(days=1)
    return f"{last.month}/{last.year}"
