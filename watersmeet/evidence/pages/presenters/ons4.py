"""How people say they are: four questions before and after, each apart."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from watersmeet.design.charts import Axis, Chart, Point, Table, dots
from watersmeet.evidence.methods import Interval
from watersmeet.evidence.ons4 import LOWER_IS_BETTER, SCALES, Scale
from watersmeet.evidence.report import sentences, words
from watersmeet.evidence.report.numbers import points
from watersmeet.evidence.runs.api import Run

Json = dict[str, Any]


@dataclass(frozen=True)
class QuestionShown:
    """One question and what may be said of it."""

    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Ons4Shown:
    """All four questions, the picture with its table, and the bands."""

    questions: tuple[QuestionShown, ...]
    no_comparison: str
    chart: Chart | None
    table: Table
    bands: Table


def ons4(run: Run) -> Ons4Shown | None:
    """ONS4 of a run, or None when nobody answered before and after."""
    counts = {row["scale"]: row for row in run.result["counts"]["ons4_change"]}
    if not any(row["paired"] for row in counts.values()):
        return None
    estimates = run.result["estimates"]["ons4_change"]
    table = _table(counts, estimates)
    return Ons4Shown(
        questions=tuple(_question(scale, counts[scale.name], estimates[scale.name]) for scale in SCALES),
        no_comparison=sentences.no_comparison(),
        chart=_chart(estimates, table),
        table=table,
        bands=_bands(run.result["counts"]["ons4_bands"]),
    )


def label(scale: Scale, *, short: bool = False) -> str:
    """The question in words, and which way is better where that is not plain."""
    name = str((words.SHORT if short else words.SCALES)[scale.name])
    return _("%(name)s (lower is better)") % {"name": name} if scale.polarity == LOWER_IS_BETTER else name


def _question(scale: Scale, row: Json, estimate: Json) -> QuestionShown:
    n, mean = row["paired"], estimate["mean"]
    said: list[str | None] = []
    if "why_not" in mean:
        said.append(
            str(words.WHY_NOT.get(mean["why_not"], sentences.nothing_recorded())) if n else sentences.nothing_recorded()
        )
    else:
        interval = _interval(mean)
        said += [sentences.difference(interval, scale.polarity), sentences.could_have_shown(n, mean["could_show"])]
    said.append(sentences.both_ways(row["better"], row["same"], row["worse"]))
    said.append(sentences.too_few(n, _interval(estimate["better"])) if n else None)
    said.append(sentences.if_the_missing(row["better"], n, row["started"]) if n else None)
    paired = (n, row["first_sum"], row["first_squares"])
    alone = (row["first_only"], row["first_only_sum"], row["first_only_squares"])
    said.append(sentences.missing_were_unlike(row["started"], paired, alone, polarity=scale.polarity))
    return QuestionShown(label(scale), tuple(sentence for sentence in said if sentence))


def _interval(estimate: Json) -> Interval:
    return Interval(estimate["low"], estimate["high"], estimate["confidence"], estimate["method"])


def _table(counts: Json, estimates: Json) -> Table:
    return Table(
        caption=_("Change in each question, from 0 to 10"),
        head=(
            _("Question"),
            _("People"),
            _("Before"),
            _("After"),
            _("Change"),
            _("95% interval"),
            _("Better"),
            _("The same"),
            _("Worse"),
        ),
        rows=[_row(scale, counts[scale.name], estimates[scale.name]["mean"]) for scale in SCALES],
        numbers=(1, 2, 3, 4, 6, 7, 8),
    )


def _row(scale: Scale, row: Json, mean: Json) -> tuple[str, ...]:
    n = row["paired"]
    before = points(row["first_sum"] / n) if n else ""
    after = points((row["first_sum"] + row["change_sum"]) / n) if n else ""
    change = points(row["change_sum"] / n, signed=True) if n else ""
    span = _("not estimated") if "why_not" in mean else _span(mean)
    return (label(scale), str(n), before, after, change, span, *(str(row[way]) for way in ("better", "same", "worse")))


def _span(mean: Json) -> str:
    ends = {"low": points(mean["low"], signed=True), "high": points(mean["high"], signed=True)}
    return _("%(low)s to %(high)s") % ends


def _chart(estimates: Json, table: Table) -> Chart | None:
    known = [
        (scale, estimates[scale.name]["mean"]) for scale in SCALES if "why_not" not in estimates[scale.name]["mean"]
    ]
    if not known:
        return None
    return dots(
        [Point(label(scale, short=True), mean["value"], mean["low"], mean["high"]) for scale, mean in known],
        title=_("Mean change in each question"),
        says=_("One dot for each question, with a line for its interval. A dashed line marks no change."),
        table=table,
        amounts=Axis(_("Points of change, last less first, 95% interval")),
        mark=0.0,
    )


def _bands(rows: list[Json]) -> Table:
    found = {(row["scale"], row["band"]): row for row in rows}
    lines = [(scale, band.name) for scale in SCALES for band in scale.bands if (scale.name, band.name) in found]
    return Table(
        caption=_("People in each published band, before and after"),
        head=(_("Question"), _("Band"), _("Before"), _("After")),
        rows=[
            (
                label(scale),
                str(words.BANDS[band]),
                *(str(found[scale.name, band][when]) for when in ("before", "after")),
            )
            for scale, band in lines
        ],
        numbers=(2, 3),
    )
