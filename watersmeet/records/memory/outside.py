"""What a place and bodies outside it promised each other, each body by the name that was written down."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from watersmeet.base.actor import Actor
from watersmeet.records.memory.models import Entry, Said
from watersmeet.records.memory.queries import Seen, here, remarks_of, seen
from watersmeet.records.memory.rules import line
from watersmeet.records.memory.states import Kind, Status


@dataclass(frozen=True, slots=True)
class Promises:
    """How many were made, and of these how many were kept, were not, are late, and have a reply of who made them."""

    made: int
    kept: int
    not_kept: int
    late: int
    replied: int


@dataclass(frozen=True, slots=True)
class Body:
    """A body that is no partner: what it promised here, and what partners promised it; None for nothing."""

    name: str
    theirs: Promises | None
    ours: Promises | None


def outside(actor: Actor) -> list[Body]:
    """The bodies outside the actor's place that its commitments name, by name. Raises Refused, NotFound.

    A commitment that was struck out, or that a newer one took the place of, is none.
    """
    rows = here(actor).filter(kind=Kind.COMMITMENT, struck_at=None, superseded_by=None)
    theirs, ours = defaultdict[str, list[Seen]](list), defaultdict[str, list[Seen]](list)
    names: dict[str, str] = {}
    for one in sorted(seen(rows), key=lambda entry: entry.made_at):
        name = line(_to(one) if one.body_id else one.body)
        if name and not (one.body_id and one.promised_to):
            (ours if one.body_id else theirs)[name.casefold()].append(one)
            names.setdefault(name.casefold(), name)
    return [Body(names[key], _promises(theirs[key]), _promises(ours[key])) for key in sorted(names)]


def told_outside(partnership: UUID) -> dict[str, int]:
    """To whom outside a place its partners promised something that everybody may read, and how often."""
    rows = Entry.objects.filter(partnership=partnership, public_at__isnull=False, body__isnull=False, promised_to=None)
    shown = seen(rows.filter(kind=Kind.COMMITMENT, struck_at=None, superseded_by=None))
    return dict(sorted(Counter(line(_to(one)) for one in shown).items()))


def _to(one: Seen) -> str:
    return str(one.parts.get("to", ""))


def _promises(made: list[Seen]) -> Promises | None:
    if not made:
        return None
    remarks = remarks_of([one.id for one in made])
    return Promises(
        made=len(made),
        kept=sum(one.status is Status.KEPT for one in made),
        not_kept=sum(one.status is Status.NOT_KEPT for one in made),
        late=sum(one.overdue for one in made),
        replied=sum(any(said.what == Said.REPLY for said in remarks[one.id]) for one in made),
    )
