"""Votes: opened by the lead, given by paper, by code or signed in, closed by the clock, and then counted."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.db.ring import keyed
from watersmeet.base.problems import Conflict, Invalid, NotFound, Problem
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Said
from watersmeet.records.voices.ballot_models import Ballot, BallotEvent, Choice, Group, Slip, Tally, Voter

_log = logging.getLogger(__name__)
MOST_SLIPS = 200
CLOCKWORK = Actor(Kind.PROCESS, name="voices.close_ballots")


@dataclass(frozen=True, slots=True)
class Paper:
    """A voting paper as it is printed, once: its code is kept nowhere."""

    group: Group
    code: str


@transaction.atomic
def open_ballot(proposal: UUID, *, edition: int, by: Actor) -> UUID:
    """Communities and learners vote on a proposal for as many days as the rules say. Returns the ballot's id.

    `edition` is the wording that the lead read.

    Raises NotFound, Refused, and Conflict when it is not ready to be voted on.
    """
    insist(by, "ballot.open", relations(by, here=by.partnership))
    if by.partnership is None:
        raise NotFound
    partnerships.put_to_vote(proposal, edition=edition, by=by)
    how = partnerships.model_at(by.partnership).model.ratifying
    now = clock.now()
    row = Ballot(
        partnership_id=by.partnership,
        proposal_id=proposal,
        opens_at=now,
        closes_at=now + timedelta(days=how.days),
        community_quorum=how.community_quorum,
        learners_quorum=how.learners_quorum,
    )
    happened(BallotEvent, "ballot.open", subject=row, by=by, key_owner=row.partnership_id)
    Tally.objects.bulk_create(
        Tally(partnership_id=row.partnership_id, ballot=row, group=group, choice=choice)
        for group in Group
        for choice in Choice
    )
    return row.pk


@transaction.atomic
def make_papers(ballot: UUID, *, group: str, many: int, by: Actor) -> list[Paper]:
    """Voting papers to hand out, each good for one vote. Their codes are in what this returns and nowhere else.

    Raises NotFound, Refused, Invalid, and Conflict when the vote has ended.
    """
    row = _open(ballot, by)
    insist(by, "ballot.papers", relations(by, here=row.partnership_id))
    if by.partner is None:
        raise NotFound
    if group not in Group.values:
        raise Invalid({"group": [_("Choose who votes with these papers.")]})
    if not 1 <= many <= MOST_SLIPS:
        raise Invalid({"many": [_("Make from 1 to %(most)s papers at a time.") % {"most": MOST_SLIPS}]})
    row = Ballot.objects.select_for_update().get(pk=row.pk)
    papers = [Paper(Group(group), ids.code()) for _number in range(many)]
    Slip.objects.bulk_create(
        Slip(
            partnership_id=row.partnership_id,
            ballot=row,
            group=group,
            partner_id=by.partner,
            digest=_digest(paper.code),
        )
        for paper in papers
    )
    happened(BallotEvent, "ballot.papers", subject=row, by=by, key_owner=row.partnership_id, reason_code=group)
    return papers


@transaction.atomic
def vote_by_code(typed: str, choice: str, *, by: Actor) -> None:
    """One vote by the code of a paper, however it was typed. Raises NotFound, Invalid, Conflict when it was used."""
    insist(by, "ballot.vote_by_code")
    _use(slip_of(typed), choice, "ballot.vote_by_code", by)


@transaction.atomic
def type_in(ballot: UUID, typed: str, choice: str, *, by: Actor) -> None:
    """A worker types in a paper that somebody filled in by hand. Raises NotFound, Refused, Invalid, Conflict."""
    row = _open(ballot, by)
    insist(by, "ballot.type_in", relations(by, here=row.partnership_id))
    slip = Slip.objects.filter(ballot=row, digest=_digest(typed)).first()
    if slip is None:
        raise Invalid({"code": [_("This vote has no paper with that code. Look at the code again.")]})
    _use(slip, choice, "ballot.type_in", by)


@transaction.atomic
def vote(ballot: UUID, choice: str, *, by: Actor) -> None:
    """A community member votes while signed in, once. Raises NotFound, Refused, Invalid, Conflict."""
    row = _open(ballot, by)
    insist(by, "ballot.vote", relations(by, here=row.partnership_id))
    _insist_choice(choice)
    try:
        with transaction.atomic():
            Voter.objects.create(partnership_id=row.partnership_id, ballot=row, user_id=by.id)
    except IntegrityError:
        raise Conflict(_("You have voted already."), _("Each member votes once.")) from None
    _count(row, Group.COMMUNITY, choice, "ballot.vote", by)


def close_ballots() -> int:
    """Count every vote whose time is over: the clockwork's. Returns how many were closed."""
    over = Ballot.objects.filter(closed_at=None, closes_at__lte=clock.now()).values_list("pk", flat=True)
    return sum(_try_to_close(one) for one in list(over))


