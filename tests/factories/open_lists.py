"""Invented services with what they can take, and referrals chosen from the open list."""

from uuid import UUID

from tests.factories import places, services
from tests.factories.places import Place
from watersmeet.base.actor import Actor
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Picked, Taken, Wanted


def offers(here: Place, by: partnerships.Partner, name: str, **facts: object) -> UUID:
    """A service, with what its partner says that it can take."""
    said = {key: facts.pop(key) for key in ("wait_days", "capacity", "access") if key in facts}
    pk = services.service(here, by, name=name, **facts).pk
    if said:
        told = {"wait_days": None, "capacity": None, "access": (), **said}
        directory.state_intake(service=pk, by=places.worker(by), **told)  # type: ignore[arg-type]
    return pk


def drafted(worker: Actor, person: UUID, service: UUID, taken: Taken = Taken.PERSON, reason: str = "") -> UUID:
    """A referral from the surgery, chosen from the open list."""
    offered = directory.service(worker, service)
    wanted = Wanted(
        person=person, receiver=offered.partner_id, service=offered, domain=Domain.PEOPLE, direction="beside_care"
    )
    return referrals.draft(wanted, by=worker, picked=Picked(referrals.allocate(worker, person), taken, reason))
