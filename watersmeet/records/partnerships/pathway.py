"""The steps of a place's pathway: which rules belong to each, and who does it. Who does what is the place's charter.

A step is a part of the model document. Its lines say "this partner does this"; communities and learners ratify them.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, field_validator

from watersmeet.records.partnerships.document import Part

OTHER = "other"
"""Stands for rules that no step names: to change one touches everybody, so it is ratified as any step is."""
BROAD = (
    "front_door",
    "nation",
    "zone",
    "contact",
    "measures",
    "watch",
    "concerns",
    "retention",
    "allocation",
    "asking",
    "referring",
    "eligible",
    "freshness",
    "unmet",
    "ratifying",
)
"""Parts of the document that belong to one step as a whole; of limits and floors each belongs to one by itself."""
FREE = ("name", "phone", "hours", "crisis_lines", "caseload")
"""What changes without a vote: how a place is called and rung (national lines stay), what managers alone look at."""

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,30}$")]
Words = Annotated[str, Field(min_length=1, max_length=300)]


class Line(Part):
    """A line of the charter: `partner`, by the name of its organisation, does this for the step."""

    partner: Annotated[str, Field(min_length=1, max_length=200)]
    does: Words


class Step(Part):
    """One step: its key in addresses, its title, the rules that belong to it, and who does it.

    `together`: that several partners do it is meant; else more than one is shown as an overlap.
    """

    key: Key
    title: Annotated[str, Field(min_length=1, max_length=120)]
    rules: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    together: bool = False

    @field_validator("key")
    @classmethod
    def _free(cls, key: str) -> str:
        """Raises ValueError for the name that stands for what no step names."""
        if key == OTHER:
            raise ValueError(_("%(key)s stands for what no step names: choose another key.") % {"key": OTHER})
        return key


class Ratifying(Part):
    """How communities and learners say yes: how many must take part of each, and for how many days they can."""

    community_quorum: Annotated[int, Field(ge=3, le=1000)] = 5
    learners_quorum: Annotated[int, Field(ge=3, le=1000)] = 8
    days: Annotated[int, Field(ge=3, le=90)] = 14


_BEGIN: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    (
        "first_contact",
        gettext_lazy("Hear somebody first"),
        ("front_door", "asking", "limits.call_back", "limits.paper_days"),
    ),
    ("listed", gettext_lazy("Keep the directory true"), ("freshness", "unmet")),
    ("share_out", gettext_lazy("Share requests out"), ("allocation", "referring", "eligible")),
    (
        "answer",
        gettext_lazy("Answer a request"),
        (
            "limits.answer",
            "limits.question",
            "limits.urgent_answer",
            "limits.remind",
            "limits.tell_lead",
            "floors.accepted",
        ),
    ),
    ("handover", gettext_lazy("Meet together first"), ("limits.handover",)),
    ("start", gettext_lazy("Begin"), ("limits.start", "limits.waiting_review")),
    ("support", gettext_lazy("Stay beside somebody"), ("limits.started_review", "limits.paused_review")),
    ("ask_how", gettext_lazy("Ask how somebody is"), ("measures", "watch")),
    ("keep_safe", gettext_lazy("Keep people safe"), ("concerns",)),
    (
        "ending",
        gettext_lazy("End well, and say how it ended"),
        ("limits.outcome_seen", "limits.outcome_chases", "floors.loop_closed"),
    ),
    ("reach", gettext_lazy("Write and ring"), ("contact", "nation", "zone")),
    ("keep", gettext_lazy("Keep records, and let them go"), ("retention", "limits.permission_days")),
    ("decide", gettext_lazy("Decide together"), ("ratifying",)),
)


def begin_with() -> tuple[Step, ...]:
    """The steps of a document that names none: every rule in one of them, and nobody doing any yet."""
    return tuple(Step(key=key, title=str(title), rules=rules) for key, title, rules in _BEGIN)


def insist_sound(steps: Iterable[Step], known: Iterable[str]) -> None:
    """Raise ValueError, in words, for a key or title that comes twice, or a rule unknown or in two steps."""
    names: set[str] = set()
    named: dict[str, str] = {}
    there = sorted(known)
    for step in steps:
        for name in (step.key, step.title):
            if name in names:
                raise ValueError(_("There are two steps %(name)s.") % {"name": name})
            names.add(name)
        for rule in step.rules:
            _insist_rule(rule, step.key, named, there)


def _insist_rule(rule: str, key: str, named: dict[str, str], there: list[str]) -> None:
    if rule not in there:
        told = {"rule": rule, "key": key, "known": ", ".join(there)}
        raise ValueError(_("Step %(key)s names %(rule)s, which is no rule. Choose from: %(known)s.") % told)
    if rule in named:
        told = {"rule": rule, "one": named[rule], "other": key}
        raise ValueError(_("%(rule)s belongs to %(one)s and to %(other)s: name it once.") % told)
    named[rule] = key


def touched(before: Mapping[str, Any], after: Mapping[str, Any], rules: Iterable[str]) -> list[str]:
    """The keys of the steps that a new document touches, in its order; `OTHER` last.

    `before` and `after` are whole documents as they are kept. A step is touched when it is new, gone or said otherwise,
    or when a rule changed that belongs to it in either of them: no rule gets away by being moved.
    """
    was, now = _by_key(before), _by_key(after)
    changed = {rule for rule in rules if _at(before, rule) != _at(after, rule)}
    found = {key for key in (*now, *was) if was.get(key) != now.get(key)}
    owned: set[str] = set()
    for step in (*was.values(), *now.values()):
        hit = changed & set(step["rules"])
        owned |= hit
        if hit:
            found.add(step["key"])
    ordered = [key for key in dict.fromkeys((*now, *was)) if key in found]
    return [*ordered, OTHER] if changed - owned else ordered


def _by_key(document: Mapping[str, Any]) -> dict[str, Any]:
    return {step["key"]: step for step in document["steps"]}


def _at(document: Mapping[str, Any], rule: str) -> Any:
    part, _dot, name = rule.partition(".")
    return document[part][name] if name else document[part]
