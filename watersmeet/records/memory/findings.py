"""Findings that everybody reads: shown by the lead, replied to by anyone, whose words somebody here looks at first."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, may
from watersmeet.audit import api as audit
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox.inbox import once
from watersmeet.records.memory import rules
from watersmeet.records.memory.actions import found, insist_nobody
from watersmeet.records.memory.models import Entry, EntryEvent, FromOutside
from watersmeet.records.memory.queries import Seen, here, seen
from watersmeet.records.memory.states import Kind

LONGEST, NAME = 2000, 120
MOST_WAITING = 50
"""So many replies to one finding may wait; after that it takes no more until somebody here has looked."""


@dataclass(frozen=True, slots=True)
class OutsideReply:
    """One reply: who they say they are, and whether everybody sees it."""

    id: UUID
    words: str
    who: str
    said_on: date
    shown: bool


@transaction.atomic
def publish(entry: UUID, *, public: bool, by: Actor) -> None:
    """The lead shows a finding to everybody, or no more. Raises Refused, NotFound."""
    insist(by, "finding.publish", rules.relations(by, found(by, entry)))
    row = Entry.objects.select_for_update().filter(pk=entry, kind=Kind.FINDING, struck_at=None).first()
    if row is None:
        raise NotFound
    if public != bool(row.public_at):
        row.public_at = clock.now() if public else None
        verb = "memory.publish" if public else "memory.hide"
        happened(EntryEvent, verb, subject=row, by=by, key_owner=row.partnership_id)


@transaction.atomic
def reply_from_outside(finding: UUID, *, words: str, who: str = "", by: Actor, key: str | None = None) -> UUID:
    """Anyone says something to a finding that is shown. Returns the reply's id.

    Whether it names somebody is looked at when others are to see it: to say so here would tell a stranger who is known.
    Raises NotFound, Invalid, Conflict, KeyReused.
    """
    insist(by, "finding.reply")
    row = _shown(finding)
    tidy = words.strip()
    if not tidy:
        raise Invalid({"words": [_("Write what you want to say.")]})
    if len(tidy) > LONGEST or len(who.strip()) > NAME:
        raise Invalid({"words": [_("Use %(most)s letters or fewer.") % {"most": LONGEST}]})
    if FromOutside.objects.filter(entry=row, shown_at=None, words__isnull=False).count() >= MOST_WAITING:
        raise Conflict(_("Many replies wait to be read here."), _("Come back in a few days."))

    def do() -> str:
        made = FromOutside.objects.create(
            partnership_id=row.partnership_id, entry=row, words=tidy, who=who.strip() or None, said_on=clock.today()
        )
        audit.write("finding.reply", by=by, subject=Ref("entry", row.pk), partnership=row.partnership_id)
        return str(made.pk)

    return UUID(str(once(f"finding.reply:{row.pk}", key, {"words": tidy, "who": who}, do, day_only=True)))


def look_at_reply(reply: UUID, *, shown: bool, by: Actor) -> None:
    """Somebody here lets others see a reply, or takes its words out for good. Raises NotFound, Refused, Invalid.

    One that names somebody is not shown.
    """
    one = FromOutside.objects.filter(pk=reply, partnership=by.partnership, words__isnull=False).first()
    if one is None:
        raise NotFound
    insist(by, "finding.moderate", rules.relations(by, one.entry))
    if shown:
        insist_nobody(by, one.partnership_id, {"words": one.words or "", "who": one.who or ""})
    _settle(one, shown=shown, by=by)


@transaction.atomic
def _settle(one: FromOutside, *, shown: bool, by: Actor) -> None:
    row = FromOutside.objects.select_for_update().get(pk=one.pk)
    row.shown_at = clock.now() if shown else None
    if not shown:
        row.words = row.who = None
    row.save()
    detail = {"reason": "shown" if shown else "taken-out"}
    audit.write(
        "finding.moderate", by=by, subject=Ref("entry", row.entry_id), partnership=row.partnership_id, detail=detail
    )


def findings(partnership: UUID | None = None) -> list[Seen]:
    """Findings that everybody reads, the newest first: of one place, or of all here."""
    rows = Entry.objects.filter(kind=Kind.FINDING, public_at__isnull=False, struck_at=None)
    if partnership:
        rows = rows.filter(partnership=partnership)
    return seen(rows.order_by("-public_at", "pk"))


def finding(identifier: UUID) -> tuple[Seen, list[OutsideReply]]:
    """One that everybody reads, with the replies that are shown. Raises NotFound."""
    row = _shown(identifier)
    [one] = seen(Entry.objects.filter(pk=row.pk))
    shown = FromOutside.objects.filter(entry=row, shown_at__isnull=False).order_by("said_on", "pk")
    return one, [_reply(each) for each in shown]


def replies_to(actor: Actor, entry: UUID) -> list[OutsideReply]:
    """Every reply to a finding, those that wait first: for who may let others see them. Empty for everybody else."""
    row = here(actor).filter(pk=entry, kind=Kind.FINDING).first()
    if row is None or not may(actor, "finding.moderate", rules.relations(actor, row)):
        return []
    every = FromOutside.objects.filter(entry=row, words__isnull=False).order_by("said_on", "pk")
    return sorted(map(_reply, every), key=lambda one: one.shown)


def may_publish(actor: Actor, entry: UUID) -> bool:
    """Whether the actor may show this finding to everybody."""
    row = here(actor).filter(pk=entry, kind=Kind.FINDING, struck_at=None).first()
    return row is not None and may(actor, "finding.publish", rules.relations(actor, row))


def place_of_finding(identifier: UUID) -> UUID:
    """The place whose finding it is. Raises NotFound."""
    return _shown(identifier).partnership_id


def _shown(identifier: UUID) -> Entry:
    row = Entry.objects.filter(pk=identifier, kind=Kind.FINDING, public_at__isnull=False, struck_at=None).first()
    if row is None:
        raise NotFound
    return row


def _reply(row: FromOutside) -> OutsideReply:
    return OutsideReply(row.pk, row.words or "", row.who or "", row.said_on, row.shown_at is not None)
