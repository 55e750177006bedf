"""A proposal on top of rules that have changed since it was written: rule by rule, step by step."""

from typing import Any

from watersmeet.records.partnerships.model import Model, read, written
from watersmeet.records.partnerships.models import ModelVersion, Proposal

_NAMED_BY = {"steps": ("key",), "referring": ("from", "to"), "asking": ("key",), "eligible": ("to", "funder")}
"""What tells the entries of a listed part apart."""


def onto(row: Proposal, latest: ModelVersion) -> Model:
    """The proposal's document on top of the newest rules: what it left as it was is as it is now, rule by rule."""
    if latest.number == row.base:
        return read(row.document)
    base = ModelVersion.objects.get(partnership=row.partnership_id, number=row.base)
    was, wished, now = (written(read(one)) for one in (base.document, row.document, latest.document))
    return read({part: _merged(part, was[part], wished[part], now[part]) for part in wished})


def _merged(part: str, was: Any, wished: Any, now: Any) -> Any:
    """One part: of what has names inside (rules, steps) each by itself."""
    if part in _NAMED_BY:
        by_names = [{tuple(one[name] for name in _NAMED_BY[part]): one for one in many} for many in (was, wished, now)]
        return _by_key(*by_names)
    if isinstance(wished, dict):
        keys = dict.fromkeys([*wished, *now])
        found = {key: _one(was.get(key), wished.get(key), now.get(key)) for key in keys}
        return {key: value for key, value in found.items() if value is not None}
    return _one(was, wished, now)


def _by_key(was: dict[Any, Any], wished: dict[Any, Any], now: dict[Any, Any]) -> list[Any]:
    """What has names of its own, such as steps, each by itself."""
    merged = (_one(was.get(key), wished.get(key), now.get(key)) for key in dict.fromkeys([*wished, *now]))
    return [one for one in merged if one is not None]


def _one(was: Any, wished: Any, now: Any) -> Any:
    return now if wished == was else wished
