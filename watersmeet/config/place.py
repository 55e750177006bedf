"""The place a page belongs to: its name, a number where a person answers, and whom to ring in danger."""

from dataclasses import dataclass

from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.partnerships import api as partnerships


@dataclass(frozen=True, slots=True)
class Place:
    """What the frame of every page shows of a place. Crisis lines: name, number, when."""

    name: str
    phone: str
    hours: str
    crisis_lines: tuple[tuple[str, str, str], ...]


def of(actor: Actor) -> Place | None:
    """The actor's place; for a visitor the only one there is. None before a model is in force."""
    every = partnerships.partnerships()
    mine = [one for one in every if one.pk == actor.partnership] if actor.partnership else every
    if len(mine) != 1:
        return None
    try:
        model = partnerships.model_at(mine[0].pk).model
    except NotFound:
        return None
    lines = partnerships.for_nation(model.nation, model.crisis_lines).lines
    return Place(
        name=mine[0].name,
        phone=model.phone,
        hours=model.hours,
        crisis_lines=tuple((line.name, line.number, line.when) for line in lines if line.number != "999"),
    )
