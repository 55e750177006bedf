"""/openreferral/v3/: what is on offer here, for anyone's directory."""

from collections.abc import Callable

from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import NotFound
from watersmeet.exchange.openreferral import mapper, reading
from watersmeet.exchange.openreferral.answers import Body, open_data
from watersmeet.records.directory import api as directory


@open_data
def root(request: Asked) -> Body:
    """Which version of the standard this is."""
    reading.nothing_asked(request.GET.dict())
    return Body(mapper.api_details(), None)


@open_data
def services(request: Asked) -> Body:
    """A page of services, last modified when anything in the directory was: what left a list changed it too."""
    asked = reading.list_asked(request.GET.dict())
    first = (asked.page - 1) * asked.per_page
    found = directory.Listing((), 0)
    if not asked.nothing:
        found = directory.listing(request.actor, asked.wanted, first=first, many=asked.per_page)
    told = [_mapping(asked)(one) for one in found.services]
    pages = max(1, -(-found.total // asked.per_page))
    envelope = {
        "total_items": found.total,
        "total_pages": pages,
        "page_number": asked.page,
        "size": len(told),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages,
        "empty": not told,
        "contents": told,
    }
    return Body(envelope, directory.last_changed(request.actor))


@open_data
def service(request: Asked, identifier: str) -> Body:
    """One service with all that hangs on it."""
    reading.nothing_asked(request.GET.dict())
    try:
        wanted = reading.identifier(identifier)
    except ValueError:
        raise NotFound from None
    found = directory.service(request.actor, wanted)
    return Body(mapper.service_full(found), found.changed_at)


def _mapping(asked: reading.ListAsked) -> Callable[[directory.ServiceView], mapper.Wire]:
    if asked.minimal:
        return mapper.service_minimal
    return mapper.service_full if asked.full else mapper.service_brief
