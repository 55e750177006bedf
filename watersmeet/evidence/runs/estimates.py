"""Estimates made from a run's whole numbers, as data: a number, its limits and method, or why there is none."""

from collections.abc import Callable
from typing import Any

from watersmeet.evidence.methods import (
    CannotEstimate,
    Interval,
    mean_from_sums,
    missing_bounds,
    smallest_shown,
    wilson,
)

Json = dict[str, Any]
STATES = ("needs", "met", "partly", "not_met", "not_yet_known")


def estimate(counts: dict[str, list[Json]]) -> Json:
    """Estimates for every measure of a run that has any."""
    return {
        "needs_met": _needs_met(counts.get("needs_met", [])),
        "ons4_change": {row["scale"]: _change(row) for row in counts.get("ons4_change", [])},
    }


def _needs_met(rows: list[Json]) -> Json:
    """The share met of those known, for all needs and by domain; bounds count the rest both ways."""
    if not rows:
        return {}
    whole = {state: sum(row[state] for row in rows) for state in STATES}
    return {"all": _met(whole), "domains": {row["domain"]: _met(row) for row in rows}}


def _met(row: Json) -> Json:
    known = row["needs"] - row["not_yet_known"]
    return {
        "met": row["met"],
        "known": known,
        "needs": row["needs"],
        "share": said(lambda: limits(row["met"] / known if known else 0.0, wilson(row["met"], known))),
        "bounds": said(lambda: _bounds(row["met"], known, row["needs"])),
    }


def _change(row: Json) -> Json:
    n, started = row["paired"], row["started"]
    return {
        "paired": n,
        "started": started,
        "mean": said(lambda: _mean(n, row["change_sum"], row["change_squares"])),
        "better": said(lambda: limits(row["better"] / n if n else 0.0, wilson(row["better"], n))),
        "bounds": said(lambda: _bounds(row["better"], n, started)),
    }


def _mean(n: int, total: int, squares: int) -> Json:
    mean = mean_from_sums(n, total, squares)
    return limits(mean.value, mean.interval) | {"sd": mean.sd, "could_show": smallest_shown(n, mean.sd)}


def _bounds(yes: int, known: int, everyone: int) -> Json:
    bounds = missing_bounds(yes, known, everyone)
    return {"low": bounds.low, "high": bounds.high}


def limits(value: float, interval: Interval) -> Json:
    """An estimate and its interval as data."""
    return {
        "value": value,
        "low": interval.low,
        "high": interval.high,
        "confidence": interval.confidence,
        "method": interval.method,
    }


def said(ask: Callable[[], Json]) -> Json:
    """What a method answers, or in its own code why it does not."""
    try:
        return ask()
    except CannotEstimate as problem:
        return {"why_not": problem.why}
