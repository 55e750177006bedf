"""What people asked for, and whether they got it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from watersmeet.design.charts import Axis, Chart, Point, Table, dots
from watersmeet.evidence.methods import Interval
from watersmeet.evidence.report import numbers, sentences
from watersmeet.evidence.runs.api import Run
from watersmeet.records.plans import api as plans

Json = dict[str, Any]


@dataclass(frozen=True)
class NeedsShown:
    """The headline, what qualifies it, and the picture with its table; the table alone when nothing is known yet."""

    sentences: tuple[str, ...]
    chart: Chart | None
    table: Table


def needs(run: Run) -> NeedsShown | None:
    """The needs of a run, or None when nothing was recorded."""
    estimates = run.result["estimates"]["needs_met"]
    if not estimates:
        return None
    rows = run.result["counts"]["needs_met"]
    table = _table(rows, estimates["domains"])
    return NeedsShown(_said(estimates["all"]), _chart(estimates["domains"], table), table)


def domain(code: str) -> str:
    """A need's domain as the plans room calls it; one it no longer knows keeps its code."""
    return str(plans.Domain(code).label) if code in plans.Domain.values else code


def _said(whole: Json) -> tuple[str, ...]:
    met, known, named = whole["met"], whole["known"], whole["needs"]
    if not known:
        return (_("%(n)d needs were named; whether they were met is not yet known.") % {"n": named},)
    found = [_("Of %(known)d needs whose outcome is known, %(share)s were met.") % _share_words(met, known)]
    if known < named:
        found.append(_not_yet(met, named - known, named, whole["bounds"]))
    few = sentences.too_few(known, _interval(whole["share"]))
    return tuple(found if few is None else [*found, few])


def _not_yet(met: int, unknown: int, named: int, bounds: Json) -> str:
    if named < numbers.PER_CENT_FROM:
        words = {"n": unknown, "low": met, "high": met + unknown, "all": named}
        return (
            _("%(n)d more are not yet known. If none, then all, are met, it will be %(low)d to %(high)d of %(all)d.")
            % words
        )
    span = {"n": unknown, "range": numbers.share_range(bounds["low"], bounds["high"], named)}
    return _("%(n)d more are not yet known. If none, then all, are met, it will be %(range)s of all.") % span


def _share_words(met: int, known: int) -> Json:
    return {"known": known, "share": numbers.part(met, known)}


def _table(rows: list[Json], domains: Json) -> Table:
    return Table(
        caption=_("Needs by what they were about"),
        head=(
            _("About"),
            _("Named"),
            _("Met"),
            _("Partly met"),
            _("Not met"),
            _("Not yet known"),
            _("Met, of those known"),
        ),
        rows=[
            (
                domain(row["domain"]),
                *(str(row[state]) for state in ("needs", "met", "partly", "not_met", "not_yet_known")),
                _share_text(domains[row["domain"]]),
            )
            for row in rows
        ],
        numbers=(1, 2, 3, 4, 5),
    )


def _share_text(domain: Json) -> str:
    if "why_not" in domain["share"]:
        return _("not yet known")
    span = sentences.limits(_interval(domain["share"]), domain["known"])
    return _("%(share)s (%(span)s)") % {"share": numbers.share(domain["met"], domain["known"]), "span": span}


def _chart(domains: Json, table: Table) -> Chart | None:
    points = [
        Point(domain(code), d["share"]["value"], d["share"]["low"], d["share"]["high"])
        for code, d in domains.items()
        if "why_not" not in d["share"]
    ]
    if not points:
        return None
    return dots(
        points,
        title=_("Share of needs met, by what they were about"),
        says=_(
            "One dot for each kind of need, with a line for what chance alone could give. The table has the numbers."
        ),
        table=table,
        amounts=Axis(_("Share met of those known (0 none, 1 all), 95% interval"), between=(0, 1)),
    )


def _interval(share: Json) -> Interval:
    return Interval(share["low"], share["high"], share["confidence"], share["method"])
