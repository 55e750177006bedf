"""Who does what in a place: the steps of the rules in force, the partners on each, and what a new document changes.

A gap is a step that nobody does who is a partner still. An overlap is one that several do without having said that they
do it together.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.records.partnerships.model import RULES, Model, touched
from watersmeet.records.partnerships.model_words import Difference, Row, rule_rows
from watersmeet.records.partnerships.models import ModelVersion
from watersmeet.records.partnerships.pathway import Line, Step
from watersmeet.records.partnerships.queries import model_at as rules_at
from watersmeet.records.partnerships.queries import model_numbered, partners


@dataclass(frozen=True, slots=True)
class Doing:
    """One line of the charter: who does what, and whether they are a partner here today."""

    partner: str
    does: str
    here: bool


@dataclass(frozen=True, slots=True)
class StepSheet:
    """One step in words: who does it, and what the rules say of it."""

    key: str
    title: str
    together: bool
    doing: tuple[Doing, ...]
    rows: tuple[Row, ...]

    @property
    def gap(self) -> bool:
        """Whether nobody does it."""
        return not any(one.here for one in self.doing)

    @property
    def overlap(self) -> bool:
        """Whether several do it, who did not say that they do it together."""
        return not self.together and len({one.partner for one in self.doing if one.here}) > 1


@dataclass(frozen=True, slots=True)
class Charter:
    """Who does what under one version of the rules; `ratified_at` None where communities and learners did not vote."""

    number: int
    since: datetime
    ratified_at: datetime | None
    steps: tuple[StepSheet, ...]


@dataclass(frozen=True, slots=True)
class StepChange:
    """What a new document changes of one step: the lines before and after, and what its rules said and say."""

    key: str
    title: str
    before: tuple[Line, ...]
    after: tuple[Line, ...]
    rules: tuple[Difference, ...]


def charter(partnership: UUID, when: datetime | None = None) -> Charter:
    """Who does what in a place then, now if not said. Raises NotFound where no rules were in force."""
    found = rules_at(partnership, when)
    version = ModelVersion.objects.select_related("ratification").defer("document")
    row = version.get(partnership=partnership, number=found.number)
    here = {partner.organisation.name for partner in partners(partnership)}
    ratified = row.ratification.closed_at if row.ratification else None
    return Charter(found.number, row.from_at, ratified, tuple(sheets(found.model, here)))


def sheets(model: Model, here: Collection[str]) -> Iterator[StepSheet]:
    """Each step of a model in words; `here` are the names of today's partners."""
    for step in model.steps:
        yield _sheet(model, step, here)


def who_does(partnership: UUID, rule: str, number: int) -> StepSheet | None:
    """The step to which a rule belongs under one version, such as "limits.answer"; None when no step names it."""
    model = model_numbered(partnership, number).model
    step = next((one for one in model.steps if rule in one.rules), None)
    if step is None:
        return None
    return _sheet(model, step, {partner.organisation.name for partner in partners(partnership)})


def step_changes(before: Model, after: Model) -> list[StepChange]:
    """What communities and learners are asked about: each step that a new document touches, with both wordings."""
    was = {step.key: step for step in before.steps}
    now = {step.key: step for step in after.steps}
    return [_change(before, after, key, was.get(key), now.get(key)) for key in touched(before, after)]


def named_anew(before: Model, after: Model) -> set[str]:
    """The names of partners that would do something new, or be the front door: they take it on before a vote."""
    was = {(step.key, line) for step in before.steps for line in step.lines}
    now = {(step.key, line) for step in after.steps for line in step.lines}
    moved = {after.front_door} if after.front_door != before.front_door else set()
    return {line.partner for _key, line in now - was} | moved


def _sheet(model: Model, step: Step, here: Collection[str]) -> StepSheet:
    doing = tuple(Doing(line.partner, line.does, line.partner in here) for line in step.lines)
    rows = tuple(row for rule in step.rules for row in rule_rows(model, rule))
    return StepSheet(step.key, step.title, step.together, doing, rows)


def _change(before: Model, after: Model, key: str, was: Step | None, now: Step | None) -> StepChange:
    named = now or was
    title = named.title if named else _("Everything else")
    rules = [rule for step in (was, now) if step for rule in step.rules] if named else _unnamed(before, after)
    differences = tuple(
        difference for rule in dict.fromkeys(rules) for difference in _differences(title, before, after, rule)
    )
    return StepChange(key, title, was.lines if was else (), now.lines if now else (), differences)


def _differences(title: str, before: Model, after: Model, rule: str) -> Iterator[Difference]:
    was, now = dict(rule_rows(before, rule)), dict(rule_rows(after, rule))
    for what in dict.fromkeys((*now, *was)):
        if was.get(what) != now.get(what):
            yield Difference(title, what, was.get(what, ""), now.get(what, ""))


def _unnamed(before: Model, after: Model) -> list[str]:
    """The rules that no step of either document names: those of `OTHER`."""
    named = {rule for model in (before, after) for step in model.steps for rule in step.rules}
    return [rule for rule in RULES if rule not in named]
