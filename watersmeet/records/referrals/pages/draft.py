"""What a visitor told so far, between the pages of asking. It lies in their own drawer; nothing of it is a record."""

from functools import cached_property
from typing import Any
from uuid import UUID

from watersmeet.accounts.drawer import Content, Drawer
from watersmeet.base import ids
from watersmeet.base.actor import VISITOR
from watersmeet.base.problems import NotFound
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import InForce, Partner
from watersmeet.records.people.api import Age, Channel
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.pages.sitting import Sitting

NAME = "ask"
ME, OTHER = "me", "other"
_WAYS = frozenset(channel.value for channel in Channel)
Answers = dict[str, dict[str, Any]]


class Draft:
    """One asking: `answers` are what each page accepted, by the page's name; `sitting` says who sits with them."""

    def __init__(
        self,
        identifier: UUID,
        partnership: UUID,
        service: UUID | None,
        answers: Answers,
        sitting: Sitting | None = None,
    ) -> None:
        self.id = identifier
        self.partnership = partnership
        self.wanted = service
        self.answers = answers
        self.sitting = sitting

    @classmethod
    def begin(cls, partnership: UUID, service: UUID | None, sitting: Sitting | None = None) -> "Draft":
        """A new one, with nothing told yet."""
        return cls(ids.new(), partnership, service, {}, sitting)

    @classmethod
    def find(cls, drawer: Drawer) -> "Draft | None":
        """What this browser has begun; None when it has not, or its time is over."""
        held: Any = drawer.get(NAME)
        if held is None:
            return None
        service = UUID(held["service"]) if held["service"] else None
        sitting = Sitting.read(held.get("sitting"))
        return cls(UUID(held["id"]), UUID(held["partnership"]), service, held["answers"], sitting)

    def keep(self, drawer: Drawer) -> None:
        """Put it back, for as long again."""
        content: Content = {
            "id": str(self.id),
            "partnership": str(self.partnership),
            "service": str(self.wanted) if self.wanted else None,
            "answers": self.answers,
            "sitting": self.sitting.content if self.sitting else None,
        }
        drawer.put(NAME, content)

    def answer(self, step: str, field: str) -> Any:
        """What a page accepted for a field; None when it was not answered."""
        return self.answers.get(step, {}).get(field)

    @cached_property
    def in_force(self) -> InForce:
        """The rules of the place. Raises NotFound."""
        return partnerships.model_at(self.partnership)

    @cached_property
    def front_door(self) -> Partner:
        """Who meets people who ask for help themselves."""
        return partnerships.partner(self.in_force.front_door)

    @property
    def for_other(self) -> bool:
        """Whether somebody asks on behalf of another."""
        return bool(self.answer("who", "who") == OTHER)

    @property
    def age(self) -> Age:
        """How old they said they are."""
        return Age(self.answer("age", "age") or Age.UNKNOWN)

    @cached_property
    def chosen(self) -> ServiceView | None:
        """The service they began from, whether it takes them or not."""
        return found(self.wanted)

    @property
    def service(self) -> ServiceView | None:
        """The service to ask: the one they chose, when it takes people of their age."""
        chosen = self.chosen
        return chosen if chosen and (self.age is Age.UNKNOWN or referrals.takes(chosen, self.age)) else None

    @property
    def receiver(self) -> Partner | None:
        """The partner a request may go straight to when the person says yes; else the front door reads it first."""
        return self._answers if self.service else None

    @cached_property
    def _answers(self) -> Partner | None:
        partner = referrals.answers(self.chosen, self.front_door.pk)
        return partnerships.partner(partner) if partner and referrals.may_pass(self.front_door.pk, partner) else None

    @property
    def is_hard(self) -> bool:
        """Whether their words are words of distress."""
        said = [self.answer("need", "words") or "", *(self.answers.get("opening") or {}).values()]
        return any(directory.is_distress(words) for words in said)

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The ways that are safe; none when they come back themselves."""
        return tuple(Channel(way) for way in self.answer("ways", "ways") or () if way in _WAYS)


def found(service: UUID | None) -> ServiceView | None:
    """A service that a visitor may see; None when there is no such one any more."""
    if service is None:
        return None
    try:
        return directory.service(VISITOR, service)
    except NotFound:
        return None
