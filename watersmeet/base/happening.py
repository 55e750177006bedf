"""One thing that happened to a person: how a room tells the desk its part of their story."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened and when; `what` is a code such as "referral.accept", which the desk puts in words.

    `name` is a service, partner or part of life it is about, `why` a coded reason in words, `who` acted: a kind of
    actor. It holds nobody's own words. `referral` is where to read on, when it belongs to one.
    """

    what: str
    at: datetime
    name: str = ""
    why: str = ""
    who: str = ""
    referral: UUID | None = None
