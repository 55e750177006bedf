"""Before and after: which two answers of a person are compared.

The first is the earliest by completion date, then by entry time; the last is the latest, the same way. One response is
never both. Two on one day: the earlier serves as first, the later as last. A corrected response no longer counts.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir


@dataclass(frozen=True)
class Window:
    """How late a first answer and how early a last answer may be, in days around the first start and the last end."""

    first_until: int = 7
    last_from: int = 14


def pairs(responses: ir.Table, courses: ir.Table, scales: tuple[str, ...], window: Window) -> ir.Table:
    """One row per person who started and scale: `first` and `last` score, null where there is none."""
    answers = in_force(responses).inner_join(courses, ["partnership", "person"])
    answers = answers.filter(answers.score.notnull())
    first = _edge(answers.filter(_in_time_for_first(answers, window)), latest=False)
    last = _edge(answers.filter(_in_time_for_last(answers, window)), latest=True)
    every = ibis.union(*[courses.select("partnership", "person", scale=ibis.literal(scale)) for scale in scales])
    joined = every.left_join(first, ["partnership", "person", "scale"])
    joined = joined.select("partnership", "person", "scale", first_response="response", first="score")
    joined = joined.left_join(last, ["partnership", "person", "scale"])
    two = joined.first_response != joined.response
    return joined.select("partnership", "person", "scale", "first", last=ibis.ifelse(two, joined.score, None))


def in_force(responses: ir.Table) -> ir.Table:
    """Responses that no other response corrects."""
    corrections = responses.filter(responses.supersedes.notnull())
    corrected = corrections.select("partnership", response="supersedes").distinct()
    return responses.anti_join(corrected, ["partnership", "response"])


def _in_time_for_first(answers: ir.Table, window: Window) -> ir.BooleanValue:
    return answers.happened_on <= answers.started_on + ibis.interval(days=window.first_until)


def _in_time_for_last(answers: ir.Table, window: Window) -> ir.BooleanValue:
    near_the_end = answers.happened_on >= answers.ended_on - ibis.interval(days=window.last_from)
    return (answers.happened_on >= answers.started_on) & (answers.ended_on.isnull() | near_the_end)


def _edge(answers: ir.Table, *, latest: bool) -> ir.Table:
    """The one earliest or latest answer of each person on each scale."""
    order = [answers.happened_on, answers.recorded_at, answers.response]
    turned = [column.desc() for column in order] if latest else order
    place = ibis.row_number().over(group_by=["partnership", "person", "scale"], order_by=turned)
    ranked = answers.mutate(place=place)
    return ranked.filter(ranked.place == 0).select("partnership", "person", "scale", "response", "score")
