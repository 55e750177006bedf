"""Proposals for who works here to read: what each would change, who takes it on, what is said of it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from watersmeet.accounts.policy import insist, may, relations
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.partnerships import charter
from watersmeet.records.partnerships.charter import StepChange
from watersmeet.records.partnerships.model import Model, read
from watersmeet.records.partnerships.model_words import Difference, differences
from watersmeet.records.partnerships.models import Membership, ModelVersion, Proposal
from watersmeet.records.partnerships.pathway import FREE
from watersmeet.records.partnerships.proposals import asked_to_take_on, still_to_take_on
from watersmeet.records.partnerships.states import ProposalState


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal in the list."""

    id: UUID
    why: str
    partner: str
    from_on: date
    made_at: datetime
    state: ProposalState


@dataclass(frozen=True, slots=True)
class CommentView:
    """What somebody said: who, of which partner, of which wording."""

    who: str
    partner: str
    words: str
    made_at: datetime
    edition: int


@dataclass(frozen=True, slots=True)
class Ratified:
    """What a vote said: whether each group said yes, and how many of each took part."""

    closed_at: datetime
    community_yes: bool
    community_took_part: int
    learners_yes: bool
    learners_took_part: int


@dataclass(frozen=True, slots=True)
class Wished:
    """What is voted on: why, from which day, each step that it touches, and what comes along without touching one."""

    partnership: UUID
    why: str
    from_on: date
    steps: tuple[StepChange, ...]
    along: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ProposalView:
    """One proposal, read against the rules that it would replace."""

    row: ProposalRow
    edition: int
    model: Model
    replaces: int
    stale: bool
    changes: tuple[Difference, ...]
    steps: tuple[StepChange, ...]
    named: tuple[tuple[str, bool], ...]
    comments: tuple[CommentView, ...]
    votes: tuple[Ratified, ...]
    may_change: bool
    may_decide: bool
    may_take_on: bool


def proposals(actor: Actor) -> list[ProposalRow]:
    """Those of the actor's place, the newest first. Raises Refused, NotFound."""
    return [_row(one) for one in _here(actor).order_by("-made_at")]


def proposal(actor: Actor, identifier: UUID) -> ProposalView:
    """One of the actor's place. Raises NotFound, Refused."""
    row = _here(actor).filter(pk=identifier).first()
    if row is None:
        raise NotFound
    before = _replaced(row)
    was, model = read(before.document), read(row.document)
    decided = row.state in {ProposalState.ADOPTED, ProposalState.WITHDRAWN}
    waits = set() if decided else {one.pk for one in still_to_take_on(row)}
    named = [] if decided else asked_to_take_on(row)
    standing = relations(actor, here=row.partnership_id, writer=row.writer)
    mine = actor.partner in waits and row.state == ProposalState.OPEN
    return ProposalView(
        row=_row(row),
        edition=row.edition,
        model=model,
        replaces=before.number,
        stale=before.number != row.base,
        changes=tuple(differences(was, model)),
        steps=tuple(charter.step_changes(was, model)),
        named=tuple((str(one), one.pk not in waits) for one in named),
        comments=tuple(_comments(row)),
        votes=tuple(_votes(row)),
        may_change=may(actor, "proposal.change", standing),
        may_decide=may(actor, "proposal.decide", standing),
        may_take_on=mine and may(actor, "proposal.take_on", relations(actor, keeper=actor.partner)),
    )


def wished(identifier: UUID) -> Wished:
    """For whoever votes: everything that a proposal would change. Raises NotFound."""
    row = Proposal.objects.filter(pk=identifier).first()
    if row is None:
        raise NotFound
    was, now = read(_replaced(row).document), read(row.document)
    today = was.model_copy(update={part: getattr(now, part) for part in FREE})
    along = tuple(differences(was, today))
    return Wished(row.partnership_id, row.why, row.from_on, tuple(charter.step_changes(was, now)), along)


def _here(actor: Actor) -> QuerySet[Proposal]:
    insist(actor, "model.see", relations(actor, here=actor.partnership))
    if actor.partnership is None:
        raise NotFound
    return Proposal.objects.filter(partnership=actor.partnership).select_related("partner__organisation")


def _replaced(row: Proposal) -> ModelVersion:
    """The rules that it was read against when it was decided; while it is open the newest there are."""
    versions = ModelVersion.objects.filter(partnership=row.partnership_id)
    if row.state not in {ProposalState.OPEN, ProposalState.RATIFIED}:
        return versions.get(number=row.base)
    return versions.order_by("-number")[0]


def _row(row: Proposal) -> ProposalRow:
    return ProposalRow(row.pk, row.why, str(row.partner), row.from_on, row.made_at, ProposalState(row.state))


def _comments(row: Proposal) -> list[CommentView]:
    found = list(row.comments.select_related("partner__organisation").order_by("made_at", "pk"))
    seats = Membership.objects.filter(partnership=row.partnership_id, user__in={one.writer for one in found})
    names = {seat.user_id: seat.user.name for seat in seats.select_related("user")}
    return [
        CommentView(names.get(one.writer, ""), str(one.partner), one.words or "", one.made_at, one.edition)
        for one in found
    ]


def _votes(row: Proposal) -> list[Ratified]:
    return [
        Ratified(one.closed_at, one.community_yes, one.community_took_part, one.learners_yes, one.learners_took_part)
        for one in row.ratifications.order_by("closed_at")
    ]
