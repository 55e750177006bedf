"""What people look for and do not find: counted when a search finds nothing, shown by the month to who runs a place."""

import re
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from watersmeet.accounts import throttle
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.base import clock
from watersmeet.design.charts import Table
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import Found, Month

DRAWER = "unmet"
"""What was counted in this sitting, so that it is not counted again."""
A_DAY = 40
"""From one address of the network; a library has one for everybody who sits there."""
_NO_READER = re.compile(r"bot|crawl|spider|slurp|fetch|monitor|preview|curl|wget|python|java/|go-http", re.IGNORECASE)


def count(request: Asked, found: Found, drawer: Drawer) -> None:
    """Count a search that found nothing about what was asked: once in a sitting, and for people alone."""
    if not found.lacks or not _is_browser(request):
        return
    authority = found.near.place.authority
    held: Any = drawer.get(DRAWER) or {"counted": []}
    today = clock.today().isoformat()
    known = {tuple(one) for one in held["counted"]}
    new = {(today, authority, domain) for domain in found.domains or {""}} - known
    places = directory.places_of(request.actor, authority)
    if not new or not places or not _allows(request):
        return
    drawer.put(DRAWER, {"counted": [list(one) for one in sorted(known | new)]})
    for place in places:
        directory.count_unmet([domain for _day, _authority, domain in new], authority, partnership=place)


@require_GET
def unmet(request: Asked) -> HttpResponse:
    """Each month that is over, and what was not found in it often enough to be shown."""
    found = directory.unmet(request.actor)
    return render(
        request,
        "directory/unmet.html",
        {"fewest": found.fewest, "months": [(_name(one), _table(one)) for one in found.months]},
    )


def _table(month: Month) -> Table | None:
    if not month.lacking:
        return None
    return Table(
        caption=_("Not found in %(month)s") % {"month": _name(month)},
        head=(_("About"), _("Near"), _("Searches")),
        rows=[
            (
                directory.domains().get(one.domain, _("Something else")),
                _("%(town)s and around (%(code)s)") % {"town": one.district, "code": one.authority}
                if one.district
                else _("District not known"),
                str(one.times),
            )
            for one in month.lacking
        ],
        numbers=(2,),
    )


def _name(month: Month) -> str:
    return str(formats.date_format(month.first, "F Y"))


def _is_browser(request: HttpRequest) -> bool:
    """Whether a person's browser says that it is one; what reads the web by itself says so too, or says nothing."""
    says = request.headers.get("User-Agent", "")
    return bool(says) and not _NO_READER.search(says)


def _allows(request: HttpRequest) -> bool:
    return throttle.allows("unmet", get_adapter(request).get_client_ip(request), tries=A_DAY, seconds=86400)
