"""ONS4 bands: how many people were in each published band before and after."""

import ibis
import ibis.expr.types as ir

from watersmeet.evidence import ons4
from watersmeet.evidence.measures.courses import courses
from watersmeet.evidence.measures.measure import Measure
from watersmeet.evidence.measures.ons4_change import ONS4_CHANGE
from watersmeet.evidence.measures.pairs import Window, pairs


def ons4_bands(responses: ir.Table, referrals: ir.Table, window: Window | None = None) -> ir.Table:
    """Paired people by scale and band, before and after; each adds up to the paired."""
    answers = responses.filter(responses.instrument == "ons4")
    both = pairs(answers, courses(referrals), ons4.NAMES, window or Window())
    both = both.filter(both["first"].notnull() & both["last"].notnull())
    bands = [(scale, band) for scale in ons4.SCALES for band in scale.bands]
    counted = [
        both.filter(both.scale == scale.name)
        .mutate(band=ibis.literal(band.name))
        .group_by("partnership", "scale", "band")
        .agg(
            before=lambda t, b=band: t.count(where=t["first"].between(b.low, b.high)),
            after=lambda t, b=band: t.count(where=t["last"].between(b.low, b.high)),
        )
        for scale, band in bands
    ]
    return ibis.union(*counted)


ONS4_BANDS = Measure(
    name="ons4_bands",
    version=1,
    tables=("responses", "referrals"),
    define=ons4_bands,
    estimand=ONS4_CHANGE.estimand,
)
