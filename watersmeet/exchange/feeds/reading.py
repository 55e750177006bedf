"""Read a service of a feed into what we keep of one; what cannot be taken says where, by which rule, with the cure."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.exchange.feeds import particulars, places, times
from watersmeet.exchange.feeds.findings import Findings
from watersmeet.exchange.feeds.lists import Wire
from watersmeet.exchange.feeds.values import Look
from watersmeet.records.directory.api import Flaw, ServiceFacts, Status

_KEPT = frozenset(
    {
        *(
            "id",
            "organization_id",
            "name",
            "description",
            "url",
            "email",
            "status",
            "fees",
            "minimum_age",
            "maximum_age",
        ),
        *("eligibility_description", "assured_date", "last_modified", "organization", "schedules", "languages"),
        *("funding", "cost_options", "contacts", "phones", "attributes", "service_at_locations", "program_id"),
    }
)
_LONGEST_NAME = 200


class Unsound(Exception):  # noqa: N818 - it never leaves the harvest
    """A service that cannot be taken, with everything that is wrong with it."""

    def __init__(self, *flaws: Flaw) -> None:
        super().__init__(*flaws)
        self.flaws = flaws


def identifier(told: Any, at: str) -> str:
    """The id of a service. Raises Unsound where there is none."""
    known = told.get("id") if isinstance(told, dict) else None
    if isinstance(known, int) and not isinstance(known, bool):
        known = str(known)
    if not isinstance(known, str) or not known.strip():
        raise Unsound(
            Flaw(
                at if not isinstance(told, dict) else f"{at}/id",
                _("A service has an id."),
                _("Ask whoever publishes the feed to give each service an id of its own."),
            )
        )
    return known.strip()


def look(told: Wire, at: str, findings: Findings, *, source: str) -> ServiceFacts:
    """What a service says, in the form of 3.0. `source` is the name of the feed. Raises Unsound."""
    service = Look(told, at, findings)
    _as_a_whole(service)
    flaws: list[Flaw] = []
    name = service.text("name")
    body = service.below("organization")
    organisation = body.text("name", _LONGEST_NAME) if body else ""
    status = _status(service, flaws)
    if not name or len(name) > _LONGEST_NAME:
        flaws.append(_flaw(at, "name", _("A service has a name of at most 200 letters."), _("give it one")))
    if not organisation:
        flaws.append(_flaw(at, "organization/name", _("A service says who runs it."), _("name its organisation")))
    lowest, highest = service.age("minimum_age"), service.age("maximum_age")
    if lowest is not None and highest is not None and lowest > highest:
        flaws.append(_flaw(at, "minimum_age", _("The lowest age is at most the highest."), _("put the ages in order")))
    there = places.read(service)
    cost = service.text("fees", 200)
    phone, people = particulars.contacts(service)
    facts = ServiceFacts(
        name=name,
        organisation=organisation,
        sector="other",
        status=status,
        description=service.prose("description"),
        website=service.website("url"),
        email=service.email("email"),
        phone=phone,
        cost=cost,
        min_age=lowest,
        max_age=highest,
        checked_on=service.day("assured_date"),
        eligibility=service.text("eligibility_description", 500),
        funding=particulars.funding(service),
        languages=particulars.spoken(service),
        access=there.access,
        about_organisation=body.prose("description") if body else "",
        organisation_website=body.website("website") if body else "",
        place=there.places[0] if there.places else None,
        also_at=there.places[1:],
        meetings=times.read(service, there),
        costs=particulars.costs(service, cost),
        contacts=people,
        terms=particulars.terms(service, source),
    )
    if flaws:
        raise Unsound(*flaws)
    return facts


def _as_a_whole(service: Look) -> None:
    """What is so of the service as a whole."""
    empty = list(_empty(service.told, ""))
    if empty:
        service.find("empty_optional", "", *(one.removeprefix("/") for one in empty))
    left = sorted(name for name in service.told.keys() - _KEPT if service.told[name] not in (None, "", [], {}))
    if left:
        service.find("fields_left_out", "", *left)
    try:
        UUID(str(service.told.get("id")))
    except ValueError:
        service.find("id_not_uuid", "id", str(service.told.get("id")))
    service.instant("last_modified")


def _empty(told: Any, at: str) -> list[str]:
    """Where something is null, an empty word or an empty list."""
    if told in (None, "", []):
        return [at]
    if isinstance(told, dict):
        return [found for name, value in told.items() for found in _empty(value, f"{at}/{name}")]
    if isinstance(told, list):
        return [found for number, value in enumerate(told) for found in _empty(value, f"{at}/{number}")]
    return []


def _status(service: Look, flaws: list[Flaw]) -> Status:
    said = service.text("status").lower().replace("_", " ")
    if not said:
        service.find("status_missing", "status")
        return Status.ACTIVE
    if said in Status:
        return Status(said)
    rule = _("A status is active, inactive, defunct or temporarily closed; this says %(said)s.") % {"said": said[:60]}
    flaws.append(_flaw(service.at, "status", rule, _("write one of these")))
    return Status.INACTIVE


def _flaw(at: str, name: str, rule: str, mend: str) -> Flaw:
    remedy = _("Ask whoever publishes the feed to %(mend)s; the next harvest takes it then.") % {"mend": mend}
    return Flaw(f"{at}/{name}", rule, remedy)
