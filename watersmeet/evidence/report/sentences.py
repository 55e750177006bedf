"""Sentences the software writes, each under its own condition; None where it must not be written."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.evidence.methods import CannotEstimate, Interval, missing_bounds, standardised_difference
from watersmeet.evidence.report.numbers import PER_CENT_FROM, points, share, share_range

ENOUGH_PAIRED = 0.60
UNLIKE = 0.25
TOO_FEW = 30
PER_GROUP = 8


def funnel(referred: int, started: int, finished: int, paired: int) -> str:
    """Always: who the figures on change describe, from the first step to the last."""
    return _(
        "Of %(referred)d people, %(started)d started, %(finished)d finished and %(paired)d answered before and after. "
        "Figures on change describe only the %(paired)d."
    ) % {"referred": referred, "started": started, "finished": finished, "paired": paired}


def not_in_these_figures(referred: int) -> str:
    """Always: how many people did not agree to evaluation."""
    if not referred:
        return _("Everybody referred agreed to evaluation.")
    return ngettext(
        "%(n)d more person was referred and is not in these figures: they have not agreed to evaluation.",
        "%(n)d more people were referred and are not in these figures: they have not agreed to evaluation.",
        referred,
    ) % {"n": referred}


def if_the_missing(improved: int, paired: int, started: int) -> str | None:
    """Always with change: what it would be if none, or all, of the missing had improved."""
    if not started or paired == started:
        return None
    bounds = missing_bounds(improved, paired, started)
    words = {"low": improved, "high": improved + started - paired, "n": started}
    if started < PER_CENT_FROM:
        return (
            _("If none, then all, of the missing had improved, it would be %(low)d to %(high)d of the %(n)d.") % words
        )
    span = {"range": share_range(bounds.low, bounds.high, started)}
    return _("If none, then all, of the missing had improved, it would be %(range)s of all who started.") % span


def no_comparison(expected: tuple[float, float] | None = None) -> str:
    """Without a comparison group; `expected`: the share who would meet a line with no help, where there is a line."""
    first = _(
        "There was no comparison group. People who come when they feel at their worst often feel better later, "
        "with or without help."
    )
    if expected is None:
        return first
    low, high = (round(100 * share) for share in expected)
    second = _("Of people chosen like this, about %(low)d%% to %(high)d%% would meet the line with no help at all.")
    return f"{first} {second % {'low': low, 'high': high}}"


def missing_were_unlike(
    started: int, paired: tuple[int, int, int], first_only: tuple[int, int, int], *, polarity: int
) -> str | None:
    """When few are paired, or the missing differed at the start.

    Each triple is n, sum and sum of squares of first scores: of those who answered twice, and of those who did once.
    """
    unlike = _difference(first_only, paired)
    if unlike is None or abs(unlike) <= UNLIKE:
        few = paired[0] < ENOUGH_PAIRED * started
        return _("Many who started did not answer again. How they are now is not known.") if few else None
    if unlike * polarity > 0:
        return _("Those who did not answer again were better off at the start. The result is likely too bad.")
    return _("Those who did not answer again were worse off at the start. The result is likely too good.")


def too_few(n: int, interval: Interval) -> str | None:
    """Below 30: what chance alone could give, as a share."""
    if n >= TOO_FEW or interval.low is None:
        return None
    span = {"span": share_range(interval.low, interval.high, n)}
    return _("Too few to say whether this is better or worse than elsewhere. Chance alone could give %(span)s.") % span


def difference(interval: Interval, polarity: int, reference: float = 0.0) -> str:
    """Whether an interval of change lies clear of the reference; never 'no difference' and never 'the same'."""
    low = -float("inf") if interval.low is None else interval.low
    if low <= reference <= interval.high:
        return _("No clear difference: the interval runs from %(low)s to %(high)s points.") % _ends(interval)
    if (low > reference) == (polarity > 0):
        return _("Answers were better afterwards, by %(low)s to %(high)s points.") % _ends(interval, absolute=True)
    return _("Answers were worse afterwards, by %(low)s to %(high)s points.") % _ends(interval, absolute=True)


def both_ways(better: int, same: int, worse: int) -> str | None:
    """Worse always beside better, in the same words and size."""
    paired = better + same + worse
    if not paired:
        return None
    words = {"better": share(better, paired), "worse": share(worse, paired), "same": share(same, paired)}
    return _("%(better)s answered better afterwards, %(worse)s answered worse, %(same)s answered the same.") % words


def cannot_speak_for(group: str, heard: int) -> str | None:
    """A small or absent group."""
    if heard >= PER_GROUP:
        return None
    if not heard:
        return _("We heard from nobody in this group: %(group)s. We cannot speak for them.") % {"group": group}
    return _("We heard from fewer than 8 people in this group: %(group)s. We cannot speak for them.") % {"group": group}


def nothing_recorded() -> str:
    """No data: different from 0."""
    return _("Nothing was recorded.")


def could_have_shown(n: int, points_shown: float) -> str:
    """What would change our mind: the smallest change that this many pairs could show."""
    words = {"n": n, "points": points(points_shown)}
    return _("With %(n)d people, a true change smaller than %(points)s points would usually not show.") % words


def limits(interval: Interval, n: int) -> str:
    """The interval of a share, as a range."""
    return share_range(interval.low or 0.0, interval.high, n)


def _difference(a: tuple[int, int, int], b: tuple[int, int, int]) -> float | None:
    try:
        return standardised_difference(a, b)
    except CannotEstimate:
        return None


def _ends(interval: Interval, *, absolute: bool = False) -> dict[str, str]:
    low = interval.high if interval.low is None else interval.low
    if absolute:
        near, far = sorted((abs(low), abs(interval.high)))
        return {"low": points(near), "high": points(far)}
    return {"low": points(low, signed=True), "high": points(interval.high, signed=True)}
