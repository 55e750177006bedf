"""What a wave of an inquiry heard, for everybody who works at the place; and how many answers one needs."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.design.charts import Table
from watersmeet.design.fields import IntegerField
from watersmeet.design.forms import Form
from watersmeet.records.voices import api as voices

if TYPE_CHECKING:
    from watersmeet.evidence.pages.inquiry_presenters import Report

GROUPS: Mapping[str, Promise | str] = {
    "learners": gettext_lazy("Learners"),
    "community": gettext_lazy("Community"),
    "education": gettext_lazy("Education"),
    "mental_health": gettext_lazy("Mental health"),
    "primary_care": gettext_lazy("Primary care"),
}
USUAL, MOST, VALUES = 30, 2000, 5


class PlanForm(Form):
    """How many answers are hoped for, of each group."""

    def __init__(self, groups: Mapping[str, Promise | str], data: Any = None) -> None:
        super().__init__(data, initial=dict.fromkeys(groups, USUAL))
        for group, name in groups.items():
            self.fields[group] = IntegerField(label=name, min_value=0, max_value=MOST)


@require_GET
def report(request: Asked, wave: UUID) -> HttpResponse:
    """The two core questions, the verdicts and what they rest on, and what must still be done."""
    return render(request, "evidence/inquiry.html", {"report": made(request.actor, wave)})


@require_GET
def plan(request: Asked, inquiry: UUID | None = None) -> HttpResponse:
    """How likely so many answers of each group, of one inquiry or the usual, are to show anything; asked before."""
    asked = voices.inquiry(request.actor, inquiry).questions if inquiry else None
    groups = {one.id: one.name for one in asked.groups} if asked else GROUPS
    form = PlanForm(groups, request.GET or None)
    tables = _plan(groups, form.cleaned_data, len(asked.values) if asked else VALUES) if form.is_valid() else []
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "evidence/inquiry_plan.html", {"form": form, "tables": tables}, status=status)


def made(actor: Actor, wave: UUID) -> "Report":
    """The report of a closed wave. Raises NotFound, Refused, Conflict where the questions were tampered with."""
    from watersmeet.evidence.extracts.in_place import in_place  # noqa: PLC0415 - Arrow, numpy and scipy load when it is read
    from watersmeet.evidence.extracts.waves import answers_of  # noqa: PLC0415 - as above
    from watersmeet.evidence.pages.inquiry_presenters import Report  # noqa: PLC0415 - as above

    one, of = voices.wave(actor, wave)
    if of.closed_at is None:
        raise NotFound
    earlier = next((each for each in one.waves if each.number < of.number), None)
    before = answers_of(actor, earlier) if earlier else None
    return Report(one, of, answers_of(actor, of), in_place(actor), before)


def _plan(groups: Mapping[str, Promise | str], asked: dict[str, int], values: int) -> list[Table]:
    from watersmeet.evidence.inquiry import Group  # noqa: PLC0415 - as above
    from watersmeet.evidence.inquiry import plan as plan_for  # noqa: PLC0415 - as above

    found = plan_for({group: Group(many) for group, many in asked.items()}, values)
    of_groups = [
        (
            str(groups[group]),
            str(asked[group]),
            _("too few to be tested") if found.needs[group] is None else str(found.needs[group]),
            str(found.enough[group]),
            f"{found.noticed[group]:.0%}",
        )
        for group in groups
    ]
    shared = [(f"{one.share:.0%}", f"{one.one_value:.0%}", f"{one.all_values:.0%}") for one in found.chances]
    head = (_("Group"), _("Answers"), _("Must say yes"), _("Enough"), _("Noticed if only 35% of it agree"))
    all_of_them = ngettext("The one value", "All %(many)s values", values) % {"many": values}
    return [
        Table(_("What each group needs"), head, of_groups, numbers=(1, 2, 3, 4)),
        Table(
            _("How often a wave would find it shared"),
            (
                _("If so many of every group agree"),
                _("One value"),
                all_of_them,
            ),
            shared,
            numbers=(1, 2),
        ),
    ]
