"""Who is acting. Made only by middleware, by the doors to other systems and by the command line."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from watersmeet.base.ref import Ref

NOBODY = UUID(int=0)


class Kind(StrEnum):
    """How the actor came to us."""

    USER = "user"
    LINK = "link"
    SYSTEM = "system"
    COMMAND = "command"
    PROCESS = "process"


class Role(StrEnum):
    """What a membership lets a user be at a partner. The policy table says what each may do."""

    PRACTITIONER = "practitioner"
    MANAGER = "manager"
    VOLUNTEER = "volunteer"
    TUTOR = "tutor"
    LEAD = "lead"
    PRIVACY_OFFICER = "privacy_officer"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    ANALYST = "analyst"
    COMMUNITY_MEMBER = "community_member"


@dataclass(frozen=True, slots=True)
class Actor:
    """One acting party: `partner` and `role` come from the membership, `person` from a personal link.

    `about` is the one matter that the link of a partner without accounts is about; `confirmed` when a second code from
    the partner's registered phone was given since. `verbs` are all that an opened link is good for; None when nobody
    came by a link.
    """

    kind: Kind
    id: UUID = NOBODY
    membership: UUID | None = None
    partnership: UUID | None = None
    partner: UUID | None = None
    role: Role | None = None
    person: UUID | None = None
    name: str = ""
    reason: str = ""
    about: UUID | None = None
    confirmed: bool = False
    verbs: frozenset[str] | None = None

    @property
    def ref(self) -> Ref:
        """The actor as a plain pointer, for audit rows and events."""
        return Ref(self.kind, self.id)

    @property
    def known(self) -> bool:
        """Whether somebody in particular is acting, and not a passing visitor."""
        return self.id != NOBODY or self.kind in {Kind.COMMAND, Kind.PROCESS}


VISITOR = Actor(Kind.LINK)
