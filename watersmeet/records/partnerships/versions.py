"""The versions of a place's rules, for whoever works there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from watersmeet.accounts.policy import insist, relations
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.partnerships.model import Model
from watersmeet.records.partnerships.models import ModelVersion
from watersmeet.records.partnerships.queries import model_at, model_numbered


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a place's rules: since when, why, and whether it is the one in force."""

    number: int
    name: str
    why: str
    from_at: datetime
    in_force: bool


def versions(actor: Actor) -> list[Version]:
    """Every version of the rules of the actor's place, the newest first. Raises Refused."""
    place = _where_rules_are_seen(actor)
    rows = ModelVersion.objects.filter(partnership=place).order_by("-number")
    now = model_at(place).number
    return [Version(one.number, one.document["name"], one.why, one.from_at, one.number == now) for one in rows]


def rules_of(actor: Actor, number: int) -> Model:
    """One version of the rules of the actor's place. Raises NotFound, Refused."""
    return model_numbered(_where_rules_are_seen(actor), number).model


def _where_rules_are_seen(actor: Actor) -> UUID:
    insist(actor, "model.see", relations(actor, here=actor.partnership))
    if actor.partnership is None:
        raise NotFound
    return actor.partnership
