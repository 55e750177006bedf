"""An invented place for the benches: a front door, a group that answers, and referrals that one of its workers has."""

from dataclasses import dataclass
from uuid import UUID

from tests.factories import places, work
from watersmeet.base.actor import Actor
from watersmeet.records.referrals import api as referrals


@dataclass(frozen=True, slots=True)
class Town:
    """Each connection has a worker and referrals of its own, accepted and not begun."""

    workers: list[Actor]
    shares: list[list[UUID]]


def make(connections: int, each: int) -> Town:
    """A place in which everything needed for sharing is in order."""
    here = places.place()
    town = Town([places.worker(here.group) for _one in range(connections)], [])
    for worker in town.workers:
        share = [work.waiting(here) for _one in range(each)]
        for referral in share:
            referrals.accept(referral, by=worker)
        town.shares.append(share)
    return town
