"""Take in rows that somebody else wrote: what is sound is listed or revised, the rest waits in quarantine.

A row is known again by its source, its name and its postcode (a name alone is no key: they repeat), or, when it moved,
by a name and website that only one row has that is gone. Running twice changes nothing. A row that is gone from the
file is reported and never deleted.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Cells
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist
from watersmeet.base import clock, geography, postcode
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid
from watersmeet.records.directory import rules
from watersmeet.records.directory.actions import list_service, revise_service
from watersmeet.records.directory.facts import PlaceFacts, Provenance, ServiceFacts
from watersmeet.records.directory.models import Service, ServiceKind

T = TypeVar("T")
BATCH = 1000

_ALWAYS_OURS = {
    "takes_referrals",
    "wait_days",
    "status",
    "closed_on",
    "reopens_on",
}  # a partner says these here, never a file
_PERHAPS_OURS = {"email", "cost", "min_age", "max_age", "eligibility", "funding"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How one kind of file becomes services: `columns` says which column holds which fact.

    `kind_words` names the words that show a kind; `checked_on` is the day up to which the publisher says it is right.
    """

    source: str
    title: str
    licence: str
    sector: str
    columns: Cells[str, str]
    county: str = ""
    checked_on: date | None = None
    kind_words: Cells[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row as it stands: its first line in the file, its cells by column, and whether it has the header's width."""

    line: int
    cells: Cells[str, str]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: which column ("" for all of it), which rule it breaks, what would mend it."""

    column: str
    value: str
    rule: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that could not be taken, with everything that is wrong with it."""

    line: int
    faults: tuple[Fault, ...]
    cells: Cells[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the rows. `gone` names services of this source that the file no longer holds."""

    rows: int
    accepted: int
    quarantined: tuple[Quarantined, ...]
    listed: int = 0
    revised: int = 0
    gone: tuple[str, ...] = ()

    @property
    def same(self) -> int:
        """How many accepted rows said nothing new."""
        return self.accepted - self.listed - self.revised


@dataclass(frozen=True, slots=True)
class Sound:
    """A row that can be taken: its line, the key it is known again by, and what it says."""

    line: int
    key: str
    facts: ServiceFacts


class _Unsound(Exception):  # noqa: N818 - it never leaves this file
    """Why a row or a cell cannot be taken: column, rule and remedy of each fault."""

    def __init__(self, *faults: tuple[str, str, str]) -> None:
        super().__init__(*faults)
        self.faults = faults


@transaction.atomic
def import_rows(
    rows: Iterable[SourceRow],
    mapping: Mapping,
    source: str,
    *,
    by: Actor,
    partnership: UUID,
) -> Outcome:
    """List and revise services from rows in one transaction. `source` names where they came from. Raises Refused."""
    insist(by, "service.import")
    taken, refused = sort(list(rows), mapping)
    held = {
        row.source_key: row
        for row in Service.objects.filter(partnership=partnership, source=source).select_related("organisation")
    }
    missing = {key: row for key, row in held.items() if key not in {sound.key for sound in taken}}
    names = Counter(tidy_name(sound.facts.name) for sound in taken)
    changed: list[UUID] = []
    listed = revised = 0
    for sound in taken:
        came_from = Provenance(source, sound.key, mapping.licence)
        row = held.get(sound.key) or _moved(sound, names, missing)
        if row is None:
            made = list_service(partnership=partnership, facts=sound.facts, by=by, provenance=came_from)
            changed.append(made.pk)
            listed += 1
        else:
            missing.pop(row.source_key, None)
            said = _kept(row, sound.facts, mapping)
            if revise_service(service=row.pk, facts=said, by=by, provenance=came_from):
                changed.append(row.pk)
                revised += 1
    _changed_now(changed)
    waiting = {tidy_name(one.cells.get(mapping.columns["name"], "")) for one in refused}
    gone = sorted(row.name for row in missing.values() if tidy_name(row.name) not in waiting)
    return Outcome(
        len(taken) + len(refused),
        len(taken),
        tuple(refused),
        listed,
        revised,
        tuple(gone),
    )


def _changed_now(services: Sequence[UUID]) -> None:
    """They are seen to have changed as they are committed, not minutes before: who asks what is new misses none."""
    for at in range(0, len(services), BATCH):
        Service.objects.filter(pk__in=services[at : at + BATCH]).update(changed_at=clock.now())


def tidy_name(name: str) -> str:
    """A name without case, marks and spacing: "The  Café!" and "the cafe" are one."""
    bare = unicodedata.normalize("NFKD", name).casefold()
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in bare if not unicodedata.combining(c))))


def tidy_cell(text: str) -> str:
    """A cell without control characters and doubled spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def sort(rows: list[SourceRow], mapping: Mapping) -> tuple[list[Sound], list[Quarantined]]:
    """What can be taken, and what must wait with the reason; nothing is written."""
    taken: dict[str, Sound] = {}
    refused: list[Quarantined] = []
    for row in rows:
        try:
            sound = _read(row, mapping)
            if (first := taken.get(sound.key)) is not None:
                raise _Unsound(
                    (
                        mapping.columns["name"],
                        _("The same service stands in line %(line)d.") % {"line": first.line},
                        _("Keep one of the two lines, or give them names that tell them apart."),
                    )
                )
            taken[sound.key] = sound
        except _Unsound as why:
            faults = tuple(Fault(column, row.cells.get(column, ""), *said) for column, *said in why.faults)
            refused.append(Quarantined(row.line, faults, row.cells))
    return list(taken.values()), refused


def _read(row: SourceRow, mapping: Mapping) -> Sound:
    """The facts of one row. Raises _Unsound with everything that is wrong with it, so that it is mended once."""
    if not row.whole:
        raise _Unsound(
            ("", _("The line has more or fewer cells than the header."), _("Look for a stray separator or quote."))
        )
    cells = {fact: tidy_cell(row.cells.get(column, "")) for fact, column in mapping.columns.items()}
    faults: list[tuple[str, str, str]] = []

    def sound(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except _Unsound as why:
            faults.extend(why.faults)
            return otherwise

    code = sound(lambda: _postcode(cells.get("postcode", ""), mapping.columns.get("postcode", "postcode")), "")
    facts = ServiceFacts(
        name=cells.get("name", ""),
        organisation=cells.get("organisation" if "organisation" in mapping.columns else "name", ""),
        sector=mapping.sector,
        kind=sound(lambda: _kind(cells, mapping), ServiceKind.SERVICE),
        description=cells.get("description", ""),
        website=cells.get("website", ""),
        email=cells.get("email", ""),
        phone=cells.get("phone", ""),
        cost=cells.get("cost", ""),
        eligibility=cells.get("eligibility", ""),
        funding=cells.get("funding", ""),
        languages=_languages(cells, mapping),
        min_age=sound(lambda: _age(cells, "min_age", mapping), None),
        max_age=sound(lambda: _age(cells, "max_age", mapping), None),
        checked_on=sound(lambda: _day(cells, mapping), None) or mapping.checked_on,
        place=_place(cells, code, mapping),
    )
    sound(lambda: _insist_sound(facts, mapping), None)
    if faults:
        raise _Unsound(*faults)
    return Sound(row.line, _key(facts.name, code), facts)


def _insist_sound(facts: ServiceFacts, mapping: Mapping) -> None:
    try:
        rules.insist_sound(facts, None)
    except Invalid as fault:
        mend = _("Mend the cell and import the file again.")
        of_the_file = {name: said for name, said in fault.fields.items() if name in mapping.columns} or fault.fields
        faults = ((mapping.columns.get(name, name), said[0], mend) for name, said in of_the_file.items())
        raise _Unsound(*faults) from None


def _kept(row: Service, facts: ServiceFacts, mapping: Mapping) -> ServiceFacts:
    """The facts of the file, and what is known already of those it has no column for."""
    unsaid = _ALWAYS_OURS | (_PERHAPS_OURS - mapping.columns.keys())
    checked = max(filter(None, (row.checked_on, facts.checked_on)), default=None)
    return replace(facts, checked_on=checked, **{name: getattr(row, name) for name in unsaid})


def _key(name: str, code: str) -> str:
    return hashlib.sha256(f"{tidy_name(name) or name}|{code}".encode()).hexdigest()[:40]


def _moved(sound: Sound, names: Counter[str], missing: Cells[str, Service]) -> Service | None:
    """The one vanished service of the same name and website, when the file has that name only once."""
    name = tidy_name(sound.facts.name)
    same = [row for row in missing.values() if tidy_name(row.name) == name and row.website == sound.facts.website]
    return same[0] if len(same) == 1 and names[name] == 1 else None


def _postcode(text: str, column: str) -> str:
    try:
        code = postcode.tidy(text)
    except ValueError:
        raise _Unsound((column, _("This is not a full UK postcode."), _remedy(text))) from None
    if geography.locate(code) is None:
        raise _Unsound(
            (
                column,
                _("The postcode directory does not hold this postcode."),
                _remedy(text),
            )
        )
    return code


def _remedy(text: str) -> str:
    near = sorted(_one_letter_less(text))
    if near:
        return _("Write a postcode that exists. One letter away: %(codes)s.") % {"codes": ", ".join(near[:4])}
    return _("Write a full postcode that exists, such as M33 7ZF.")


def _one_letter_less(text: str) -> set[str]:
    """Postcodes that exist and differ from `text` by one letter too many."""
    bare = re.sub(r"[^A-Za-z0-9]", "", text)[:10]
    found = set()
    for at in range(1, len(bare)):  # the first letter stays: it says which part of the country
        try:
            code = postcode.tidy(bare[:at] + bare[at + 1 :])
        except ValueError:
            continue
        if geography.locate(code):
            found.add(code)
    return found


def _place(cells: Cells[str, str], code: str, mapping: Mapping) -> PlaceFacts:
    """Address and town; without a town column the town is what follows the last comma of the address."""
    address, town = cells.get("address", "").rstrip(" .,"), cells.get("town", "")
    if not town and "," in address:
        address, _comma, town = (part.strip() for part in address.rpartition(","))
    return PlaceFacts(
        address=address[:300],
        town=town[:80],
        county=(cells.get("county") or mapping.county)[:80],
        postcode=code,
    )


def _kind(cells: Cells[str, str], mapping: Mapping) -> ServiceKind:
    told = cells.get("kind", "").casefold()
    if told in ServiceKind:
        return ServiceKind(told)
    if told:
        raise _Unsound(
            (
                mapping.columns["kind"],
                _("This is no kind of service."),
                _("Write one of: %(kinds)s. Or nothing.") % {"kinds": ", ".join(ServiceKind)},
            )
        )
    said = tidy_name(f"{cells.get('name', '')} {cells.get('description', '')}")
    for kind, words in mapping.kind_words.items():
        if any(tidy_name(word) in said for word in words):
            return ServiceKind(kind)
    return ServiceKind.SERVICE


def _languages(cells: Cells[str, str], mapping: Mapping) -> tuple[str, ...] | None:
    """Codes between commas or spaces, such as "en, cy"; None without such a column."""
    if "languages" not in mapping.columns:
        return None
    return tuple(re.split(r"[\s,;]+", cells["languages"].lower().strip(",; "))) if cells["languages"] else ()


def _age(cells: Cells[str, str], fact: str, mapping: Mapping) -> int | None:
    text = cells.get(fact, "")
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) > 120:
        raise _Unsound(
            (
                mapping.columns[fact],
                _("This is not an age in years."),
                _("Write a whole number, or nothing."),
            )
        )
    return int(text)


def _day(cells: Cells[str, str], mapping: Mapping) -> date | None:
    text = cells.get("checked_on", "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Unsound(
            (
                mapping.columns["checked_on"],
                _("This is not a day."),
                _("Write year, month and day, such as 2026-11-22."),
            )
        ) from None
