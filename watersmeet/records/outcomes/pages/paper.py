"""What somebody answered on paper, typed in by a worker with the day on which it was answered."""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked as WebRequest
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design.fields import DateField, SelectField
from watersmeet.design.forms import Form
from watersmeet.records.outcomes import actions, queries
from watersmeet.records.outcomes.pages.forms import choices
from watersmeet.records.outcomes.pages.steps import Question, walk
from watersmeet.records.outcomes.states import State
from watersmeet.records.partnerships import api as partnerships

_BEFORE = "answer-"


def numbered(questions: Iterable[Question]) -> Iterator[tuple[int, Question]]:
    """Each with its number, which begins anew with each instrument: what else is asked moves none of them."""
    for _one, own in groupby(questions, key=lambda question: question.instrument):
        yield from enumerate(own, start=1)


def _name(question: Question) -> str:
    """The field of a question, whatever else is asked beside it."""
    return f"{_BEFORE}{question.instrument.code}-{question.key}"


class PaperForm(Form):
    """The day, and each question with what was ticked; a question that was left empty stays so."""

    says_optional = False

    def __init__(self, asked: queries.Asked, questions: list[Question], data: Any = None) -> None:
        super().__init__(data)
        self.questions = questions
        zone = partnerships.model_at(asked.partnership).model.zone
        self.fields["day"] = DateField(
            label=gettext_lazy("On which day did they answer?"),
            missing=gettext_lazy("Enter the day on which they answered"),
            earliest=clock.day(asked.asked_at, zone),
            latest=min(clock.today(zone), asked.due_on),
        )
        for number, question in numbered(questions):
            self.fields[_name(question)] = SelectField(
                label=f"{number}. {question.asks}",
                required=False,
                choices=[("", _("Left empty")), *choices(question.item)],
            )

    @property
    def asked_no_more(self) -> int:
        """How many answers were typed in to what was taken back meanwhile: they are kept nowhere."""
        return sum(
            name.startswith(_BEFORE) and bool(said) for name, said in self.data.items() if name not in self.fields
        )

    @property
    def parts(self) -> list[tuple[str, list[Any]]]:
        """The questions of each instrument, under its name."""
        grouped = groupby(self.questions, key=lambda question: question.instrument)
        return [(one.name, [self[_name(question)] for question in own]) for one, own in grouped]

    @property
    def answers(self) -> dict[str, dict[str, int | None]]:
        """What was ticked, by instrument and question."""
        found: dict[str, dict[str, int | None]] = {}
        for question in self.questions:
            said = self.cleaned_data[_name(question)]
            if said:  # what was saved before stays where the paper has nothing
                found.setdefault(question.instrument.code, {})[question.key] = int(said)
        return found


@require_http_methods(["GET", "POST"])
def paper(request: WebRequest, request_id: UUID) -> HttpResponse:
    """All questions on one page, for a worker; what calls for somebody is told as late, with the day."""
    asked = queries.asked(request.actor, request_id)
    if request.actor.person is not None or not asked.whole:
        raise NotFound
    if asked.state not in {State.OPEN, State.EXPIRED}:
        return redirect("outcomes:thanks", request_id)
    audit.looked(by=request.actor, subjects=[Ref("person", asked.person), Ref("request", asked.id)], why="measures")
    questions = [step.question for step in walk(request.actor, asked).steps if step.question]
    form = PaperForm(asked, questions, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        zone = partnerships.model_at(asked.partnership).model.zone
        answered_at = max(clock.midday(form.cleaned_data["day"], zone), asked.asked_at)
        try:
            actions.answer(request=asked.id, answers=form.answers, at=answered_at, by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Typed in. Thank you."))
            if form.asked_no_more:
                say = _("Some questions are not asked any more since you opened the page: their answers were not kept.")
                messages.warning(request, say)
            return redirect("outcomes:course", asked.person)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "outcomes/paper.html", {"form": form, "id": asked.id}, status=status)
