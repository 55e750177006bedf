"""What the place remembers, for who is new, as a PDF: the same digest as on its page."""

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import NotFound
from watersmeet.design import dates
from watersmeet.exchange.paper.digests import Chapter, Digest, Item
from watersmeet.records.memory import api as memory
from watersmeet.records.partnerships import api as partnerships

USUAL = 24


@require_GET
def memory_digest(request: Asked) -> HttpResponse:
    """As far back as the address says, 24 months where it says nothing right."""
    told = request.GET.get("months", "")
    months = int(told) if told in {str(one) for one in memory.MONTHS} else USUAL
    found = memory.digest(request.actor, months=months)
    answer = HttpResponse(_paper(request, found).pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="memory.pdf"'
    return answer


def _paper(request: Asked, found: memory.Digest) -> Digest:
    if request.actor.partnership is None:
        raise NotFound
    place = partnerships.partnership(request.actor.partnership).name
    lead = [_("What was written since %(day)s, and what still stands or waits.") % {"day": dates.date(found.since)}]
    if found.cut:
        lead.append(
            ngettext(
                "%(count)s entry is not here in full: it would be more than an hour. Read it in Watersmeet.",
                "%(count)s entries are not here in full: it would be more than an hour. Read them in Watersmeet.",
                found.cut,
            )
            % {"count": found.cut}
        )
    return Digest(
        title=_("%(place)s: for who is new") % {"place": place},
        lang=(translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0],
        lead=lead,
        chapters=[Chapter(one.title, [_item(item) for item in one.items]) for one in found.chapters],
        holders=[(name or _("The lead of the partnership"), str(count)) for name, count in found.holders],
    )


def _item(item: memory.DigestItem) -> Item:
    one = item.entry
    stands = one.status.label if one.status else one.looked.label if one.looked else ""
    due = _("due on %(day)s") % {"day": dates.date(one.falls_due)} if one.falls_due else ""
    note = ", ".join(str(part) for part in (one.body or one.partner, dates.date(one.made_at), stands, due) if part)
    return Item(one.title, note, item.parts)
