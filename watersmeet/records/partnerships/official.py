"""Take in an official register of organisations, and tell what changed since the list before.

An organisation is known again by its code in the register. One that a later list does not hold is told and kept.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships.models import Organisation, Sector
from watersmeet.records.partnerships.official_models import Change, OfficialChange, OfficialEntry, OfficialStatus

SectorOf = Callable[[str], Sector]
_AT_ONCE = 500
_BY_STATUS = {
    OfficialStatus.CLOSED: Change.CLOSED,
    OfficialStatus.DORMANT: Change.DORMANT,
    OfficialStatus.ACTIVE: Change.ACTIVE,
    OfficialStatus.PROPOSED: Change.CORRECTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialFacts:
    """What a register says of one organisation; its postcode is tidy, or "" where it says none."""

    code: str
    name: str
    address: str = ""
    postcode: str = ""
    phone: str = ""
    kind: str = ""
    status: OfficialStatus = OfficialStatus.ACTIVE
    opened_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that a later list says of an organisation."""

    code: str
    name: str
    what: Change
    was: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class OfficialOutcome:
    """What became of a list: how many are new here, which changes it tells, who is not in it any more."""

    new: int
    same: int
    changes: tuple[Changed, ...]
    gone: tuple[str, ...]

    def counted(self) -> dict[str, int]:
        """How many changes of each kind, every kind named."""
        many = Counter(one.what for one in self.changes)
        return {str(what): many[what] for what in Change}


@transaction.atomic
def take_official(
    register: str, rows: Sequence[OfficialFacts], *, sector_of: SectorOf, as_of: date, by: Actor
) -> OfficialOutcome:
    """Know every organisation of a list, with what changed since the list before. Codes are each there once.

    `sector_of` says the sector of the register's own kind. Raises Refused; Conflict for an older list than the last.
    """
    insist(by, "organisation.import")
    held = {one.code: one for one in OfficialEntry.objects.select_for_update().filter(register=register)}
    _insist_not_older(register, as_of)
    new = [facts for facts in rows if facts.code not in held]
    changed: list[Changed] = []
    for facts in rows:
        if (entry := held.get(facts.code)) is not None:
            changed += _revised(entry, facts, as_of)
    entries = _known(register, new, sector_of, as_of)
    if held:  # the first list opens nothing
        changed += [one for facts in new for one in _opened(facts)]
    touched = {one.code for one in changed} & held.keys()
    _update([held[code] for code in sorted(touched)], sector_of)
    _tell(changed, held | {one.code: one for one in entries}, as_of)
    gone = held.keys() - {facts.code for facts in rows}
    outcome = OfficialOutcome(
        len(new),
        len(rows) - len(new) - len(touched),
        tuple(changed),
        tuple(f"{one} {held[one].name}" for one in sorted(gone)),
    )
    if new or changed:
        detail = {name: many for name, many in outcome.counted().items() if many} | {"new": len(new)}
        audit.write("organisation.import", by=by, subject=Ref("organisation", audit.INSTALLATION), detail=detail)
    return outcome


def _insist_not_older(register: str, as_of: date) -> None:
    newest = OfficialEntry.objects.filter(register=register).aggregate(newest=Max("as_of"))["newest"]
    if newest and as_of < newest:
        raise Conflict(
            _("This list is of %(day)s, and a newer one of %(newest)s is here.")
            % {"day": date_format(as_of), "newest": date_format(newest)},
            _("Import the newest list. Nothing was imported."),
        )


def _revised(entry: OfficialEntry, facts: OfficialFacts, as_of: date) -> Iterator[Changed]:
    """What the list says that is new; the entry says it too from now on."""
    before = {one.name: getattr(entry, one.name) for one in fields(facts)}
    after = {one.name: getattr(facts, one.name) for one in fields(facts)}
    if before == after:
        return
    told = [
        Changed(facts.code, facts.name, what, str(before[name]), str(after[name]))
        for name, what in (
            ("status", _BY_STATUS[facts.status]),
            ("name", Change.RENAMED),
            ("postcode", Change.MOVED),
        )
        if before[name] != after[name]
    ]
    yield from told or [Changed(facts.code, facts.name, Change.CORRECTED)]
    for name, value in after.items():
        setattr(entry, name, value)
    entry.as_of = as_of


def _opened(facts: OfficialFacts) -> Iterator[Changed]:
    yield Changed(facts.code, facts.name, Change.OPENED, now=str(facts.opened_on or ""))
    if facts.status == OfficialStatus.CLOSED:
        yield Changed(facts.code, facts.name, Change.CLOSED, now=str(facts.closed_on or ""))


def _known(register: str, new: Sequence[OfficialFacts], sector_of: SectorOf, as_of: date) -> list[OfficialEntry]:
    """The organisations of a list that were not known by their codes."""
    bodies = [Organisation(name=one.name, ods_code=one.code, sector=sector_of(one.kind)) for one in new]
    Organisation.objects.bulk_create(bodies, batch_size=_AT_ONCE)
    entries = [
        OfficialEntry(
            organisation=body,
            register=register,
            as_of=as_of,
            **{one.name: getattr(facts, one.name) for one in fields(facts)},
        )
        for body, facts in zip(bodies, new, strict=True)
    ]
    return OfficialEntry.objects.bulk_create(entries, batch_size=_AT_ONCE)


def _update(entries: list[OfficialEntry], sector_of: SectorOf) -> None:
    names = [one.name for one in fields(OfficialFacts)]
    OfficialEntry.objects.bulk_update(entries, [*names, "as_of"], batch_size=100)
    bodies = {one.pk: one for one in Organisation.objects.filter(official_entry__in=[entry.pk for entry in entries])}
    for entry in entries:
        body = bodies[entry.organisation_id]
        body.name, body.sector = entry.name, sector_of(entry.kind)
    Organisation.objects.bulk_update(bodies.values(), ["name", "sector"], batch_size=_AT_ONCE)


def _tell(changed: list[Changed], entries: dict[str, OfficialEntry], as_of: date) -> None:
    now = clock.now()
    OfficialChange.objects.bulk_create(
        (
            OfficialChange(
                entry=entries[one.code], what=one.what, was=one.was, now=one.now, as_of=as_of, recorded_at=now
            )
            for one in changed
        ),
        batch_size=_AT_ONCE,
    )
