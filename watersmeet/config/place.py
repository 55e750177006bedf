"""The place a page belongs to: its name, a number where a person answers, and whom to ring in danger."""

from dataclasses import dataclass
from uuid import UUID

from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.partnerships import api as partnerships


@dataclass(frozen=True, slots=True)
class Place:
    """What the frame of every page shows of a place, and which partner is its front door.

    Crisis lines: name, number, when.
    """

    name: str
    phone: str
    hours: str
    crisis_lines: tuple[tuple[str, str, str], ...]
    front_door: UUID


def of(actor: Actor) -> Place | None:
    """The actor's place; for a visitor the only one there is. None before a model is in force."""
    partnership = actor.partnership or _only_one()
    if partnership is None:
        return None
    try:
        name, in_force = partnerships.place_of(partnership)
    except NotFound:
        return None
    model = in_force.model
    lines = partnerships.for_nation(model.nation, model.crisis_lines).lines
    return Place(
        name=name,
        phone=model.phone,
        hours=model.hours,
        crisis_lines=tuple((line.name, line.number, line.when) for line in lines if line.number != "999"),
        front_door=in_force.front_door,
    )


def _only_one() -> UUID | None:
    every = partnerships.partnerships()
    return every[0].pk if len(every) == 1 else None
