"""Whose page it is: the person's own, by their link, or one that a worker looks at with them; and its addresses."""

from uuid import UUID

from django.urls import reverse

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import NotFound
from watersmeet.records.people import api as people


class Where:
    """The person, and how to address their pages from here. Raises NotFound for those who have no business here."""

    def __init__(self, request: Asked, person: UUID | None) -> None:
        found = person or request.actor.person
        if found is None or not people.may_help_share(request.actor, found):
            raise NotFound
        self.person = found
        self.actor = request.actor
        self.together = person is not None
        self.relations = policy.relations(request.actor, person=found, keeper=people.keeper(request.actor, found))

    def url(self, name: str, *args: object) -> str:
        """The address of a page here: the person's own, or the same one looked at together."""
        if self.together:
            return reverse(f"people:{name}_of", args=[self.person, *args])
        return reverse(f"people:{name}", args=args)


def until_said(here: Where) -> str:
    """What to say while the person's records do not say the same of reaching them; "" when they do."""
    return "" if people.contact_agrees(here.actor, here.person) else str(people.UNTIL_YOU_SAY)
