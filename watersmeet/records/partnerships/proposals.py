"""Proposals for new rules: written, talked about, taken on by whoever is named, voted on, brought in or not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound, Problem
from watersmeet.outbox.inbox import once
from watersmeet.records.partnerships import charter
from watersmeet.records.partnerships.adopting import LONGEST_AHEAD, bring_into_force, insist_fits, latest_version
from watersmeet.records.partnerships.model import Model, read, touched, written
from watersmeet.records.partnerships.models import (
    Comment,
    ModelVersion,
    Partner,
    Partnership,
    Proposal,
    ProposalEvent,
    Ratification,
    TakenOn,
)
from watersmeet.records.partnerships.pathway import FREE
from watersmeet.records.partnerships.queries import model_at
from watersmeet.records.partnerships.rebasing import onto
from watersmeet.records.partnerships.states import MOVES, ProposalState

S = ProposalState
LONGEST_WHY, LONGEST_COMMENT = 300, 2000


@dataclass(frozen=True, slots=True)
class Said:
    """What one group said in a vote: how many took part, how many of them yes, how many no, and how many had to."""

    took_part: int
    yes: int
    no: int
    quorum: int

    @property
    def said_yes(self) -> bool:
        """Whether enough took part, and more said yes than no."""
        return self.took_part >= self.quorum and self.yes > self.no


@transaction.atomic
def propose(*, model: Model, why: str, from_on: date, by: Actor, key: str | None = None) -> UUID:
    """New rules for the actor's place. Returns the proposal's id. Raises NotFound, Refused, Invalid, KeyReused."""
    if by.partnership is None or by.partner is None:
        raise NotFound
    place, partner = by.partnership, by.partner
    insist(by, "proposal.make", relations(by, here=place))
    _insist_day(from_on)
    _insist_sound(place, model, why)

    def do() -> str:
        latest = _latest(place)
        row = Proposal(
            partnership_id=place,
            partner_id=partner,
            writer=by.id,
            document=written(model),
            why=why.strip(),
            from_on=from_on,
            base=latest.number,
            made_at=clock.now(),
        )
        _tell(row, "proposal.make", by)
        return str(row.pk)

    content = {"document": written(model), "why": why, "from_on": str(from_on)}
    return UUID(str(once(f"proposal.make:{by.id}", key, content, do)))


@transaction.atomic
def change_proposal(
    proposal: UUID,
    *,
    edition: int,
    by: Actor,
    change: Callable[[Model], Model] | None = None,
    why: str | None = None,
    from_on: date | None = None,
) -> None:
    """Another wording, against the rules as they are now. What was taken on before is to be taken on anew.

    `edition` is the wording that the actor saw. Raises NotFound, Refused, Invalid, Conflict.
    """
    row = _own(proposal, by, "proposal.change")
    _insist_state(row, S.OPEN)
    if row.edition != edition:
        raise Conflict(_("Somebody changed this while you were reading."), _("Look at it again, then change it."))
    latest = _latest(row.partnership_id)
    merged = onto(row, latest)
    model = change(merged) if change else merged
    if from_on:
        _insist_day(from_on)
    _insist_sound(row.partnership_id, model, row.why if why is None else why)
    told = (written(model), latest.number, row.why if why is None else why.strip(), from_on or row.from_on)
    if told == (row.document, row.base, row.why, row.from_on):
        return  # nothing changes, and whoever took it on has
    row.document, row.base, row.edition = written(model), latest.number, row.edition + 1
    row.why = row.why if why is None else why.strip()
    row.from_on = from_on or row.from_on
    _tell(row, "proposal.change", by)


@transaction.atomic
def comment(proposal: UUID, *, words: str, by: Actor, key: str | None = None) -> UUID:
    """Somebody who works here says what they think of it. Raises NotFound, Refused, Invalid, Conflict, KeyReused."""
    row = _own(proposal, by, "proposal.comment")
    partner = by.partner
    if partner is None:
        raise NotFound
    if not words.strip():
        raise Invalid({"words": [_("Write a few words.")]})
    if len(words.strip()) > LONGEST_COMMENT:
        raise Invalid({"words": [_("Use %(most)s letters or fewer.") % {"most": LONGEST_COMMENT}]})
    _insist_state(row, S.OPEN, S.VOTING)

    def do() -> str:
        said = Comment.objects.create(
            partnership_id=row.partnership_id,
            proposal=row,
            partner_id=partner,
            writer=by.id,
            edition=row.edition,
            words=words.strip(),
            made_at=clock.now(),
        )
        _tell(row, "proposal.comment", by)
        return str(said.pk)

    return UUID(str(once(f"proposal.comment:{by.id}", key, {"proposal": str(proposal), "words": words}, do)))


@transaction.atomic
def take_on(proposal: UUID, *, edition: int, by: Actor) -> None:
    """The actor's partner takes on what this wording gives it to do. Twice is once.

    Raises NotFound, Refused, Conflict.
    """
    row = _locked(proposal, by)
    insist(by, "proposal.take_on", relations(by, keeper=by.partner))
    _insist_state(row, S.OPEN)
    _insist_edition(row, edition)
    if by.partner is None or by.partner not in {one.pk for one in asked_to_take_on(row)}:
        raise Conflict(_("This gives your organisation nothing new to do."), _("Say what you think of it instead."))
    taken, new = TakenOn.objects.get_or_create(
        partnership_id=row.partnership_id,
        proposal=row,
        partner_id=by.partner,
        edition=edition,
        defaults={"taken_at": clock.now()},
    )
    if new:
        _tell(row, "proposal.take_on", by, at=taken.taken_at)


@transaction.atomic
def withdraw_proposal(proposal: UUID, *, by: Actor) -> None:
    """It is taken back; what both groups said yes to by the lead alone.

    Raises NotFound, Refused, Conflict while it is voted on or in force.
    """
    row = _own(proposal, by, "proposal.change")
    if row.state == S.RATIFIED:
        insist(by, "proposal.decide", relations(by, here=row.partnership_id))
    _move(row, S.WITHDRAWN, "proposal.withdraw", by)


@transaction.atomic
def reopen_proposal(proposal: UUID, *, by: Actor) -> None:
    """It was not ratified: it is talked about once more. Raises NotFound, Refused, Conflict."""
    _move(_own(proposal, by, "proposal.change"), S.OPEN, "proposal.reopen", by)


@transaction.atomic
def put_to_vote(proposal: UUID, *, edition: int, by: Actor) -> None:
    """The lead lets communities and learners decide: none of its words change from now on.

    `edition` is the wording that the lead read.

    Raises NotFound, Refused, and Conflict when it touches no step, was written against older rules, somebody named has
    not taken it on, or another one is voted on.
    """
    row = _locked(proposal, by)
    insist(by, "proposal.decide", relations(by, here=row.partnership_id))
    _insist_state(row, S.OPEN)
    _insist_edition(row, edition)
    latest = _latest(row.partnership_id)
    if not touched(read(latest.document), read(row.document)):
        raise Conflict(_("This changes nothing that is voted on."), _("Bring it in as it is."))
    _insist_now(row, latest)
    if Proposal.objects.filter(partnership=row.partnership_id, state=S.VOTING).exists():
        raise Conflict(_("Another proposal is being voted on."), _("Wait until that vote has ended."))
    waits = still_to_take_on(row)
    if waits:
        names = ", ".join(str(one) for one in waits)
        raise Conflict(_("Not everybody who is named has taken it on: %(names)s.") % {"names": names}, _("Ask them."))
    _move(row, S.VOTING, "proposal.put_to_vote", by)


@transaction.atomic
def ratify(proposal: UUID, *, ballot: UUID, community: Said, learners: Said, by: Actor) -> bool:
    """The vote has ended. Returns whether both said yes; then the rules come into force on their day.

    Where they cannot (a partner that they name has left) the proposal waits, ratified, for the lead.
    Raises NotFound, Refused, Conflict.
    """
    row = _locked(proposal, by)
    insist(by, "proposal.ratify")
    base = ModelVersion.objects.get(partnership=row.partnership_id, number=row.base)
    said = Ratification.objects.create(
        partnership_id=row.partnership_id,
        proposal=row,
        ballot=ballot,
        steps=touched(read(base.document), read(row.document)),
        community_took_part=community.took_part,
        community_yes=community.said_yes,
        learners_took_part=learners.took_part,
        learners_yes=learners.said_yes,
        closed_at=clock.now(),
    )
    _move(row, S.RATIFIED if said.passed else S.NOT_RATIFIED, "proposal.ratify", by)
    if said.passed:
        _try_to_bring_in(row, said, by)
    return said.passed


@transaction.atomic
def bring_in(proposal: UUID, *, edition: int, by: Actor) -> None:
    """The lead brings in what was ratified, or what touches no step. `edition` is the wording that the lead read.

    Raises NotFound, Refused, Invalid, Conflict.
    """
    row = _locked(proposal, by)
    insist(by, "proposal.decide", relations(by, here=row.partnership_id))
    _insist_state(row, S.OPEN, S.RATIFIED)
    if Proposal.objects.filter(partnership=row.partnership_id, state=S.VOTING).exists():
        raise Conflict(_("Another proposal is being voted on."), _("Wait until that vote has ended."))
    _insist_edition(row, edition)
    if row.state == S.RATIFIED:
        _bring_in(row, row.ratifications.order_by("-closed_at").first(), by)
    else:
        _insist_now(row, _latest(row.partnership_id))
        _bring_in_free(row, by)


def asked_to_take_on(row: Proposal) -> list[Partner]:
    """The partners to whom this wording gives something new to do."""
    names = charter.named_anew(read(_latest(row.partnership_id).document), read(row.document))
    there = Partner.objects.filter(partnership=row.partnership_id, left_on=None, organisation__name__in=names)
    return list(there.select_related("organisation").order_by("organisation__name"))


def still_to_take_on(row: Proposal) -> list[Partner]:
    """Those of them that have not."""
    taken = set(row.taken_on.filter(edition=row.edition).values_list("partner_id", flat=True))
    return [one for one in asked_to_take_on(row) if one.pk not in taken]


def _try_to_bring_in(row: Proposal, said: Ratification, by: Actor) -> None:
    try:
        with transaction.atomic():
            _bring_in(row, said, by)
    except Problem:
        row.refresh_from_db()  # it waits, ratified: its page says why, and the lead brings it in or takes it back


def _bring_in(row: Proposal, said: Ratification | None, by: Actor) -> None:
    """What was voted on, from its day; what touches no step and has changed beside it stays as it is now."""
    latest = _latest(row.partnership_id)
    model = onto(row, latest)
    midnight = datetime.combine(row.from_on, time(), tzinfo=ZoneInfo(model.zone))
    when = max(midnight, clock.now())
    bring_into_force(row.partnership_id, model=model, why=row.why, by=by, from_at=when, ratification=said)
    _move(row, S.ADOPTED, "proposal.bring_in", by)


def _bring_in_free(row: Proposal, by: Actor) -> None:
    """What touches no step counts at once: in the rules in force, and in those that are still to come."""
    latest, model = _latest(row.partnership_id), read(row.document)
    if latest.from_at <= clock.now():
        bring_into_force(row.partnership_id, model=model, why=row.why, by=by)
    else:
        in_force = model_at(row.partnership_id)
        free = {part: getattr(model, part) for part in FREE}
        now = ModelVersion.objects.get(partnership=row.partnership_id, number=in_force.number)
        today = in_force.model.model_copy(update=free)
        bring_into_force(row.partnership_id, model=today, why=row.why, by=by, replaces=now)
        later = latest.from_at + timedelta(milliseconds=1)
        bring_into_force(row.partnership_id, model=model, why=row.why, by=by, from_at=later, replaces=latest)
    _move(row, S.ADOPTED, "proposal.bring_in", by)


def _insist_now(row: Proposal, latest: ModelVersion) -> None:
    if row.base != latest.number:
        raise Conflict(
            _("The rules have changed since this was written."), _("Change it: it is then read against the new rules.")
        )


def _insist_sound(partnership: UUID, model: Model, why: str) -> None:
    if not why.strip():
        raise Invalid({"why": [_("Say why, in a sentence.")]})
    if len(why.strip()) > LONGEST_WHY:
        raise Invalid({"why": [_("Use %(most)s letters or fewer.") % {"most": LONGEST_WHY}]})
    insist_fits(partnership, model, known=read(_latest(partnership).document))


def _insist_day(from_on: date) -> None:
    if from_on > clock.today() + LONGEST_AHEAD:
        raise Invalid({"from_on": [_("Choose a day within 400 days.")]})


def _insist_edition(row: Proposal, edition: int) -> None:
    if row.edition != edition:
        raise Conflict(_("The wording has changed since you read it."), _("Read it again first."))


def _insist_state(row: Proposal, *states: ProposalState) -> None:
    if row.state not in states:
        raise Conflict(
            _("This proposal is now: %(state)s.") % {"state": S(row.state).label},
            _("Read it again, or make a new one."),
        )


def _latest(partnership: UUID) -> ModelVersion:
    found = latest_version(partnership)
    if found is None:
        raise NotFound
    return found


def _own(proposal: UUID, by: Actor, verb: str) -> Proposal:
    row = _locked(proposal, by)
    insist(by, verb, relations(by, here=row.partnership_id, writer=row.writer))
    return row


def _locked(proposal: UUID, by: Actor) -> Proposal:
    """The row, and its place before it: proposals of one place are decided one after the other."""
    found = Proposal.objects.filter(pk=proposal).first()
    if found is None or by.partnership not in {found.partnership_id, None}:
        raise NotFound
    Partnership.objects.select_for_update().get(pk=found.partnership_id)
    return Proposal.objects.select_for_update().get(pk=proposal)


def _move(row: Proposal, to: ProposalState, verb: str, by: Actor) -> None:
    if to not in MOVES[S(row.state)]:
        _insist_state(row, *(one for one in S if to in MOVES[one]))
    row.state = to
    _tell(row, verb, by)


def _tell(row: Proposal, verb: str, by: Actor, at: datetime | None = None) -> None:
    happened(ProposalEvent, verb, subject=row, by=by, key_owner=row.partnership_id, at=at)
