"""A finding that everybody reads, as a PDF: the same words as on its page."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.design import dates
from watersmeet.exchange.paper.digests import Chapter, Digest, Item
from watersmeet.records.memory import api as memory


@require_GET
def finding_paper(_request: Asked, finding: UUID) -> HttpResponse:
    """One finding, what it rests on, who sees it otherwise, and the replies that everybody reads."""
    one, replies = memory.finding(finding)
    parts = [(str(part.label), memory.shown(value, part.name)) for part, value in one.said]
    note = ", ".join([one.partner, dates.date(one.day or one.made_at), one.reference])
    said = [Item(each.who or _("Somebody"), dates.date(each.said_on), [("", each.words)]) for each in replies]
    chapters = [Chapter(_("The finding"), [Item(one.title, note, parts)])]
    paper = Digest(
        title=one.title,
        lang=(translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0],
        lead=[_("What people here found out, with what it rests on.")],
        chapters=[*chapters, *([Chapter(_("What others say to it"), said)] if said else [])],
        holders=[],
    )
    answer = HttpResponse(paper.pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="finding.pdf"'
    return answer
