"""The worklist as a file for a spreadsheet: references, and names only for those who may take them away."""

import csv
import io
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.due import Due
from watersmeet.base.ids import reference
from watersmeet.base.ref import Ref
from watersmeet.desk import words, worklist
from watersmeet.desk.filters import FilterForm
from watersmeet.desk.worklist import Item
from watersmeet.exchange.spreadsheets.quarantine import harmless
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people.api import Card


@require_GET
def download(request: Asked) -> HttpResponse:
    """The list by the filters of the address, all its pages. Each file writes one line of who was in it."""
    policy.insist(request.actor, "worklist.csv")
    named = request.GET.get("names") == "1"
    if named:
        policy.insist(request.actor, "worklist.csv_names")
    everything, services = worklist.everything(request.actor)
    wanted = FilterForm(request.GET, services=services).wanted
    pool = worklist.pool(everything, wanted, request.actor)
    chosen = worklist.chosen(pool, wanted, request.actor, partnerships.covered_by(request.actor.id))
    items = [item for item in chosen if item.task is None or not item.task.unfiled]
    cards = worklist.cards_of(request.actor, items) if named else {}
    audit.looked(
        by=request.actor,
        subjects=[*(Ref("person", one) for one in cards), *(item.about for item in items)],
        why="csv.names" if named else "csv",
    )
    response = HttpResponse(written(items, cards, named=named), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="work-{clock.today().isoformat()}.csv"'
    return response


def written(items: Iterable[Item], cards: Mapping[UUID, Card], *, named: bool) -> str:
    """The file: no cell of it is taken for a formula."""
    out = io.StringIO(newline="")
    out.write("\N{ZERO WIDTH NO-BREAK SPACE}")  # so that spreadsheets read it as UTF-8
    writer = csv.writer(out)
    head = [_("Reference"), _("What"), _("Service"), _("Where it stands"), _("Due on"), _("Here since")]
    writer.writerow([*([_("Name")] if named else []), *head])
    for item in items:
        card = cards.get(item.person) if item.person else None
        name = [card.name if card else ""] if named else []
        writer.writerow(map(harmless, [*name, *_cells(item)]))
    return out.getvalue()


def _cells(item: Item) -> list[str]:
    days = [item.due_on.isoformat(), item.since.date().isoformat()]
    known, seen = reference(item.about.id), item.of
    if isinstance(seen, Due):
        return [known, seen.says, "", "", *days]
    return [known, words.next_step(seen, clock.today(), item.away), item.service, str(seen.state.label), *days]
