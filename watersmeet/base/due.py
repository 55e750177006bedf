"""One thing that waits for somebody: how a room tells the desk of its tasks."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from watersmeet.base.ref import Ref


@dataclass(frozen=True, slots=True)
class Due:
    """What waits, where it is done and by when.

    `task` is a code such as "handover.ring"; `says` is a whole sentence that names nobody; `href` is the page on which
    it is done. The desk asks the gate whether the name of `person` may stand beside it. Without `assigned_to` (a user)
    it waits for whoever at the actor's partner takes it. What is `urgent` stands before what is not; what is for `now`
    before everything, whatever filter is chosen. `unfiled`: it stands in no file that is taken away.
    """

    task: str
    says: str
    href: str
    due_on: date
    since: datetime
    about: Ref
    person: UUID | None = None
    assigned_to: UUID | None = None
    urgent: bool = False
    now: bool = False
    unfiled: bool = False
