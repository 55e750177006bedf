"""What can be done with a run: make one, make it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.db.ring import keyed
from watersmeet.base.problems import Problem
from watersmeet.base.ref import Ref
from watersmeet.evidence.runs.models import Run
from watersmeet.evidence.runs.queries import get
from watersmeet.evidence.runs.rules import insist_exact
from watersmeet.outbox.inbox import once

if TYPE_CHECKING:
    import pyarrow as pa

    from watersmeet.evidence.extracts import Extract

VERB = "evidence.run"


@dataclass(frozen=True)
class Reproduced:
    """Whether a run came out the same: its inputs (which tables differ), its definitions (which differ), its result."""

    run: Run
    changed_inputs: tuple[str, ...]
    changed_specs: tuple[str, ...]
    same_result: bool

    def __bool__(self) -> bool:
        return self.same_result


def run(
    question: str, *, tables: "Extract", engine: str = "duckdb", seed: int = 0, by: Actor, key: str | None = None
) -> Run:
    """Answer a question from one extract and keep the record. Raises Refused, Problem, KeyReused."""
    from watersmeet.evidence.runs import computation  # noqa: PLC0415 - engines load when a run is made, not when pages start

    insist_exact(by)
    partnership, partner = _place(by)
    found = computation.answer(question, tables.tables, str(partnership), engine)
    inputs = _inputs(partnership, {name: tables.tables[name] for name in computation.tables_of(question)})

    @transaction.atomic
    def keep() -> str:
        row = Run.objects.create(
            partnership_id=partnership,
            partner_id=partner,
            question=question,
            specs=found.specs,
            engine=engine,
            versions=computation.engine_versions(),
            seed=seed,
            inputs=inputs,
            result=computation.plain(found.as_data()),
            set_aside=len(tables.quarantined),
            extracted_at=tables.extracted_at,
            made_at=clock.now(),
            by_kind=by.kind,
            by_id=by.id,
        )
        audit.write(VERB, by=by, subject=Ref("run", row.pk), partnership=partnership, detail={"question": question})
        return str(row.pk)

    body = {"question": question, "engine": engine, "seed": seed}
    return get(by, UUID(str(once(f"{VERB}:{by.id}", key, body, keep))))


def reproduce(run: Run, *, tables: "Extract", by: Actor) -> Reproduced:
    """Compute a run again from an extract made now, without rows written down since; change nothing, say what differs.

    A row of then that has moved on is read as it is now, so that a run over what is under way differs, and says where.

    Raises Refused, NotFound, Problem.
    """
    from watersmeet.evidence.runs import computation  # noqa: PLC0415 - engines load when a run is made, not when pages start

    get(by, run.pk)
    partnership, _partner = _place(by)
    then = {name: frame for name, frame in tables.as_known_at(run.extracted_at).items() if name in run.inputs}
    inputs = _inputs(partnership, then)
    again = computation.answer(run.question, then, str(partnership), run.engine)
    return Reproduced(
        run=run,
        changed_inputs=tuple(name for name in run.inputs if inputs[name] != run.inputs[name]),
        changed_specs=tuple(name for name in run.specs if again.specs.get(name) != run.specs[name]),
        same_result=computation.alike(computation.plain(again.as_data()), run.result),
    )


def _inputs(partnership: UUID, tables: Mapping[str, "pa.Table"]) -> dict[str, str]:
    """A keyed digest of each table: without the installation's key it cannot be guessed from a small file."""
    from watersmeet.evidence.runs.computation import digest  # noqa: PLC0415 - as above

    return {
        name: keyed("audit", "evidence.input", partnership.bytes, name.encode(), digest(name, frame).encode()).hex()
        for name, frame in tables.items()
    }


def _place(by: Actor) -> tuple[UUID, UUID]:
    """The partnership a run is about, and the partner whose right to evaluate it rests on."""
    if by.partnership is None or by.partner is None:
        raise Problem(_("A run is made for one partner of one partnership."), _("Say which one."))
    return by.partnership, by.partner
