"""The freshness board: how true the directory is, by partner and source, for whoever runs the place."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET
from markupsafe import Markup

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import NotFound
from watersmeet.design import dates
from watersmeet.records.directory.board import BoardListing, BoardRow, Freshness, board_listings
from watersmeet.records.directory.board import board as rows_of

NUMBERS = tuple(range(1, 8))


class ListingRow:
    """One listing that somebody should look at, in words."""

    def __init__(self, one: BoardListing) -> None:
        self.id, self.name = one.id, one.name
        self.when = _("Nobody has looked since %(day)s.") % {"day": dates.date(one.looked)}
        self.state = {
            Freshness.FRESH: _("Fresh"),
            Freshness.DUE: _("Somebody should look soon"),
            Freshness.STALE: _("It says: ring first"),
            Freshness.HIDDEN: _("Nobody finds it"),
        }[one.state]
        self.notes = [
            *([_("Somebody says that something is wrong.")] if one.reported else []),
            *([_("Its web page does not answer.")] if one.broken else []),
        ]


@require_GET
def board(request: Asked) -> HttpResponse:
    """The table; with a partner or source in the address, its listings that somebody should look at."""
    if "partner" in request.GET or "source" in request.GET:
        return _of_one(request)
    found = rows_of(request.actor)
    page = {"head": _head(), "rows": [_cells(one) for one in found], "total": _total(found), "numbers": NUMBERS}
    return render(request, "directory/board.html", page)


def _of_one(request: Asked) -> HttpResponse:
    partner, source = _partner(request.GET.get("partner", "")), request.GET.get("source", "")
    row = next((one for one in rows_of(request.actor) if (one.partner, one.source) == (partner, source)), None)
    if row is None:
        raise NotFound
    listings = [ListingRow(one) for one in board_listings(request.actor, partner, source)]
    may_confirm = policy.may(
        request.actor,
        "service.confirm",
        policy.relations(request.actor, keeper=partner, here=request.actor.partnership),
    )
    page = {"name": _name(row), "listings": listings, "may_confirm": may_confirm}
    return render(request, "directory/board_of.html", page)


def _partner(said: str) -> UUID | None:
    try:
        return UUID(said) if said else None
    except ValueError:
        raise NotFound from None


def _head() -> list[str]:
    return [
        _("Who it comes from"),
        pgettext("listings", "Fresh"),
        _("Due soon"),
        _("Ring first"),
        _("Hidden"),
        _("Said to be wrong"),
        _("Web page does not answer"),
        pgettext("listings", "All"),
        _("Oldest look"),
    ]


def _cells(one: BoardRow) -> list[object]:
    asked = {"partner": str(one.partner)} if one.partner else {"source": one.source}
    there = Markup('<a href="{href}">{name}</a>').format(
        href=f"{reverse('directory:board')}?{urlencode(asked)}", name=_name(one)
    )
    return [there, *_numbers(one), dates.date(one.oldest)]


def _numbers(one: BoardRow) -> list[int]:
    return [one.fresh, one.due, one.stale, one.hidden, one.reported, one.broken, one.all]


def _total(found: list[BoardRow]) -> list[object]:
    """The sum of each column; nothing where there is one row or none."""
    if len(found) < 2:
        return []
    sums = [sum(column) for column in zip(*map(_numbers, found), strict=True)]
    return [_("All of them"), *sums, dates.date(min(one.oldest for one in found))]


def _name(one: BoardRow) -> str:
    if one.partner:
        return one.name
    return _("Listed here, of no partner") if one.source in {"", "here"} else one.source