def _try_to_close(ballot: UUID) -> bool:
    """One vote that cannot be counted does not hold up the others."""
    try:
        return _close(ballot)
    except (Problem, LookupError, ValueError, DatabaseError):
        _log.exception("a vote could not be counted")
        return False


@transaction.atomic
def _close(ballot: UUID) -> bool:
    row = Ballot.objects.select_for_update().filter(pk=ballot, closed_at=None).first()
    if row is None:
        return False
    row.closed_at = clock.now()
    happened(BallotEvent, "ballot.close", subject=row, by=CLOCKWORK, key_owner=row.partnership_id)
    counted = Tally.objects.filter(ballot=row)
    quorums = {Group.COMMUNITY: row.community_quorum, Group.LEARNERS: row.learners_quorum}
    said = {group: _said([one for one in counted if one.group == group], quorums[group]) for group in Group}
    partnerships.ratify(
        row.proposal_id,
        ballot=row.pk,
        community=said[Group.COMMUNITY],
        learners=said[Group.LEARNERS],
        by=CLOCKWORK,
    )
    return True


def _said(tallies: Sequence[Tally], quorum: int) -> Said:
    counts = {Choice(one.choice): one.count for one in tallies}
    return Said(sum(counts.values()), counts[Choice.YES], counts[Choice.NO], quorum)


def slip_of(typed: str) -> Slip:
    """The paper of a code, of a vote that is open. Raises NotFound: never made and out of date look the same."""
    slip = Slip.objects.select_related("ballot").filter(digest=_digest(typed), ballot__closed_at=None).first()
    if slip is None or _is_over(slip.ballot):
        raise NotFound(_("We do not know this code, or its vote has ended."))
    return slip


def _use(slip: Slip, choice: str, verb: str, by: Actor) -> None:
    _insist_choice(choice)
    if not Slip.objects.filter(pk=slip.pk, used=False).update(used=True):
        raise Conflict(_("This voting paper was used already."), _("Each paper is good for one vote."))
    _count(slip.ballot, Group(slip.group), choice, verb, by)


def _count(ballot: Ballot, group: Group, choice: str, verb: str, by: Actor) -> None:
    """One more. The line about it says that somebody voted, never what: the number alone knows."""
    row = Ballot.objects.select_for_update().get(pk=ballot.pk)
    if row.closed_at or _is_over(row):
        raise Conflict(_("This vote has ended."), _("What came of it stands on the proposal."))
    Tally.objects.filter(ballot=row, group=group, choice=choice).update(count=F("count") + 1)
    happened(BallotEvent, verb, subject=row, by=by, key_owner=row.partnership_id)


def _insist_choice(choice: str) -> None:
    if choice not in Choice.values:
        raise Invalid({"choice": [_("Choose one of the answers.")]})


def _open(ballot: UUID, by: Actor) -> Ballot:
    row = Ballot.objects.filter(pk=ballot, partnership=by.partnership).first()
    if row is None:
        raise NotFound
    if row.closed_at or _is_over(row):
        raise Conflict(_("This vote has ended."), _("What came of it stands on the proposal."))
    return row


def _is_over(row: Ballot) -> bool:
    now: datetime = clock.now()
    return row.closes_at <= now


def _digest(typed: str) -> bytes:
    return keyed("blind", "slip", ids.tidy_code(typed).encode())
