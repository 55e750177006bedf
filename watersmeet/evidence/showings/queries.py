"""Who reads what of a map that is shown: a partner its own first, then everybody who works there the whole."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, may, relations
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Allowed, NotFound, Refusal
from watersmeet.evidence.network.ties import missing_joins
from watersmeet.evidence.showings import frozen, rules
from watersmeet.evidence.showings.frozen import Frozen
from watersmeet.evidence.showings.models import Reply, Showing
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships import api as partnerships


@dataclass(frozen=True, slots=True)
class Said:
    """What a partner says of the map."""

    partner: str
    words: str
    on: date


@dataclass(frozen=True, slots=True)
class Own:
    """What a map says of one partner: its ties in and out, and who it may miss. Never a pair of others."""

    id: UUID
    since: date
    until: date
    opens_on: date
    open: bool
    partner: str
    ties: tuple[tuple[str, str, str, int], ...]
    missing: tuple[str, ...]
    names: dict[str, str]
    words: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A map that everybody who works there reads, with what partners say of it."""

    id: UUID
    since: date
    until: date
    map: Frozen
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Stands:
    """How the newest map stands, for who shows it; `left_out` are partners where nobody could read it first."""

    id: UUID | None
    opens_on: date | None
    open: bool
    replied: int
    partners: int
    left_out: tuple[str, ...]


def standing(actor: Actor, showing: UUID) -> Showing:
    """A map of the actor's place that was not taken back and in which their partner is. Raises NotFound."""
    row = Showing.objects.filter(pk=showing, partnership=actor.partnership, taken_back_on=None).first()
    if row is None or str(actor.partner) not in frozen.read(row.map).names:
        raise NotFound
    return row


def own(actor: Actor, showing: UUID) -> Own:
    """What it says of the actor's own partner. Raises Refused, NotFound."""
    insist(actor, "silo.reply", relations(actor, keeper=actor.partner))
    row = standing(actor, showing)
    found, mine = _as_agreed(row), str(actor.partner)
    apart = missing_joins(found.network({one.id: one.sector for one in found.nodes}), most=len(found.nodes) ** 2)
    mine_apart = [one.other if one.one == mine else one.one for one in apart if mine in {one.one, one.other}]
    said = Reply.objects.filter(showing=row, partner=actor.partner).first()
    return Own(
        id=row.pk,
        since=row.since,
        until=row.until,
        opens_on=row.opens_on,
        open=rules.is_open(row),
        partner=found.names[mine],
        ties=tuple(tie for tie in found.ties if mine in tie[:2]),
        missing=tuple(found.names[one] for one in mine_apart),
        names=found.names,
        words=said.words if said else "",
    )


def whole(actor: Actor, showing: UUID) -> Whole:
    """The whole map, once it is open. Raises Refused, NotFound."""
    insist(actor, "silo.see", relations(actor, here=actor.partnership))
    row = Showing.objects.filter(pk=showing, partnership=actor.partnership).first()
    if row is None or not rules.is_open(row):
        raise NotFound
    found = _as_agreed(row)
    replies = {str(one.partner_id): one for one in Reply.objects.filter(showing=row)}
    said = [Said(one.name, replies[one.id].words, replies[one.id].said_on) for one in found.nodes if one.id in replies]
    return Whole(row.pk, row.since, row.until, found, tuple(said))


def _as_agreed(row: Showing) -> Frozen:
    """What was kept, without messages of partners that took their yes back since, even if they gave it again."""
    said_yes = partnerships.messages_counted(row.partnership_id)
    still = [str(partner) for partner, since in said_yes.items() if clock.day(since) < row.until]
    return frozen.read(row.map).without_messages(still)


def newest_open(actor: Actor) -> UUID | None:
    """The newest map that everybody reads where the actor works; None where there is none, or it is not for them."""
    return next(iter(every_open(actor)), (None,))[0]


def every_open(actor: Actor) -> list[tuple[UUID, date, date]]:
    """The maps that everybody reads where the actor works, with their months, the newest first."""
    if actor.partnership is None or not may(actor, "silo.see", relations(actor, here=actor.partnership)):
        return []
    rows = Showing.objects.filter(partnership=actor.partnership, taken_back_on=None).order_by("-until")
    return [(row.pk, row.since, row.until) for row in rows if rules.is_open(row)]


def to_read_first(actor: Actor) -> tuple[UUID, date] | None:
    """The map of which the actor reads first what it says of their partner, and from when on others do; or None."""
    if actor.partner is None or not may(actor, "silo.reply", relations(actor, keeper=actor.partner)):
        return None
    rows = Showing.objects.filter(partnership=actor.partnership, taken_back_on=None).order_by("-until")
    mine = (row for row in rows if rules.waits(row) and str(actor.partner) in frozen.read(row.map).names)
    return next(((row.pk, row.opens_on) for row in mine), None)


def stands(actor: Actor) -> Stands | None:
    """How the newest map stands; None for who may not show it."""
    if actor.partnership is None or not may(actor, "silo.show", relations(actor, here=actor.partnership)):
        return None
    row = Showing.objects.filter(partnership=actor.partnership, taken_back_on=None).order_by("-until").first()
    left_out = tuple(str(one) for one in frozen.split(actor.partnership)[1])
    if row is None:
        return Stands(None, None, open=False, replied=0, partners=0, left_out=left_out)
    partners = len(frozen.read(row.map).nodes)
    return Stands(row.pk, row.opens_on, rules.is_open(row), row.replies.count(), partners, left_out)


def still_waits(posting: outbox.Posting) -> Allowed | Refusal:
    """Whether partners still read it before others do, asked as a message leaves."""
    row = Showing.objects.filter(pk=posting.subject_id).first()
    return Allowed("still waits") if row and rules.waits(row) else Refusal("over", _("This is over by now."))
