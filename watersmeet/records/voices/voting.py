"""Votes to look at: for who works here, and for who holds a voting paper."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from watersmeet.accounts.policy import insist, may, relations
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Wished
from watersmeet.records.voices.ballot_models import Ballot, Group, Slip, Tally, Voter
from watersmeet.records.voices.ballots import slip_of


@dataclass(frozen=True, slots=True)
class Given:
    """Papers that one partner made for one group: how many, and how many of them were used. Not what they said."""

    partner: str
    group: Group
    made: int
    used: int


@dataclass(frozen=True, slots=True)
class BallotView:
    """One vote: what it is about, until when, how many took part. What they said is counted when it has ended."""

    id: UUID
    proposal: UUID
    wished: Wished
    opens_at: datetime
    closes_at: datetime
    is_open: bool
    took_part: dict[Group, int]
    quorums: dict[Group, int]
    given: tuple[Given, ...]
    may_vote: bool
    voted: bool
    may_make_papers: bool
    may_type_in: bool


@dataclass(frozen=True, slots=True)
class PaperView:
    """What somebody with a voting paper is asked."""

    partnership: UUID
    group: Group
    wished: Wished
    closes_at: datetime
    used: bool


def ballot(actor: Actor, identifier: UUID) -> BallotView:
    """One vote of the actor's place. Raises NotFound, Refused."""
    insist(actor, "ballot.see", relations(actor, here=actor.partnership))
    row = Ballot.objects.filter(pk=identifier, partnership=actor.partnership).first()
    if row is None:
        raise NotFound
    return _seen(actor, row)


def ballots_of(actor: Actor, proposal: UUID) -> list[BallotView]:
    """The votes on one proposal of the actor's place, the newest first; none for those who may not see them."""
    if not may(actor, "ballot.see", relations(actor, here=actor.partnership)):
        return []
    rows = Ballot.objects.filter(proposal=proposal, partnership=actor.partnership).order_by("-opens_at")
    return [_seen(actor, row) for row in rows]


def open_ballot_of(actor: Actor) -> BallotView | None:
    """The vote that is open in the actor's place now; None when there is none, or for those who may not see it."""
    if not may(actor, "ballot.see", relations(actor, here=actor.partnership)):
        return None
    rows = Ballot.objects.filter(partnership=actor.partnership, closed_at=None, closes_at__gt=clock.now())
    row = rows.first()
    return _seen(actor, row) if row else None


def paper(typed: str) -> PaperView:
    """What the paper of a code asks. Raises NotFound."""
    slip: Slip = slip_of(typed)
    wished = partnerships.wished(slip.ballot.proposal_id)
    return PaperView(wished.partnership, Group(slip.group), wished, slip.ballot.closes_at, slip.used)


def _seen(actor: Actor, row: Ballot) -> BallotView:
    standing = relations(actor, here=row.partnership_id)
    is_open = row.closed_at is None and row.closes_at > clock.now()
    return BallotView(
        id=row.pk,
        proposal=row.proposal_id,
        wished=partnerships.wished(row.proposal_id),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        is_open=is_open,
        took_part=_took_part(row),
        quorums={Group.COMMUNITY: row.community_quorum, Group.LEARNERS: row.learners_quorum},
        given=tuple(_given(row)),
        may_vote=is_open and may(actor, "ballot.vote", standing),
        voted=Voter.objects.filter(ballot=row, user=actor.id).exists(),
        may_make_papers=is_open and may(actor, "ballot.papers", standing),
        may_type_in=is_open and may(actor, "ballot.type_in", standing),
    )


def _took_part(row: Ballot) -> dict[Group, int]:
    found = dict.fromkeys(Group, 0)
    for tally in Tally.objects.filter(ballot=row):
        found[Group(tally.group)] += tally.count
    return found


def _given(row: Ballot) -> list[Given]:
    made = Slip.objects.filter(ballot=row).values_list("partner__organisation__name", "group")
    counted = made.annotate(made=Count("pk"), used=Count("pk", filter=Q(used=True))).order_by(
        "partner__organisation__name", "group"
    )
    return [Given(name, Group(group), many, used) for name, group, many, used in counted]
