"""An invented place in which a person was asked how they are."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from tests.factories.places import Place, by_link, person, place, worker
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.ref import Ref
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.api import Moment
from watersmeet.records.partnerships.models import ModelVersion
from watersmeet.records.plans import api as plans

ONS4 = {"satisfied": 4, "worthwhile": 4, "happy": 5, "anxious": 7}
LATER = {"satisfied": 6, "worthwhile": 6, "happy": 5, "anxious": 4}


@dataclass
class Story:
    """One person, the front door that helps them, and the referral it is about."""

    at: Place = field(default_factory=place)
    about: Ref = field(default_factory=lambda: Ref("referral", uuid4()))

    def __post_init__(self) -> None:
        self.person: UUID = person(self.at)
        self.by_link: Actor = by_link(self.at, self.person)
        self.worker: Actor = worker(self.at.front_door)

    def ask(self, moment: Moment = Moment.START, **more: object) -> UUID:
        """Ask, by the front door's worker unless told otherwise."""
        asked = {"by": self.worker, "about": self.about, "controller": self.at.front_door.pk, **more}
        return outcomes.ask(
            person=self.person,
            partnership=self.at.partnership.pk,
            moment=moment,
            **asked,  # type: ignore[arg-type]
        )

    def answer(self, request: UUID, answers: object = None, **more: object) -> list[UUID]:
        """The person answers by their link unless told otherwise."""
        told = {"by": self.by_link, **more}
        return outcomes.answer(request=request, answers=answers or {"ons4": ONS4}, **told)  # type: ignore[arg-type]

    def measures(self, *codes: str) -> None:
        """From now on the rules ask these at the start."""
        rows = ModelVersion.objects.filter(partnership=self.at.partnership)
        for row in rows:
            measures = row.document["measures"] | {"start": codes}
            rows.filter(pk=row.pk).update(document=row.document | {"measures": measures})

    def goal(self, words: str = "go out on my own") -> UUID:
        """The person sets a goal."""
        return plans.add_goal(
            person=self.person,
            controller=self.at.front_door.pk,
            partnership=self.at.partnership.pk,
            words=words,
            by=self.by_link,
        )

    def need(self, words: str = "a course in the evening") -> UUID:
        """The person names a need."""
        return plans.record_need(
            person=self.person,
            controller=self.at.front_door.pk,
            partnership=self.at.partnership.pk,
            domain=plans.Domain.LEARNING,
            words=words,
            by=VISITOR,
        )

    def course(self, actor: Actor | None = None, code: str = "ons4") -> list[outcomes.Point]:
        """The person's completions, as the worker sees them."""
        return outcomes.course_of(actor or self.worker, self.person, outcomes.instrument(code))

    def seat(self, role: Role, *, group: bool = False) -> Actor:
        """Somebody in a role at the front door, or at the group."""
        return worker(self.at.group if group else self.at.front_door, role)
