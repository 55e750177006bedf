"""A partner's own listings as a spreadsheet: taken away as they are, and looked over, cell by cell, before they change.

Between the two it lies in the browser's drawer. What a sheet leaves out stays as it is.
"""

from collections.abc import Iterable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.base.problems import NotFound, Problem
from watersmeet.design.forms import Form
from watersmeet.design.uploads import FileField
from watersmeet.desk.lists import mine, own, whose
from watersmeet.exchange.spreadsheets import quarantine, reading, templates
from watersmeet.exchange.spreadsheets.reading import Table
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import RowBecame, SourceRow

MOST = 300
"""So many rows at once: more take longer than anybody waits."""
SHEET = "own sheet"


class SheetForm(Form):
    """The file."""

    file = FileField(
        label=gettext_lazy("Your changed sheet"),
        hint=gettext_lazy("The workbook (.xlsx) or CSV file that you downloaded here. 300 rows at most."),
        accepts=tuple(templates.ENDINGS),
        missing=gettext_lazy("Choose the file with your listings"),
    )


@require_http_methods(["GET", "POST"])
def choose(request: Asked) -> HttpResponse:
    """What is there to take away, and the file that was changed; POST looks it over."""
    post = request.method == "POST"
    form = SheetForm(request.POST if post else None, request.FILES if post else None)
    if post and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = _unmarked(reading.read_bytes(file.read(), file.name, MOST))
            directory.insist_header(table.header)
        except Problem as problem:
            form.add_error("file", " ".join((problem.say, problem.next_step)))
        else:
            drawer = Drawer.of(request)
            rows = [[row.line, row.cells] for row in table.rows]
            drawer.put(SHEET, {**whose(request), "name": file.name, "rows": rows})
            answer = redirect("desk:own_sheet_check")
            drawer.hand_to(answer)
            return answer
    page = {"form": form, "endings": tuple(templates.ENDINGS), "columns": directory.SHEET_COLUMNS}
    return render(request, "desk/own_sheet.html", page, status=HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK)


@require_GET
def download(request: Asked, ending: str) -> HttpResponse:
    """The listings as they are today."""
    if ending not in templates.ENDINGS:
        raise NotFound
    rows = directory.sheet_rows(request.actor, own(request))
    answer = HttpResponse(templates.of_listings(ending, rows), content_type=templates.ENDINGS[ending])
    answer["Content-Disposition"] = f'attachment; filename="listings{ending}"'
    return answer


@require_http_methods(["GET", "POST"])
def check(request: Asked) -> HttpResponse:
    """What each row would change; POST changes it."""
    drawer = Drawer.of(request)
    kept = mine(request, SHEET)
    if kept is None:
        messages.info(request, _("Your sheet is not here any more. Choose the file again."))
        return redirect("desk:own_sheet")
    rows = [SourceRow(line, cells) for line, cells in kept["rows"]]
    partner, by = own(request), request.actor
    if request.method == "GET":
        sheet = Looked(directory.look_over_sheet(rows, partner=partner, by=by))
        return render(request, "desk/own_sheet_check.html", {"name": kept["name"], "sheet": sheet})
    sheet = Looked(directory.take_sheet(rows, partner=partner, by=by))
    drawer.throw_away(SHEET)
    if sheet.wrong:
        page = {"name": kept["name"], "sheet": sheet, "done": True}
        return render(request, "desk/own_sheet_check.html", page)
    messages.success(request, sheet.done)
    return redirect("directory:ours")


class Looked:
    """What becomes of the rows: those that change something, how many do not, and what is wrong."""

    def __init__(self, rows: Iterable[RowBecame]) -> None:
        self.rows = list(rows)
        self.changing = [one for one in self.rows if one.changes and not one.faults]
        self.same = sum(not one.changes and not one.faults for one in self.rows)
        self.wrong = [
            (str(one.line), fault.column, f"{fault.rule} {fault.remedy}") for one in self.rows for fault in one.faults
        ]

    @property
    def button(self) -> str:
        """What the button says."""
        return ngettext("Change %(many)d listing", "Change %(many)d listings", len(self.changing)) % self._many

    @property
    def done(self) -> str:
        """What was done."""
        return ngettext("%(many)d listing changed.", "%(many)d listings changed.", len(self.changing)) % self._many

    @property
    def _many(self) -> dict[str, int]:
        return {"many": len(self.changing)}


def _unmarked(table: Table) -> Table:
    """The table without the marks that keep a cell from being a formula."""
    rows = (
        SourceRow(row.line, {name: quarantine.as_it_was(cell or "") for name, cell in row.cells.items()}, row.whole)
        for row in table.rows
    )
    return Table(table.header, tuple(rows))
