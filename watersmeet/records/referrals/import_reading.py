"""What a row of a spreadsheet asks for whom, and what they said yes to; nothing is written here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.records.directory.api import Fault, ServiceView, SourceRow
from watersmeet.records.partnerships.api import Category, Partner
from watersmeet.records.people.api import Age, Channel, Daytime, SafeContact
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.asking import YOUNGEST, takes
from watersmeet.records.referrals.import_cells import Cells, Unsound
from watersmeet.records.referrals.import_columns import (
    COLUMNS,
    COUNTED,
    MAY_BE_TOLD,
    REFERENCE,
    THE_PERSON,
    YES_COLUMNS,
)
from watersmeet.records.referrals.states import Direction
from watersmeet.records.referrals.ways import Ways, Who

GROWN = 18
OLDEST = 120
_WAYS = {"text": Channel.SMS, "phone": Channel.PHONE, "email": Channel.EMAIL, "letter": Channel.POST}
_AGES = {"16 or 17": Age.YOUNG, "18 or over": Age.ADULT}
_UNDER = re.compile(r"(under|below|<) ?-?(1[0-6]|\d)|0 ?(-|to) ?1[0-5]|child|minor|(\d|1[0-5])( years?( old)?)?")
"""How people write of somebody under 16, whatever else is wrong with the row."""
_DIRECTIONS = {
    "beside care": Direction.BESIDE_CARE,
    "instead of care": Direction.INSTEAD_OF_CARE,
    "while waiting": Direction.WHILE_WAITING,
    "on to care": Direction.TO_CARE,
}
_NEEDED = {Channel.SMS: "phone", Channel.PHONE: "phone", Channel.EMAIL: "email", Channel.POST: "address"}


@dataclass(frozen=True, slots=True)
class Here:
    """What a row may name: the other partners and the services that take referrals, by name in small letters.

    `own` is the partner whose people they are; a yes lasts `permission_days`; `ways` are those from it.
    """

    own: Partner
    partners: Mapping[str, Partner]
    services: Mapping[str, ServiceView]
    today: date
    permission_days: int
    ways: Ways


@dataclass(frozen=True, slots=True)
class Yes:
    """What the person said yes to: what the receiver may be told, what it tells back, being counted."""

    told: frozenset[Category]
    counted: bool
    on: date
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAsk:
    """One sound row."""

    name: str
    age: Age
    birth_date: date | None
    contact: SafeContact
    postcode: str
    domain: Domain
    words: str
    receiver: UUID
    service: ServiceView | None
    direction: str
    handover_offered: bool | None
    happened_on: date
    said: Yes | None


def read(row: SourceRow, written: Mapping[str, str], here: Here) -> RowAsk:
    """What a row says. Raises Unsound with everything that is wrong with it."""
    if not row.whole:
        whole = _("The line has more or fewer cells than the header."), _("Look for a stray separator or quote.")
        raise Unsound(Fault("", "", *whole))
    cells = Cells(row, written)
    for column in COLUMNS:
        if column.required and not cells.text(column.name):
            cells.wrong(column.name, _("This cell is empty."), str(column.says))
    age, born = _age(cells, here.today)
    contact = _contact(cells, here)
    service, receiver = _where(cells, here)
    found = RowAsk(
        name=cells.text("name")[:100],
        age=age,
        birth_date=born,
        contact=contact,
        postcode=cells.postcode("postcode"),
        domain=cells.one("about", _domains()) or Domain.EVERYDAY,
        words=cells.text("what would help"),
        receiver=receiver.pk if receiver else here.own.pk,
        service=service,
        direction=_direction(cells, here.own, receiver),
        handover_offered=cells.said("joint first contact offered"),
        happened_on=_past(cells, "happened on", here.today),
        said=_said(cells, here),
    )
    _insist_may_go(cells, found)
    closed = here.ways.closed(found.receiver, service, Who(age, "" if contact.hidden_address else found.postcode))
    if closed:
        cells.wrong("to service" if service else "to partner", closed.why, closed.instead)
    if cells.faults:
        raise Unsound(*cells.faults)
    return found


def _domains() -> dict[str, Domain]:
    """By code, and by what the pages call it."""
    return {one.value: one for one in Domain} | {str(one.label).casefold(): one for one in Domain}


def _age(cells: Cells, today: date) -> tuple[Age, date | None]:
    """Their age, said or by their birthday. Of somebody under 16 nothing is kept at all: raises Unsound at once."""
    born = cells.day("date of birth")
    years = _years(born, today)
    if _is_young(cells, years):
        rule = _("Nothing is kept here of somebody under 16.")
        raise Unsound(Fault(cells.written.get("age", ""), "", rule, _("Take the row out.")), keep_nothing=True)
    if years is not None and not 0 <= years <= OLDEST:
        cells.wrong("date of birth", _("Nobody here was born then."), _("Mend the cell, or empty it."))
    said = cells.one("age", _AGES)
    reckoned = (Age.YOUNG if years < GROWN else Age.ADULT) if years is not None else None
    if said and reckoned and said is not reckoned:
        cells.wrong("age", _("The age and the date of birth do not agree."), _("Mend the one that is wrong."))
    if not said and not reckoned and not cells.text("age"):
        cells.wrong("age", _("Nobody says how old they are."), _("Write 16 or 17, or 18 or over."))
    return said or reckoned or Age.UNKNOWN, born


def is_of_a_child(row: SourceRow, written: Mapping[str, str], today: date) -> bool:
    """Whether a row tells of somebody under 16, however wrong it is else: then nothing of it is kept."""
    cells = Cells(row, written)
    return _is_young(cells, _years(cells.day("date of birth"), today))


def _years(born: date | None, today: date) -> int | None:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born else None


def _is_young(cells: Cells, years: int | None) -> bool:
    said = " ".join(cells.text("age").casefold().split())
    return bool(_UNDER.fullmatch(said)) or (years is not None and 0 <= years < YOUNGEST)


def _contact(cells: Cells, here: Here) -> SafeContact:
    contact = SafeContact(
        channels=cells.several("safe ways", _WAYS),
        phone=cells.phone("phone"),
        email=cells.email("email"),
        address=cells.text("address")[:300],
        daytimes=cells.several("safe times", {one.value: one for one in Daytime}),
        leave_message=cells.yes("leave a message"),
        say_who=cells.yes("say who we are"),
        code_word=cells.text("code word")[:40],
        hidden_address=cells.yes("keep address secret"),
        not_partners=tuple(one.pk for one in cells.several("not to contact them", here.partners)),
    )
    for way in contact.channels:
        if not cells.text(_NEEDED[way]):
            rule = _("A way is safe that has no number or address.")
            cells.wrong(_NEEDED[way], rule, _("Give it, or take the way out."))
    if contact.hidden_address and Channel.POST in contact.channels:
        rule = _("A letter cannot go to an address that is kept secret.")
        cells.wrong("safe ways", rule, _("Take the letter out, or write no under keep address secret."))
    return contact


def _where(cells: Cells, here: Here) -> tuple[ServiceView | None, Partner | None]:
    """The service and the partner that is asked; no partner when something is wrong."""
    service = cells.one("to service", here.services)
    by_id = {one.pk: one for one in here.partners.values()}
    named = cells.one("to partner", here.partners)
    if service and service.partner_id not in by_id:
        cells.wrong("to service", _("This service is your own."), _("Choose another, or refer by the pages."))
    if service and named and service.partner_id != named.pk:
        cells.wrong("to partner", _("Another partner answers for this service."), _("Mend one of the two."))
    if not cells.text("to service") and not cells.text("to partner"):
        cells.wrong("to partner", _("Nobody is asked."), _("Name a service, or a partner."))
    return service, by_id.get(service.partner_id) if service and service.partner_id else named


def _direction(cells: Cells, own: Partner, receiver: Partner | None) -> str:
    """Which way it goes; where there is one way only it need not be said."""
    said = cells.one("direction", _DIRECTIONS)
    if receiver is None:
        return ""
    offered = rules.directions(own.organisation.sector, receiver.organisation.sector)
    if said and said not in offered:
        names = ", ".join(name for name, one in _DIRECTIONS.items() if one in offered) or _("nothing")
        cells.wrong("direction", _("It cannot go that way."), _("Write one of: %(names)s.") % {"names": names})
    if not said and len(offered) > 1:
        cells.wrong("direction", _("It is not said how it stands to their care."), str(_says("direction")))
    return str(said or (offered[0] if len(offered) == 1 else ""))


def _says(name: str) -> str:
    return next(str(one.says) for one in COLUMNS if one.name == name)


def _past(cells: Cells, name: str, today: date) -> date:
    """A day that is not in the future; today when something is wrong with it, which is then noted."""
    day = cells.day(name)
    if day and day > today:
        cells.wrong(name, _("This day is in the future."), _("Write the day on which it happened."))
    if day and day.year < today.year - 1:
        remedy = _("Ask the person again, and write the day on which they said it.")
        cells.wrong(name, _("This is too long ago."), remedy)
    return min(day, today) if day else today


def _said(cells: Cells, here: Here) -> Yes | None:
    """Their yes, whole; None where nothing is said of one, and then nothing is shared."""
    filled = [name for name in YES_COLUMNS if cells.text(name)]
    if not filled:
        return None
    for name in YES_COLUMNS:
        if name not in filled:
            rule = _("A yes says who, to what, on which day, and the words they were read.")
            cells.wrong(name, rule, _("Fill in this cell, or empty all four: then it is a draft that shares nothing."))
    if cells.text("who said yes").casefold() not in {"", THE_PERSON}:
        remedy = _("Write: the person. Or empty all four cells, and ask them.")
        cells.wrong("who said yes", _("Nobody else can say yes for them."), remedy)
    things: dict[str, Category | str] = {**MAY_BE_TOLD, COUNTED: COUNTED}
    named = cells.several("said yes to", things)
    on = _past(cells, "said yes on", here.today)
    if on + timedelta(days=here.permission_days) <= here.today:
        cells.wrong("said yes on", _("This yes has run out."), _("Ask them again, or empty all four cells."))
    told = frozenset(one for one in named if isinstance(one, Category))
    return Yes(told, COUNTED in named, on, cells.text("words they were read"))


def _insist_may_go(cells: Cells, found: RowAsk) -> None:
    if found.receiver in found.contact.not_partners:
        rule = _("The person rules out the very partner that is asked.")
        cells.wrong("not to contact them", rule, _("Ask the person, and name another."))
    if found.service and found.age is not Age.UNKNOWN and not takes(found.service, found.age):
        cells.wrong("to service", _("This service does not take people of their age."), _("Name another."))


def reference_of(row: SourceRow, written: Mapping[str, str]) -> str:
    """The row's own number. Raises Unsound when it has none."""
    cells = Cells(row, written)
    text = cells.text(REFERENCE)
    if not text:
        cells.wrong(REFERENCE, _("This cell is empty."), _says(REFERENCE))
        raise Unsound(*cells.faults)
    return text
