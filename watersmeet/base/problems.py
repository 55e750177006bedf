"""What can go wrong in a way that a person should read: what, and what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Allowed:
    """The gate's yes: `ground` names why."""

    ground: str

    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no: a code for what is missing, a sentence for people, the next step, when to ask again if waiting helps.

    `page` names the route on which the next step is taken, where there is one.
    """

    missing: str
    say: str
    next_step: str = ""
    try_again_at: datetime | None = None
    page: str = ""

    def __bool__(self) -> Literal[False]:
        return False


class Problem(Exception):  # noqa: N818 - it reads as what it is
    """Something a person must be told: `say` is the sentence, `next_step` how to mend it."""

    def __init__(self, say: str, next_step: str = "") -> None:
        super().__init__(say)
        self.say = say
        self.next_step = next_step


class NotFound(Problem):
    """It does not exist, or you may not know that it does: the two look the same."""

    def __init__(self, say: str = "We could not find that.") -> None:
        super().__init__(say)


class Refused(Problem):
    """The policy or the gate says no."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.say, refusal.next_step)
        self.refusal = refusal


class Conflict(Problem):
    """Not in this state: somebody else acted first, or the step does not exist from here."""


class KeyReused(Conflict):
    """The same idempotency key came with other content."""

    def __init__(self) -> None:
        super().__init__("This was sent before with other content.", "Send it again as new.")


class TooOften(Problem):
    """Wait a little: too many tries in a short time."""


class Invalid(Problem):
    """Fields that cannot be accepted: name -> sentences."""

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        first = next(iter(fields.items()), ("", ["That could not be accepted."]))
        super().__init__(f"{first[0]}: {first[1][0]}" if first[0] else first[1][0])
        self.fields = fields
