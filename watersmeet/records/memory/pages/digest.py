"""Two years in one hour, for somebody who is new; and all that is remembered as a file."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.design import dates
from watersmeet.design.fields import SelectField
from watersmeet.design.forms import Form
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.pages.presenters import day_words, standing

USUAL = 24
_COUNTED = ngettext_lazy("%(count)s month", "%(count)s months", "count")
_MONTHS = [(str(one), _COUNTED % {"count": one}) for one in memory.MONTHS]


class MonthsForm(Form):
    """How far back."""

    says_optional = False
    months = SelectField(label=_("How far back?"), required=False, choices=_MONTHS)

    @property
    def wanted(self) -> int:
        """The months that are asked for, 24 where nothing right is said."""
        told = self.cleaned_data.get("months", "") if self.is_valid() else ""
        return int(told) if told else USUAL


class Line:
    """One entry in the digest, in words."""

    def __init__(self, item: Any) -> None:
        one = item.entry
        self.id, self.title, self.parts, self.cut = one.id, one.title, item.parts, item.cut
        self.note = ", ".join(part for part in (one.body or one.partner, dates.date(one.made_at)) if part)
        self.chip, self.kind = standing(one)
        self.due, self.late = day_words(one)


@require_GET
def digest(request: Asked) -> HttpResponse:
    """The digest as a page."""
    form = MonthsForm(request.GET or None, initial={"months": str(USUAL)})
    found = memory.digest(request.actor, months=form.wanted if form.is_bound else USUAL)
    page = {
        "form": form,
        "found": found,
        "since": dates.date(found.since),
        "chapters": [
            (chapter.code, chapter.title, [Line(item) for item in chapter.items]) for chapter in found.chapters
        ],
        "holders": [(name or str(_("The lead of the partnership")), str(count)) for name, count in found.holders],
        "minutes": max(1, round(found.words / 200)),
    }
    return render(request, "memory/digest.html", page, status=HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK)


@require_GET
def as_json(request: Asked) -> HttpResponse:
    """All of it as JSON."""
    return _file(memory.export(by=request.actor), "memory.json", "application/json")


@require_GET
def as_markdown(request: Asked) -> HttpResponse:
    """All of it as Markdown."""
    return _file(memory.export(by=request.actor, markdown=True), "memory.md", "text/markdown; charset=utf-8")


def _file(text: str, name: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(text.encode(), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
