"""A proposal on top of rules that have changed since it was written: rule by rule, step by step."""

from typing import Any

from watersmeet.records.partnerships.model import Model, read, written
from watersmeet.records.partnerships.models import ModelVersion, Proposal


def onto(row: Proposal, latest: ModelVersion) -> Model:
    """The proposal's document on top of the newest rules: what it left as it was is as it is now, rule by rule."""
    if latest.number == row.base:
        return read(row.document)
    base = ModelVersion.objects.get(partnership=row.partnership_id, number=row.base)
    was, wished, now = (written(read(one)) for one in (base.document, row.document, latest.document))
    return read({part: _merged(part, was[part], wished[part], now[part]) for part in wished})


def _merged(part: str, was: Any, wished: Any, now: Any) -> Any:
    """One part: of what has names inside (rules, steps) each by itself."""
    if part == "steps":
        by_key = [{step["key"]: step for step in steps} for steps in (was, wished, now)]
        keys = dict.fromkeys([*by_key[1], *by_key[2]])
        merged = (_one(*(steps.get(key) for steps in by_key)) for key in keys)
        return [step for step in merged if step is not None]
    if isinstance(wished, dict):
        keys = dict.fromkeys([*wished, *now])
        found = {key: _one(was.get(key), wished.get(key), now.get(key)) for key in keys}
        return {key: value for key, value in found.items() if value is not None}
    return _one(was, wished, now)


def _one(was: Any, wished: Any, now: Any) -> Any:
    return now if wished == was else wished
