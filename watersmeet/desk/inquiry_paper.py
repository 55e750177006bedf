"""What a wave of an inquiry heard, on paper: the same words and tables as its page."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import NotFound
from watersmeet.design import dates
from watersmeet.design.charts import Table
from watersmeet.evidence.pages.inquiry import made
from watersmeet.exchange.paper.reports import Part, Report

if TYPE_CHECKING:
    from watersmeet.evidence.pages.inquiry_presenters import Report as Heard


@require_GET
def paper(request: Asked, wave: UUID) -> HttpResponse:
    """The report of a closed wave as a tagged PDF; there is none of a wave that too few answered."""
    heard = made(request.actor, wave)
    if heard.too_few:
        raise NotFound
    closed = heard.wave.closed_at
    words = {"number": heard.wave.number, "day": dates.date(closed) if closed else ""}
    report = Report(
        title=heard.inquiry.questions.title,
        day=_("Wave %(number)d, closed on %(day)s") % words,
        lang=translation.get_language().partition("-")[0],
        paragraphs=[heard.values, heard.working],
        parts=list(_parts(heard)),
    )
    answer = HttpResponse(report.pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="inquiry-wave-{heard.wave.number}.pdf"'
    return answer


def _parts(heard: "Heard") -> Iterator[Part]:
    few = _("Counts are to the nearest five, to protect people. Of fewer than 8 answers nothing is said.")
    yield _table(heard.heard, few, *filter(None, [heard.forgotten]), *heard.dominated)
    yield _table(heard.verdicts)
    if heard.sentences.rows:
        yield _table(heard.sentences)
    for one in heard.open:
        yield Part(f"{one.title}: {one.verdict}", one.sentences)
    if heard.changes:
        yield Part(_("Since the wave before"), heard.changes.sentences)
        if heard.changes.table.rows:
            yield _table(heard.changes.table)
        yield _table(heard.changes.mix)
    if heard.stops:
        yield Part(_("Working together"), heard.stops)
    yield _table(heard.in_place)
    if heard.conditions:
        yield Part(_("What must still be done"), [one.words for one in heard.conditions])


def _table(table: Table, *lines: str) -> Part:
    return Part(table.caption, lines, [str(cell) for cell in table.head], [list(map(str, row)) for row in table.rows])
