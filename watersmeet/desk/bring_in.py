"""A list that a partner keeps in a spreadsheet: looked over first, row by row, then brought in.

Between the two it lies in the browser's drawer. Nothing is lost by doing it twice: a row comes in once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import throttle
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.base.problems import NotFound, Problem
from watersmeet.design.forms import Form
from watersmeet.design.uploads import FileField
from watersmeet.desk.lists import mine, own, whose
from watersmeet.exchange.spreadsheets import quarantine, reading, templates
from watersmeet.exchange.spreadsheets.reading import Table
from watersmeet.records.directory.api import SourceRow
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import COLUMNS, Became, Came

MOST = 300
"""So many rows at once by a page: more take longer than anybody waits, and come in by the command."""
LISTS_AN_HOUR = 30
LIST, RESULT = "bring in", "brought in"


class ListForm(Form):
    """The file."""

    file = FileField(
        label=gettext_lazy("Your list"),
        hint=gettext_lazy("A workbook (.xlsx) or a CSV file, filled in under our columns. 300 rows at most."),
        accepts=tuple(templates.ENDINGS),
        missing=gettext_lazy("Choose the file with your list"),
    )


@require_http_methods(["GET", "POST"])
def choose(request: Asked) -> HttpResponse:
    """What it is for, an empty list, and the file; POST looks it over."""
    post = request.method == "POST"
    form = ListForm(request.POST if post else None, request.FILES if post else None)
    if post and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = quarantine.without_ours(reading.read_bytes(file.read(), file.name, MOST))
            written = referrals.columns_of(table.header)
            _insist_rows(table)
            _insist_not_too_often(request)
        except Problem as problem:
            form.add_error("file", " ".join((problem.say, problem.next_step)))
        else:
            drawer = Drawer.of(request)
            came = referrals.look_over(table.rows, written, partner=own(request), by=request.actor)
            table = _without_children(table, came)
            drawer.put(LIST, {**whose(request), "name": file.name, "table": _kept(table), "came": _told(came)})
            answer = redirect("desk:bring_in_check")
            drawer.hand_to(answer)
            return answer
    page = {"form": form, "columns": COLUMNS, "endings": tuple(templates.ENDINGS)}
    return render(request, "desk/bring_in.html", page, status=HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK)


@require_GET
def template(_request: Asked, ending: str) -> HttpResponse:
    """The empty list."""
    if ending not in templates.ENDINGS:
        raise NotFound
    answer = HttpResponse(templates.of_referrals(ending), content_type=templates.ENDINGS[ending])
    answer["Content-Disposition"] = f'attachment; filename="referrals{ending}"'
    return answer


@require_http_methods(["GET", "POST"])
def check(request: Asked) -> HttpResponse:
    """What each row would become; POST brings them in."""
    drawer = Drawer.of(request)
    kept = mine(request, LIST)
    if kept is None:
        messages.info(request, _("Your list is not here any more. Choose the file again."))
        return redirect("desk:bring_in")
    if request.method == "GET":
        return render(request, "desk/bring_in_check.html", {"name": kept["name"], "sheet": Looked(kept["came"])})
    table = _table(kept["table"])
    written = referrals.columns_of(table.header)
    came = _told(referrals.bring_in(table.rows, written, partner=own(request), by=request.actor))
    came += [one for one in kept["came"] if one["line"] not in {row.line for row in table.rows}]
    drawer.throw_away(LIST)
    drawer.put(RESULT, {**whose(request), "name": kept["name"], "came": came})
    answer = redirect("desk:bring_in_done")
    drawer.hand_to(answer)
    return answer


@require_GET
def done(request: Asked) -> HttpResponse:
    """What came in, and what is to be mended."""
    kept = mine(request, RESULT)
    if kept is None:
        return redirect("desk:bring_in")
    return render(request, "desk/bring_in_done.html", {"name": kept["name"], "sheet": Looked(kept["came"])})


class Looked:
    """What the rows became, or would become: how many of each, and what is wrong with which."""

    def __init__(self, came: list[dict[str, Any]]) -> None:
        became = Counter(one["became"] for one in came)
        self.rows = len(came)
        self.sent, self.drafts = became[Became.SENT], became[Became.DRAFT]
        self.before, self.refused = became[Became.BEFORE], became[Became.QUARANTINED]
        self.new = self.sent + self.drafts
        self.known = sum(one["known"] for one in came)
        self.wrong = [fault for one in came for fault in one["wrong"]]

    @property
    def would(self) -> list[tuple[str, str]]:
        """How many would become what: those there are."""
        return self._counted(
            (self.sent, _("would be sent: they said yes to it")),
            (self.drafts, _("would wait as drafts: nothing is shared before they say yes")),
        )

    @property
    def did(self) -> list[tuple[str, str]]:
        """How many became what: those there are."""
        return self._counted(
            (self.sent, _("sent: they said yes to it")),
            (self.drafts, _("waiting as drafts: nothing is shared before they say yes")),
        )

    @property
    def button(self) -> str:
        """What the button says."""
        return ngettext("Bring in %(many)d row", "Bring in %(many)d rows", self.new) % {"many": self.new}

    def _counted(self, *first: tuple[int, str]) -> list[tuple[str, str]]:
        rest = (
            (self.before, _("here already: a row comes in once")),
            (self.refused, _("to be mended first")),
        )
        return [(str(many), words) for many, words in (*first, *rest) if many]


def _insist_not_too_often(request: Asked) -> None:
    """Whoever tries one row after the other would learn who is known here."""
    if not throttle.allows("look over", str(request.actor.id), tries=LISTS_AN_HOUR, seconds=60 * 60):
        raise Problem(_("Many lists were looked at within this hour."), _("Go on in an hour."))


def _insist_rows(table: Table) -> None:
    if not table.rows:
        raise Problem(_("The file has a header and no rows."), _("Fill in a row for each person, and choose it again."))


def _told(came: Iterable[Came]) -> list[dict[str, Any]]:
    """As the drawer keeps it: no cell of the file, but what a rule quotes."""
    return [
        {"line": one.line, "became": one.became, "known": one.may_be_known, "wrong": list(_wrong(one))} for one in came
    ]


def _wrong(came: Came) -> Iterator[tuple[str, str, str]]:
    for fault in came.refused.faults if came.refused else ():
        yield str(came.line), fault.column, f"{fault.rule} {fault.remedy}"


def _without_children(table: Table, came: Iterable[Came]) -> Table:
    """The table without rows of which nothing may be kept, not for half an hour either."""
    gone = {one.line for one in came if one.refused and not one.refused.cells}
    return Table(table.header, tuple(row for row in table.rows if row.line not in gone))


def _kept(table: Table) -> dict[str, Any]:
    return {"header": list(table.header), "rows": [[row.line, row.cells, row.whole] for row in table.rows]}


def _table(kept: dict[str, Any]) -> Table:
    rows = (SourceRow(line, cells, whole) for line, cells, whole in kept["rows"])
    return Table(tuple(kept["header"]), tuple(rows))
