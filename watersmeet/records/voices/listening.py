"""Deliberations to look at: for who takes part, for who moderates, and for everybody once they are over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, may, relations
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.voices.talk_models import Deliberation, Participant, Shown, Statement, WhyOut
from watersmeet.records.voices.talks import digest_of


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: its number and words, whether others see it, and why not."""

    number: int
    words: str
    shown: Shown
    why_out: WhyOut | None


@dataclass(frozen=True, slots=True)
class Talk:
    """One deliberation, for who works here."""

    id: UUID
    question: str
    partner: str
    code: str
    opens_at: datetime
    closes_at: datetime
    is_open: bool
    participants: int
    waiting: int
    may_moderate: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody who takes part sees: the question, what they have not spoken to yet, and how far they are."""

    deliberation: UUID
    partnership: UUID
    question: str
    code: str
    closes_at: datetime
    is_open: bool
    next: Said | None
    spoken_to: int
    of: int


def talks(actor: Actor) -> list[Talk]:
    """The deliberations of the actor's place, the newest first. Raises Refused."""
    insist(actor, "deliberation.see", relations(actor, here=actor.partnership))
    return [_talk(actor, row) for row in _counted(actor).order_by("-opens_at")]


def talk(actor: Actor, deliberation: UUID) -> Talk:
    """One of the actor's place. Raises NotFound, Refused."""
    insist(actor, "deliberation.see", relations(actor, here=actor.partnership))
    row = _counted(actor).filter(pk=deliberation).first()
    if row is None:
        raise NotFound
    return _talk(actor, row)


def statements(actor: Actor, deliberation: UUID) -> list[Said]:
    """Every statement of one, those that wait first: for who moderates. Raises NotFound, Refused."""
    talk(actor, deliberation)
    insist(actor, "deliberation.moderate", relations(actor, here=actor.partnership))
    order = {Shown.WAITING: 0, Shown.SHOWN: 1, Shown.TAKEN_OUT: 2}
    found = map(_said, Statement.objects.filter(deliberation=deliberation).order_by("number"))
    return sorted(found, key=lambda one: (order[one.shown], one.number))


def turn(code: str, secret: str = "") -> Turn:
    """What comes next for whoever takes part by this secret, or has not begun. Raises NotFound."""
    row = Deliberation.objects.filter(code=ids.tidy_code(code)).first()
    if row is None:
        raise NotFound
    shown = Statement.objects.filter(deliberation=row, shown=Shown.SHOWN).order_by("number")
    who = Participant.objects.filter(deliberation=row, digest=digest_of(secret)).first() if secret else None
    spoken = set(who.opinions.values_list("statement_id", flat=True)) if who else set()
    there = list(shown)
    ahead = [one for one in there if one.pk not in spoken]
    return Turn(
        row.pk,
        row.partnership_id,
        row.question,
        row.code,
        row.closes_at,
        row.closes_at > clock.now(),
        _said(ahead[_place(who, len(spoken), len(ahead))]) if ahead else None,
        len(there) - len(ahead),
        len(there),
    )


def open_to_all(code: str) -> Turn:
    """One that is over, for everybody who reads what people said. Raises NotFound while it is open, and for no code."""
    found = turn(code)
    if found.is_open:
        raise NotFound(_("This talk is still open. When it has ended, everybody can read what people said."))
    return found


def code_of(actor: Actor, deliberation: UUID) -> str:
    """The code in the address of one of the actor's place. Raises NotFound."""
    row = Deliberation.objects.filter(pk=deliberation, partnership=actor.partnership).first()
    if row is None:
        raise NotFound
    return row.code


def _place(who: Participant | None, spoken: int, ahead: int) -> int:
    """Everybody meets the statements in another order, so that the last ones are heard as often as the first."""
    return (who.number * 7 + spoken * 3) % ahead if who else 0


def is_known(code: str, secret: str) -> bool:
    """Whether a browser holds the secret of somebody who takes part in this one."""
    tidy = ids.tidy_code(code)
    return Participant.objects.filter(deliberation__code=tidy, digest=digest_of(secret)).exists()


def _counted(actor: Actor) -> QuerySet[Any]:
    """With how many statements wait, and how many people have spoken."""
    rows = Deliberation.objects.filter(partnership=actor.partnership).select_related("partner__organisation")
    waiting = Count("statements", filter=Q(statements__shown=Shown.WAITING), distinct=True)
    spoke = Count("participants", filter=Q(participants__opinions__isnull=False), distinct=True)
    return rows.annotate(waiting=waiting, spoke=spoke)


def _talk(actor: Actor, row: Any) -> Talk:
    return Talk(
        row.pk,
        row.question,
        str(row.partner),
        row.code,
        row.opens_at,
        row.closes_at,
        row.closes_at > clock.now(),
        row.spoke,
        row.waiting,
        may(actor, "deliberation.moderate", relations(actor, here=row.partnership_id)),
    )


def _said(row: Statement) -> Said:
    return Said(row.number, row.words or "", Shown(row.shown), WhyOut(row.why_out) if row.why_out else None)
