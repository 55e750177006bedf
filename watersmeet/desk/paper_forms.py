"""Forms for asking on paper: for whom, how many, in which print; a button makes them, each with its number."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms as plain
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.base import ids
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design.fields import IntegerField, RadioField, SelectField
from watersmeet.design.forms import Form
from watersmeet.exchange.paper.forms import LARGE_PRINT, PRINT, Forms, Place, Question
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import Choice
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people.api import Age
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import FormSeen

LARGE = "large"
FEW = 10


class PaperFormsForm(Form):
    """What to print."""

    service = SelectField(
        label=_("What do people ask for on it?"),
        hint=_("Without a service it asks the front door, which helps them to find something."),
        required=False,
    )
    many = IntegerField(
        label=_("How many forms?"),
        hint=_("Print as many as you need. Each has its own number, so please do not copy one by machine."),
        missing=_("Write how many forms"),
        initial=FEW,
        min_value=1,
        max_value=50,
        error_messages={
            "min_value": _("Print 1 form or more"),
            "max_value": _("Print 50 forms or fewer at once"),
        },
    )
    size = RadioField(
        label=_("How large are the letters?"),
        missing=_("Choose how large the letters are"),
        choices=[("plain", _("Normal")), (LARGE, _("Large print"))],
        initial="plain",
    )
    key = plain.CharField(widget=plain.HiddenInput, max_length=64)

    def __init__(self, services: list[Choice], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        named = [(str(one.id), f"{one.name}, {one.organisation}") for one in services if one.takes_referrals]
        self.fields["service"].choices = [("", _("The front door, no service yet")), *named]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def paper_forms(request: Asked) -> HttpResponse:
    """GET asks what to print; POST makes the forms and gives them as one PDF."""
    services = directory.choices(request.actor)
    posted = request.POST if request.method == "POST" else None
    form = PaperFormsForm(services, posted, initial={"key": str(ids.new())})
    if posted and form.is_valid():
        told = form.cleaned_data
        service = UUID(told["service"]) if told["service"] else None
        try:
            made = referrals.print_forms(service=service, many=told["many"], by=request.actor, key=told["key"])
        except Invalid as problem:
            form.refuse(problem)
        else:
            return _pdf(_forms(request, made, points=LARGE_PRINT if told["size"] == LARGE else PRINT))
    page = {"form": form, "takes_paper": referrals.takes_paper(request.actor)}
    return render(request, "desk/paper_forms.html", page, status=HTTPStatus.BAD_REQUEST if form.errors else 200)


def _forms(request: Asked, made: list[FormSeen], *, points: int) -> Forms:
    """What stands on forms that were made together."""
    first = made[0]
    return Forms(
        place=_place(request, first),
        numbers=[one.number for one in made],
        service=first.service.name if first.service else "",
        receiver=str(partnerships.partner(first.receiver)) if first.receiver else "",
        share=first.share.splitlines(),
        count=first.count.splitlines(),
        domains=[str(one.label) for one in Domain],
        ages=[str(Age.YOUNG.label), str(Age.ADULT.label)],
        own=[
            Question(
                one.question,
                hint=one.hint or str(_("You can leave this out.")),
                ticks=one.answers,
                lines=0 if one.answers else 2,
            )
            for one in first.questions
        ],
        points=points,
    )


def _place(request: Asked, form: FormSeen) -> Place:
    if request.actor.partnership is None or request.actor.partner is None:
        raise NotFound
    in_force = partnerships.model_at(request.actor.partnership)
    ask = settings.WATERSMEET_ADDRESS + reverse("referrals:ask")
    lines = partnerships.for_nation(in_force.model.nation, in_force.model.crisis_lines).lines
    young = partnerships.for_young_people().lines
    return Place(
        front_door=str(partnerships.partner(in_force.front_door)),
        printer=str(partnerships.partner(request.actor.partner)),
        phone=in_force.model.phone,
        hours=in_force.model.hours,
        address=ask.removeprefix("https://"),
        square=f"{ask}?service={form.service.id}" if form.service else ask,
        crisis=[(line.name, line.number, line.when) for line in lines],
        childline=next(line.number for line in young if line.name == "Childline"),
        lang=(translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0],
    )


def _pdf(forms: Forms) -> HttpResponse:
    answer = HttpResponse(forms.pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="forms.pdf"'
    return answer
