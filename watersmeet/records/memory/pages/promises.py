"""What bodies of a place promised, for everybody to read, with what they say of it themselves."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.design import dates
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Seen, Spoken, shown
from watersmeet.records.memory.pages.presenters import Voice, standing


class Promise:
    """One commitment as everybody reads it: no name of anybody who works there."""

    def __init__(self, one: Seen, replies: list[Spoken]) -> None:
        self.title, self.body, self.reference = one.title, one.body, one.reference
        self.chip, self.kind = standing(one)
        self.late = _("Its day is over") if one.overdue else ""
        self.rows = [(_("Who promised"), one.body), (_("To whom"), str(one.parts.get("to", "")))]
        self.rows += [(_("By when"), dates.date(one.day))] if one.day else []
        told = {part.name: (str(part.label), shown(value, part.name)) for part, value in one.said}
        self.rows += [told[name] for name in ("money", "places", "needs", "evidence") if name in told]
        self.replies = [Voice(said) for said in replies]


@require_GET
def everybody(request: Asked) -> HttpResponse:
    """Every commitment that its body agreed to show."""
    found = [Promise(one, replies) for one, replies in memory.promises(request.actor.partnership)]
    return render(request, "memory/promises.html", {"promises": found})
