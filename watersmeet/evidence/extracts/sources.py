"""Which room fills which table: the only place where evidence reads records, by each room's frames."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import chain
from uuid import UUID

import pyarrow as pa

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.evidence.extracts.extract import Extract, extract, gathered
from watersmeet.evidence.network.ties import Count
from watersmeet.evidence.tables import ANSWERS, check
from watersmeet.records.directory import frames as directory
from watersmeet.records.memory import frames as memory
from watersmeet.records.outcomes import frames as outcomes
from watersmeet.records.people import frames as people
from watersmeet.records.plans import frames as plans
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import frames as referrals
from watersmeet.records.voices import frames as voices

Source = Callable[[Actor], Iterable[pa.RecordBatch]]


def ties(actor: Actor) -> Iterable[pa.RecordBatch]:
    """Who worked with whom in the actor's place, month by month: counts, and nobody in them."""
    return chain(referrals.ties(actor), memory.ties(actor))


def between(actor: Actor) -> list[Count]:
    """The same as whole counts: who gave, who received, of which kind, the month, how often."""
    return [
        (row["giver"], row["receiver"], row["kind"], row["happened_on"], row["times"])
        for batch in ties(actor)
        for row in batch.to_pylist()
    ]


def lacking(actor: Actor, since: datetime) -> Mapping[UUID, set[Domain]]:
    """By partner of the actor's place, the parts of life for which it often finds nothing, in eight or more cases."""
    return plans.lacking(actor.partnership, since) if actor.partnership else {}


def serving(actor: Actor, since: datetime) -> Mapping[UUID, set[Domain]]:
    """By partner of the actor's place, those for which it often is there: people were sent, or it started with them."""
    found: dict[UUID, set[Domain]] = {}
    if actor.partnership:
        for known in (plans.sent_to(actor.partnership, since), referrals.started_on(actor.partnership, since)):
            for partner, domains in known.items():
                found.setdefault(partner, set()).update(map(Domain, domains))
    return found


def inside(actor: Actor, teams: Mapping[UUID, str]) -> list[Count]:
    """What passed between the teams of the actor's own partner, as whole counts; `teams` says who is of which."""
    return list(referrals.passed(actor.partner, teams)) if actor.partner else []


SOURCES: Mapping[str, Source] = {
    "people": people.people,
    "needs": plans.needs,
    "signposts": plans.signposts,
    "referrals": referrals.referrals,
    "handovers": referrals.handovers,
    "responses": outcomes.responses,
    "uncounted": referrals.uncounted,
    "unmet": directory.unmet,
    "ties": ties,
}


def fill(actor: Actor) -> Extract:
    """Everything the actor may evaluate, read now. Each room's frames pass the gate for the purpose of evaluation."""
    moment = clock.now()
    return extract({table: source(actor) for table, source in SOURCES.items()}, moment, people.merged(actor))


def heard(actor: Actor, wave: UUID) -> pa.Table:
    """What one closed wave of the actor's place answered, checked (table `answers`); about nobody in particular."""
    return check(ANSWERS, gathered(ANSWERS, voices.answers(actor, wave))).accepted
