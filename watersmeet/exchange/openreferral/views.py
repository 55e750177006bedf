"""/openreferral/v3/: what is on offer here, for anyone's directory."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import NotFound
from watersmeet.exchange.openreferral import mapper, reading, taxonomy, values
from watersmeet.exchange.openreferral.answers import Body, Lines, open_data
from watersmeet.exchange.openreferral.pages import AT_ONCE, listed
from watersmeet.exchange.openreferral.wire import Wire
from watersmeet.records.directory import api as directory

LISTS = ("/", "/services", "/service_at_locations", "/organizations", "/taxonomies", "/taxonomy_terms")
_Tell = Callable[[Sequence[UUID]], list[Wire]]


@open_data
def root(request: Asked) -> Body:
    """Which version of the standard this is."""
    reading.nothing_asked(request.GET.dict())
    return Body(mapper.api_details(), None)


@open_data
def services(request: Asked) -> Body | Lines:
    """Services, last modified when anything in the directory was: what left a list changed it too."""
    asked = reading.list_asked(request.GET.dict(), reading.SERVICES)
    found = directory.found(request.actor, asked.wanted)
    return listed(asked, found, _services(asked), directory.last_changed(request.actor))


@open_data
def service(request: Asked, identifier: str) -> Body:
    """One service with all that hangs on it."""
    reading.nothing_asked(request.GET.dict())
    found = directory.service(request.actor, _identifier(identifier))
    return Body(mapper.service_full(found, directory.particulars([found.id])[found.id]), found.changed_at)


@open_data
def at_locations(request: Asked) -> Body | Lines:
    """Services at the places where they are offered."""
    asked = reading.list_asked(request.GET.dict(), reading.AT_LOCATIONS)
    found = directory.found_at(request.actor, asked.wanted, asked.around)
    return listed(asked, found, _at_full if asked.full else _at_brief, directory.last_changed(request.actor))


@open_data
def at_location(request: Asked, identifier: str) -> Body:
    """One service at one place, with all that hangs on both."""
    reading.nothing_asked(request.GET.dict())
    found, place = directory.at_location(request.actor, _identifier(identifier))
    more = directory.particulars([found.id])[found.id]
    return Body(mapper.at_location_full(place, found, more), found.changed_at)


@open_data
def organizations(request: Asked) -> Body | Lines:
    """Those who run what is listed."""
    asked = reading.list_asked(request.GET.dict(), reading.ORGANIZATIONS)
    found = directory.organisations(request.actor, asked.wanted.search)

    def tell(some: Sequence[directory.OrganisationView]) -> list[Wire]:
        if not (asked.full or asked.full_service):
            return [mapper.organization(one) for one in some]
        return _with_services(some, full=asked.full_service)

    return listed(asked, found, tell, directory.last_changed(request.actor))


@open_data
def organization(request: Asked, identifier: str) -> Body:
    """One who runs what is listed, with the services."""
    asked = reading.list_asked(request.GET.dict(), reading.ORGANIZATION)
    found = directory.organisation(request.actor, _identifier(identifier))
    [told] = _with_services([found], full=asked.full_service)
    return Body(told, directory.last_changed(request.actor))


@open_data
def taxonomies(request: Asked) -> Body | Lines:
    """Taxonomies. When ours last changed is not known: it comes with the software."""
    asked = reading.list_asked(request.GET.dict(), reading.TAXONOMIES)
    found = [one for one in directory.taxonomies() if _says(asked, one.name, one.description)]
    return listed(asked, found, lambda some: [taxonomy.taxonomy(one) for one in some], None)


@open_data
def one_taxonomy(request: Asked, identifier: str) -> Body:
    """One taxonomy with its terms."""
    reading.nothing_asked(request.GET.dict())
    found = directory.taxonomy(_identifier(identifier))
    return Body(taxonomy.taxonomy_full(found, directory.terms()), None)


@open_data
def taxonomy_terms(request: Asked) -> Body | Lines:
    """Terms of all taxonomies."""
    asked = reading.list_asked(request.GET.dict(), reading.TERMS)
    found = [one for one in directory.terms() if _is_wanted(asked, one)]
    return listed(asked, found, lambda some: [taxonomy.term(one) for one in some], None)


@open_data
def taxonomy_term(request: Asked, identifier: str) -> Body:
    """One term."""
    reading.nothing_asked(request.GET.dict())
    return Body(taxonomy.term(directory.term(_identifier(identifier))), None)


@open_data
def nothing(request: Asked) -> Body:
    """An address that the standard does not name. Raises NotFound."""
    del request
    raise NotFound(_("There is no such address here. There are: %(known)s.") % {"known": ", ".join(LISTS)})


def _identifier(text: str) -> UUID:
    """Raises NotFound: what is no UUID names nothing."""
    try:
        return values.identifier(text)
    except ValueError:
        raise NotFound from None


def _services(asked: reading.ListAsked) -> _Tell:
    if asked.minimal:
        return _minimal
    if asked.full:
        return _full
    return lambda ids: [mapper.service_brief(one) for one in directory.views(ids).values()]


def _minimal(ids: Sequence[UUID]) -> list[Wire]:
    return [mapper.service_minimal(one) for one in directory.briefs(ids)]


def _full(ids: Sequence[UUID]) -> list[Wire]:
    more = directory.particulars(ids)
    return [mapper.service_full(one, more[one.id]) for one in directory.views(ids).values()]


def _at_brief(ids: Sequence[UUID]) -> list[Wire]:
    return [mapper.at_location_brief(place, one) for one, place in directory.offered_at(ids)]


def _at_full(ids: Sequence[UUID]) -> list[Wire]:
    found = directory.offered_at(ids)
    more = directory.particulars({one.id for one, _place in found})
    return [mapper.at_location_full(place, one, more[one.id]) for one, place in found]


def _with_services(bodies: Sequence[directory.OrganisationView], *, full: bool) -> list[Wire]:
    """Organisations with what they run: the least of each service, or all of it."""
    run = directory.run_by(one.id for one in bodies)
    ids = [each for one in run.values() for each in one]
    parts = (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))
    told = {one["id"]: one for part in parts for one in (_full(part) if full else _minimal(part))}
    return [
        mapper.organization(one) | {"services": [told[str(each)] for each in run.get(one.id, ())]} for one in bodies
    ]


def _is_wanted(asked: reading.ListAsked, one: directory.Term) -> bool:
    in_taxonomy = asked.wanted.taxonomy in {None, one.taxonomy_id}
    below = asked.parent in {None, one.parent_id} and not (asked.top_only and one.parent_id)
    return in_taxonomy and below and _says(asked, one.name, one.description, one.taxonomy)


def _says(asked: reading.ListAsked, *texts: str) -> bool:
    """Whether the texts hold every word that is searched."""
    return directory.holds(" ".join(texts), asked.wanted.search)
