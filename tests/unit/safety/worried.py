"""A place in which somebody is worried: safeguarding leads at two partners, a lead of the place, and workers."""

from dataclasses import dataclass, field
from uuid import UUID

from tests.factories.places import Place, by_link, person, place, worker
from watersmeet.base.actor import Actor, Role
from watersmeet.outbox.models import Posting
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.api import Danger, Knows, Route, Worry
from watersmeet.records.safety.models import Concern

SEEN = "They said that their money is taken each week."


@dataclass
class Worried:
    """Ada is known to the front door; Fern works there, Sage keeps people safe there, Cleo at the group."""

    at: Place = field(default_factory=place)

    def __post_init__(self) -> None:
        self.person = person(self.at)
        self.by_link = by_link(self.at, self.person)
        self.fern = worker(self.at.front_door, name="Fern Example")
        self.manager = worker(self.at.front_door, Role.MANAGER, name="Mabel Sampleton")
        self.sage = worker(self.at.front_door, Role.SAFEGUARDING_LEAD, name="Sage Keeper")
        self.sorrel = worker(self.at.front_door, Role.SAFEGUARDING_LEAD, name="Sorrel Keeper")
        self.cleo = worker(self.at.group, Role.SAFEGUARDING_LEAD, name="Cleo Elsewhere")
        self.lead = worker(self.at.surgery, Role.LEAD, name="Ros Leading")

    def write(self, route: Route = Route.ADULT, *, by: Actor | None = None, **more: object) -> Concern:
        """Somebody, Fern if not said, writes a concern about Ada down."""
        told = {"danger": Danger.NOT_NOW, "knows": Knows.YES, "seen": SEEN, "person": self.person, **more}
        made = safety.write_concern(Worry(route=route, **told), by=by or self.fern)  # type: ignore[arg-type]
        return Concern.objects.get(pk=made)

    def taken(self, route: Route = Route.ADULT, *, by: Actor | None = None, **more: object) -> Concern:
        """The same, and Sage has it."""
        row = self.write(route, **more)
        safety.take_concern(row.pk, by=by or self.sage)
        return row


def told(concern: UUID, kind: str = "user.concern") -> list[UUID]:
    """Who was written to, in order."""
    rows = Posting.objects.filter(kind=kind, subject_id=concern).order_by("made_at")
    return [one.to_id for one in rows]


def reads(actor: Actor, concern: UUID) -> bool:
    """Whether somebody may read it, and finds it on their list, or neither."""
    listed = concern in {one.id for one in safety.concerns(actor)[0]}
    assert (concern in {one.about.id for one in safety.tasks_for(actor) if one.task == "safety.concern"}) is listed
    return listed
