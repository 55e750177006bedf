"""One person who is asked PHQ-9 at an invented place with a crew."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest

from tests.factories.on_call import crew, shift, watched
from tests.unit.outcomes.asking import Story
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.models import Alert


@dataclass
class Watched:
    """The story of one person, the crew of the front door, and the shift that runs."""

    story: Story = field(default_factory=Story)

    def __post_init__(self) -> None:
        watched(self.story.at, "goals", "phq9")
        self.at = self.story.at.front_door
        self.keeper, self.first, self.deputy = crew(self.at)
        self.person: UUID = self.story.person

    def on_call(self, **more: object) -> UUID:
        """A shift to which both said yes."""
        return shift(self.at, self.keeper, self.first, self.deputy, **more)  # type: ignore[arg-type]

    def asked(self) -> UUID:
        """PHQ-9 is asked."""
        return self.story.ask()

    def asked_with_cover(self) -> UUID:
        """The same, while somebody is on call."""
        self.on_call()
        return self.asked()

    def say(self, request: UUID, value: int = 1, item: str = "q9", by: Actor | None = None) -> Alert | None:
        """The person answers one item of PHQ-9; the alert it raised, if it did."""
        outcomes.save_item(request=request, instrument="phq9", item=item, value=value, by=by or self.story.by_link)
        return Alert.objects.filter(about_id=request).first()

    def alert(self) -> Alert:
        """An alert that was just raised, with somebody on call."""
        self.on_call()
        raised = self.say(self.asked())
        assert raised is not None
        return raised


@contextmanager
def later(patch: pytest.MonkeyPatch, minutes: float) -> Iterator[None]:
    """The clock moves on, for everybody."""
    then = clock.now() + timedelta(minutes=minutes)
    with patch.context() as moved:
        moved.setenv(clock.VARIABLE, then.isoformat())
        yield


def tick() -> int:
    """The worker looks for what nobody has done anything about."""
    return safety.keep_time()
