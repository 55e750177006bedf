"""Who does what in a place: the steps of the rules in force, the partners on each, and what a new document changes.

A gap is a step that nobody does who is a partner still. An overlap is one that several do without having said that they
do it together.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.records.partnerships.model import RULES, Model, touched
from watersmeet.records.partnerships.model_words import Difference, Row, as_told, rule_rows
from watersmeet.records.partnerships.models import ModelVersion, Ratification
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
    """Who does what under one version of the rules.

    `ratified` holds when communities and learners last said yes to each step that they voted on; `last_vote` when a
    vote last ended, and whether both said yes.
    """

    number: int
    since: datetime
    ratified: Mapping[str, datetime]
    last_vote: tuple[datetime, bool] | None
    steps: tuple[StepSheet, ...]


@dataclass(frozen=True, slots=True)
class StepChange:
    """What a new document changes of one step: its name, who does it and if together, and what its rules said and say.

    `gained` and `lost` are rules that come to the step or go from it, in words.
    """

    key: str
    title: str
    title_before: str
    before: tuple[Line, ...]
    after: tuple[Line, ...]
    together: tuple[bool, bool]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    rules: tuple[Difference, ...]


def charter(partnership: UUID, when: datetime | None = None) -> Charter:
    """Who does what in a place then, now if not said. Raises NotFound where no rules were in force."""
    found = rules_at(partnership, when)
    row = ModelVersion.objects.defer("document").get(partnership=partnership, number=found.number)
    here = {partner.organisation.name: partner for partner in partners(partnership)}
    ratified: dict[str, datetime] = {}
    in_force = ModelVersion.objects.filter(
        partnership=partnership, from_at__lte=row.from_at, ratification__isnull=False
    )
    for version in in_force.select_related("ratification").defer("document").order_by("from_at"):
        if version.ratification:
            ratified |= dict.fromkeys(version.ratification.steps, version.ratification.closed_at)
    last = Ratification.objects.filter(partnership=partnership).order_by("-closed_at").first()
    last_vote = (last.closed_at, last.passed) if last else None
    return Charter(found.number, row.from_at, ratified, last_vote, tuple(sheets(found.model, here)))


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
    """The names of partners that would do something new, or by other rules, or be the front door: they take it on."""
    was = {(step.key, line) for step in before.steps for line in step.lines}
    now = {(step.key, line) for step in after.steps for line in step.lines}
    moved = {after.front_door} if after.front_door != before.front_door else set()
    own = {name for name, kept in after.retention.partners.items() if before.retention.partners.get(name) != kept}
    changed = {one.key for one in step_changes(before, after) if one.rules or one.gained}
    beside = {line.partner for step in after.steps if step.key in changed for line in step.lines}
    return {line.partner for _key, line in now - was} | moved | own | beside


def _sheet(model: Model, step: Step, here: Collection[str]) -> StepSheet:
    doing = tuple(Doing(line.partner, line.does, line.partner in here) for line in step.lines)
    rows = tuple(row for rule in step.rules for row in rule_rows(model, rule))
    return StepSheet(step.key, step.title, step.together, doing, rows)


def _change(before: Model, after: Model, key: str, was: Step | None, now: Step | None) -> StepChange:
    named = now or was
    title = named.title if named else _("Everything else")
    old, new = set(was.rules) if was else set(), set(now.rules) if now else set()
    rules = [rule for rule in RULES if rule in old | new] if named else _unnamed(before, after)
    differences = tuple(difference for rule in rules for difference in _differences(title, before, after, rule))
    return StepChange(
        key=key,
        title=title,
        title_before=was.title if was else "",
        before=was.lines if was else (),
        after=now.lines if now else (),
        together=(bool(was and was.together), bool(now and now.together)),
        gained=tuple(_called(after, rule) for rule in RULES if rule in new - old),
        lost=tuple(_called(before, rule) for rule in RULES if rule in old - new),
        rules=differences,
    )


def _called(model: Model, rule: str) -> str:
    """What a rule is about, in words."""
    return ", ".join(what for what, _words in rule_rows(model, rule))


def _differences(title: str, before: Model, after: Model, rule: str) -> Iterator[Difference]:
    was, now = as_told(rule_rows(before, rule)), as_told(rule_rows(after, rule))
    for what in dict.fromkeys((*now, *was)):
        if was.get(what) != now.get(what):
            yield Difference(title, what, was.get(what, ""), now.get(what, ""))


def _unnamed(before: Model, after: Model) -> list[str]:
    """The rules that no step of either document names: those of `OTHER`."""
    named = {rule for model in (before, after) for step in model.steps for rule in step.rules}
    return [rule for rule in RULES if rule not in named]
