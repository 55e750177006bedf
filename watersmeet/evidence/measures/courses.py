"""Who started, and between which days they were helped."""

import ibis
import ibis.expr.types as ir


def courses(referrals: ir.Table) -> ir.Table:
    """One row per person who started: their first start and last end; no end while anything is still open."""
    begun = referrals.filter(referrals.started_on.notnull())
    still_open = begun.count(where=begun.ended_on.isnull())
    return begun.group_by("partnership", "person").agg(
        started_on=begun.started_on.min(),
        ended_on=ibis.ifelse(still_open > 0, ibis.null("date"), begun.ended_on.max()),
    )
