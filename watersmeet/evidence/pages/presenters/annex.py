"""How every figure was made: its estimand, and the run it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.evidence.runs.api import Run

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Annex:
    """The estimand of each measure, and the facts of the run."""

    estimands: tuple[tuple[str, Pairs], ...]
    record: Pairs
    reference: str
    made_at: datetime
    partner: str
    set_aside: str


def annex(run: Run) -> Annex:
    """The methods annex of a run."""
    return Annex(
        estimands=tuple(_estimands(run)),
        record=_record(run),
        reference=run.reference,
        made_at=run.made_at,
        partner=str(run.partner),
        set_aside=_set_aside(run.set_aside),
    )


def _estimands(run: Run) -> Iterator[tuple[str, Pairs]]:
    names = {
        "funnel": _("People at each step"),
        "uncounted": _("Not in these figures"),
        "needs_met": _("Needs met"),
        "ons4_change": _("ONS4 change"),
    }
    for measure, name in names.items():
        if measure in run.specs:
            yield name, _five(run.specs[measure]["estimand"])


def _five(estimand: dict[str, Any]) -> Pairs:
    """The estimand's sentences, which were marked for translation where they were written."""
    return (
        (_("Who"), _(estimand["who"])),
        (_("What"), _(estimand["what"])),
        (_("When"), _(estimand["when"])),
        (_("The missing"), _(estimand["missing"])),
        (_("Compared with"), _(estimand["comparison"])),
    )


def _record(run: Run) -> Pairs:
    versions = ", ".join(f"{name} {number}" for name, number in run.versions.items())
    definitions = ", ".join(f"{name} v{spec['version']} ({spec['definition']})" for name, spec in run.specs.items())
    inputs = ", ".join(f"{name} {keyed[:12]}" for name, keyed in run.inputs.items())
    return (
        (_("Question"), run.question),
        (_("Definitions"), definitions),
        (_("Engine"), run.engine),
        (_("Versions"), versions),
        (_("Seed"), str(run.seed)),
        (_("Inputs, as keyed fingerprints"), inputs),
    )


def _set_aside(rows: int) -> str:
    if not rows:
        return _("No row was set aside.")
    return ngettext(
        "%(n)d row was set aside because it broke a rule of its table.",
        "%(n)d rows were set aside because they broke a rule of their table.",
        rows,
    ) % {"n": rows}
