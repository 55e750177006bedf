"""Referrals from a spreadsheet: each row comes in whole or not at all, and once, however often the file is run.

What is said of a yes is kept with it, and what it covers is sent. Without a yes a row is a draft that shares nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit import api as audit
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.db.blind import blind
from watersmeet.base.problems import KeyReused, NotFound, Problem
from watersmeet.base.ref import Ref
from watersmeet.outbox.inbox import once
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import Fault, Quarantined, SourceRow
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, InForce, Partner, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.plans import api as plans
from watersmeet.records.referrals import rules, statements
from watersmeet.records.referrals.actions import open_to_receiver
from watersmeet.records.referrals.asking import TOLD_BACK, Said, permit_counting
from watersmeet.records.referrals.import_cells import Unsound
from watersmeet.records.referrals.import_columns import COLUMNS, REFERENCE
from watersmeet.records.referrals.import_reading import Here, RowAsk, Yes, is_of_a_child, read, reference_of
from watersmeet.records.referrals.models import Referral, ReferralEvent, WayIn
from watersmeet.records.referrals.moving import stand, step
from watersmeet.records.referrals.states import State
from watersmeet.records.referrals.ways import Ways


class Became(StrEnum):
    """What a row became: `before` when it came in by an earlier run."""

    SENT = "sent"
    DRAFT = "draft"
    BEFORE = "before"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Came:
    """One row and what it became; `may_be_known`: somebody of ours shares a clue with the person."""

    line: int
    became: Became
    may_be_known: bool = False
    refused: Quarantined | None = None


def columns_of(header: Sequence[str]) -> dict[str, str]:
    """How a file writes each of our columns. Raises Problem for a column that we do not know, twice, or misses."""
    known = {column.name: column for column in COLUMNS}
    tidy = [" ".join(name.casefold().split()) for name in header]
    strange = [name for name in tidy if name not in known]
    twice = sorted({name for name in tidy if tidy.count(name) > 1})
    missing = [column.name for column in COLUMNS if column.required and column.name not in tidy]
    if 2 * len(strange) > len(tidy):  # it is somebody's row, and tells of them: no word of it is printed
        raise Problem(
            _("The first line does not hold the names of our columns."),
            _("Nothing was taken. Begin with our template."),
        )
    if strange:
        near = {one: next(iter(get_close_matches(one, known, n=1)), "") for one in strange}
        said = ", ".join(f"{one or _('(no name)')}{f' ({near[one]}?)' if near[one] else ''}" for one in strange[:10])
        raise Problem(
            _("Nobody here knows these columns: %(columns)s.") % {"columns": said},
            _("Nothing was taken, so that nothing of anybody is lost. Begin with our template."),
        )
    if twice or missing:
        say = _("A column stands there twice: %(names)s.") if twice else _("Columns are missing: %(names)s.")
        raise Problem(say % {"names": ", ".join(twice or missing)}, _("Nothing was taken. Begin with our template."))
    return dict(zip(tidy, header, strict=True))


def bring_in(rows: Iterable[SourceRow], written: Mapping[str, str], *, partner: UUID, by: Actor) -> Iterator[Came]:
    """Take each row in a transaction of its own, for the partner whose people they are; what came before stays.

    `written` says how the file writes our columns. Raises Refused, NotFound before the first row is taken.
    """
    return _each(rows, written, partner, by, _one)


def look_over(rows: Iterable[SourceRow], written: Mapping[str, str], *, partner: UUID, by: Actor) -> list[Came]:
    """What each row would become, by the same steps; each is taken back, and nothing is kept or sent. Raises the same.

    That it was looked over is one line of the audit: it tells who is known here. Who stands twice in the file is not
    noticed: the first of the two is not here when the second comes.
    """
    came = list(_each(rows, written, partner, by, _tried))
    known = sum(one.may_be_known for one in came)
    detail = {"rows": len(came), "known": known}
    with transaction.atomic():  # of its own: the rows are taken back
        audit.write("referral.look_over", by=by, subject=Ref("partner", partner), detail=detail)
    return came


Take = Callable[[SourceRow, Mapping[str, str], str, Here, InForce, Actor], Came]


def _each(
    rows: Iterable[SourceRow], written: Mapping[str, str], partner: UUID, by: Actor, take: Take
) -> Iterator[Came]:
    policy.insist(by, "referral.import", policy.relations(by, keeper=partner))
    in_force, here = _here(partner, by)
    lines: dict[str, int] = {}
    for row in rows:
        try:
            reference = reference_of(row, written)
            first = lines.setdefault(reference.casefold(), row.line)
            if first != row.line:
                rule = _("The same reference stands in line %(line)d.") % {"line": first}
                raise Unsound(Fault(written[REFERENCE], reference, rule, _("Give each row a number of its own.")))
            yield take(row, written, reference, here, in_force, by)
        except Unsound as why:
            cells = {} if why.keep_nothing or is_of_a_child(row, written, here.today) else row.cells
            yield Came(row.line, Became.QUARANTINED, refused=Quarantined(row.line, why.faults, cells))


@transaction.atomic
def _tried(
    row: SourceRow, written: Mapping[str, str], reference: str, here: Here, in_force: InForce, by: Actor
) -> Came:
    came = _one(row, written, reference, here, in_force, by)
    transaction.set_rollback(True)
    return came


def _here(partner: UUID, by: Actor) -> tuple[InForce, Here]:
    if by.partnership is None:
        raise NotFound
    in_force = partnerships.model_at(by.partnership)
    there = partnerships.partners(by.partnership)
    own = next((one for one in there if one.pk == partner), None)
    if own is None:
        raise NotFound
    here = Here(
        own=own,
        partners={_tidy(one.organisation.name): one for one in there if one.pk != partner},
        services={_tidy(one.name): one for one in directory.taking(by)},
        today=clock.today(in_force.model.zone),
        permission_days=in_force.model.limits.permission_days,
        ways=Ways(by.partnership, partner),
    )
    return in_force, here


def _tidy(name: str) -> str:
    return " ".join(name.casefold().split())


@transaction.atomic
def _one(row: SourceRow, written: Mapping[str, str], reference: str, here: Here, in_force: InForce, by: Actor) -> Came:
    """One row, whole; the same row again is known by its reference. Raises Unsound."""
    key = blind(here.own.partnership_id, "referral.import", str(here.own.pk), reference.casefold()).hex()
    content = {name: row.cells.get(column) for name, column in written.items() if (row.cells.get(column) or "").strip()}
    now: list[Came] = []

    def do() -> str:
        came, referral = _write(row.line, read(row, written, here), here.own, in_force, by)
        now.append(came)
        return str(referral)

    try:
        once(f"referral.import:{here.own.pk}", key, content, do)
    except KeyReused:
        rule = _("This reference came in before with other words. What is here is not changed by a file.")
        fault = Fault(written[REFERENCE], reference, rule, _("Change it by the pages, or give the row a new number."))
        raise Unsound(fault) from None
    return now[0] if now else Came(row.line, Became.BEFORE)


def _write(line: int, asked: RowAsk, own: Partner, in_force: InForce, by: Actor) -> tuple[Came, UUID]:
    person = people.register(
        partnership=own.partnership_id,
        controller=own.pk,
        name=asked.name,
        contact=asked.contact,
        by=by,
        age=asked.age,
        birth_date=asked.birth_date,
        postcode=asked.postcode,
    )
    known = people.may_be(by, person)
    if known:
        audit.write("person.may_be_known", by=by, subject=Ref("person", person), detail={"records": len(known)})
    row = _referral(asked, person, own, in_force, by)
    said = asked.said if asked.said and not _took_back(asked.said, known, row, in_force) else None
    if said:
        _permit(said, known, row, in_force, by)
    sent = said is not None and bool(open_to_receiver(row, None))
    if sent:
        step(row, State.SENT, by=by)
    return Came(line, Became.SENT if sent else Became.DRAFT, bool(known)), row.pk


def _took_back(said: Yes, known: set[UUID], row: Referral, in_force: InForce) -> bool:
    """Whether somebody who may be them said stop on that day or later: then a human asks them first."""
    day = clock.midnight(said.on, in_force.model.zone)
    told = any(people.stopped_since(one, row.receiver_id, day) for one in known)
    return told or any(people.stopped_since(one, in_force.front_door, day, counting=True) for one in known)


def _referral(asked: RowAsk, person: UUID, own: Partner, in_force: InForce, by: Actor) -> Referral:
    """A draft as of the day it happened; the days of its next step count from now, when the partner has it here."""
    at = clock.midday(asked.happened_on, in_force.model.zone)
    need = plans.record_need(
        person=person,
        controller=own.pk,
        partnership=own.partnership_id,
        domain=asked.domain,
        words=asked.words,
        by=by,
        at=at,
    )
    row = Referral(
        partnership_id=own.partnership_id,
        person_id=person,
        controller_id=own.pk,
        referrer_id=own.pk,
        receiver_id=asked.receiver,
        service_id=asked.service.id if asked.service else None,
        need_id=need,
        way_in=WayIn.SPREADSHEET,
        direction=asked.direction,
        handover_offered=asked.handover_offered,
        words=asked.words or None,
        model_number=in_force.number,
        made_at=at,
    )
    stand(row, State.DRAFT)
    happened(ReferralEvent, "referral.bring_in", subject=row, by=by, key_owner=person, at=at)
    return row


def _permit(said: Yes, known: set[UUID], row: Referral, in_force: InForce, by: Actor) -> None:
    """What they said yes to and no more, in the words they were read, for as long as the place's rules let it last.

    Less what somebody who may be them has stopped alone since that day.
    """
    day = clock.midnight(said.on, in_force.model.zone)
    at = clock.midday(said.on, in_force.model.zone)
    until = at + timedelta(days=in_force.model.limits.permission_days)
    there, back = (row.referrer_id, row.receiver_id), (row.receiver_id, row.referrer_id)
    for (giver, receiver), covers in ((there, rules.SENT_WITH), (back, TOLD_BACK)):
        stopped = {what for one in known for what in people.stopped_alone_since(one, receiver, day)}
        categories: frozenset[Category] = (said.told & frozenset(covers)) - stopped
        if categories:
            people.give_permission(
                person=row.person_id,
                giver=giver,
                receiver=receiver,
                purpose=Purpose.REFERRAL,
                categories=categories,
                statement=statements.IMPORT_SHARE,
                by=by,
                until=until,
                at=at,
                read=said.words,
            )
    if said.counted:
        counted = Said(statements.IMPORT_COUNT, said.words, until)
        knows = row.receiver_id if said.told >= set(rules.SENT_WITH) else None
        givers = [in_force.front_door, row.referrer_id, knows]
        permit_counting(row.person_id, in_force.front_door, givers, counted, by=by, at=at)
