"""Which team somebody is of at their partner: a manager writes it. A small team is never shown by itself."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit import api as audit
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships.models import Absence, Membership
from watersmeet.records.partnerships.queries import members

SMALLEST = 3
"""A team of fewer would be a tally of one or two workers."""
LONGEST = 40
REST = ""


@dataclass(frozen=True, slots=True)
class Teams:
    """The teams of a partner as they may be shown: who was ever there by user, and how many work in each today.

    `REST` is everybody in no team or in a small one, together. Where even those are few, they are in none of it.
    """

    of: dict[UUID, str]
    sizes: dict[str, int]


@transaction.atomic
def name_team(membership: UUID, team: str, *, by: Actor) -> None:
    """Somebody is of this team from now on; of none where it is empty. Raises Refused, NotFound, Invalid."""
    insist(by, "colleague.team", relations(by, keeper=by.partner))
    seat = Membership.objects.filter(pk=membership, partner=by.partner, until_on=None).first()
    if seat is None or by.partner is None:
        raise NotFound
    said = _known(by.partner, " ".join(team.split()))
    _insist_name(by.partner, said)
    if seat.team != said:
        seat.team = said
        seat.save(update_fields=["team"])
        audit.write("colleague.team", by=by, subject=Ref("user", seat.user_id), partnership=seat.partnership_id)


def team_names(partner: UUID) -> list[str]:
    """The teams that somebody is of today."""
    return sorted({seat.team for seat in members(partner)} - {REST}, key=str.casefold)


def teams(actor: Actor) -> Teams:
    """The teams of the actor's own partner. Raises Refused, NotFound."""
    insist(actor, "silo.teams", relations(actor, keeper=actor.partner))
    if actor.partner is None:
        raise NotFound
    today = Counter(seat.team for seat in members(actor.partner) if seat.user.is_active)
    large = {team for team, many in today.items() if team != REST and many >= SMALLEST}
    sizes = {team: today[team] for team in large} | {REST: sum(today.values()) - sum(today[team] for team in large)}
    shown = {team: many for team, many in sizes.items() if many >= SMALLEST}
    seats = Membership.objects.filter(partner=actor.partner).order_by(F("until_on").asc(nulls_last=True), "pk")
    of = {user: team if team in large else REST for user, team in seats.values_list("user", "team")}
    return Teams({user: team for user, team in of.items() if team in shown}, shown)


def covers(partner: UUID) -> Iterator[tuple[UUID, UUID, date]]:
    """Who was away at a partner, who covered for them, and from which day on."""
    rows = Absence.objects.filter(membership__partner=partner, cover__isnull=False).exclude(ended_on__lt=F("from_on"))
    yield from rows.values_list("membership__user", "cover", "from_on")


def _known(partner: UUID, said: str) -> str:
    """The name as it is written already, however its letters are now."""
    return next((one for one in team_names(partner) if one.casefold() == said.casefold()), said)


def _insist_name(partner: UUID, said: str) -> None:
    if said and not any(sign.isalpha() for sign in said):
        raise Invalid({"new_team": [_("Enter what the other team is called")]})
    if len(said) > LONGEST:
        raise Invalid({"new_team": [_("Use %(most)s letters or fewer.") % {"most": LONGEST}]})
    names = {part.casefold() for seat in members(partner) for part in seat.user.name.split()}
    if names & {word for part in said.casefold().split() for word in (part, part.removesuffix("'s"))}:
        raise Invalid({"new_team": [_("Call it by what it does, without anybody's name.")]})
