"""The named clinical owner of a place: who the rules say it is, and the account by which they agree."""

from dataclasses import dataclass
from uuid import UUID

from watersmeet.records.partnerships.queries import model_at, workers


@dataclass(frozen=True, slots=True)
class ClinicalOwner:
    """`name` and role as the rules say; `user` is None where no account of theirs serves here."""

    name: str
    user: UUID | None


def clinical_owner(partnership: UUID) -> ClinicalOwner:
    """Who answers for what is asked here, by the rules in force. Raises NotFound without rules."""
    watch = model_at(partnership).model.watch
    wanted = watch.account.strip().casefold()
    seats = workers(partnership) if wanted else []
    found = next((seat.user_id for seat in seats if seat.user.email.casefold() == wanted), None)
    return ClinicalOwner(watch.owner.strip(), found)
