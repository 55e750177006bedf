"""The pages of those who ask: what is asked, opening and closing a wave, its addresses, and writing answers down."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base import ids
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design import qr
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.api import AskedView, InquiryView, WaveView, Way
from watersmeet.records.voices.pages import inquiry_asked
from watersmeet.records.voices.pages.inquiry_forms import EnterForm, OpenForm, QuestionsForm, groups_of
from watersmeet.records.voices.pages.inquiry_steps import AnswerForm, answers_to, steps_of
from watersmeet.records.voices.pages.inquiry_values import ValuesForm


@require_GET
def everything(request: Asked) -> HttpResponse:
    """The inquiries of the place, the newest first."""
    page = {"found": voices.inquiries(request.actor), "keeps": policy.could(request.actor, "inquiry.keep")}
    return render(request, "voices/inquiries.html", page)


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """Begin one, from the questions that come with this software."""
    form = QuestionsForm(voices.worked(), _posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = voices.begin_inquiry(form.questions, by=request.actor, key=form.cleaned_data["key"])
        except Invalid as problem:
            form.refuse(problem)
        else:
            return redirect("voices:inquiry", made)
    return render(request, "voices/questions.html", {"form": form, "one": None}, status=_status(form))


@require_GET
def show(request: Asked, inquiry: UUID) -> HttpResponse:
    """Its questions, its waves, and what can be done now."""
    one = voices.inquiry(request.actor, inquiry)
    actor, now = request.actor, one.open
    page = {
        "one": one,
        "steps": steps_of(one.questions),
        "keeps": policy.could(actor, "inquiry.keep"),
        "enters": policy.could(actor, "inquiry.enter"),
        "own": now is not None and voices.own_group(actor) in dict(groups_of(one)),
        "answered": now is not None and voices.has_answered(actor, now.id),
    }
    return render(request, "voices/inquiry.html", page)


@require_http_methods(["GET", "POST"])
def change(request: Asked, inquiry: UUID) -> HttpResponse:
    """Other questions, until they are frozen."""
    one = voices.inquiry(request.actor, inquiry)
    return _changed(request, one, QuestionsForm(one.questions, _posted(request)), "voices/questions.html")


@require_http_methods(["GET", "POST"])
def values(request: Asked, inquiry: UUID) -> HttpResponse:
    """Other values and groups, until the questions are frozen."""
    one = voices.inquiry(request.actor, inquiry)
    return _changed(request, one, ValuesForm(one.questions, _posted(request)), "voices/values.html")


@require_http_methods(["GET", "POST"])
def open_wave(request: Asked, inquiry: UUID) -> HttpResponse:
    """How many people each group has, where that is known; POST opens the wave and freezes the questions."""
    one = voices.inquiry(request.actor, inquiry)
    form = OpenForm(groups_of(one), _posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            voices.open_wave(inquiry, form.rosters, by=request.actor, key=form.cleaned_data["key"])
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("It is open. Give each group its address."))
            return redirect("voices:inquiry", inquiry)
    return render(request, "voices/open_wave.html", {"form": form, "one": one}, status=_status(form))


@post_only
def close_wave(request: Asked, wave: UUID) -> HttpResponse:
    """Nobody answers it any more."""
    one, _wave = voices.wave(request.actor, wave)
    voices.close_wave(wave, by=request.actor)
    messages.success(request, _("It is closed. What was heard can be read."))
    return redirect("voices:inquiry", one.id)


@require_GET
def words(request: Asked, wave: UUID) -> HttpResponse:
    """What people wrote, for who keeps the inquiry; that it was read is in the book."""
    one, of = voices.wave(request.actor, wave)
    page = {"one": one, "wave": of, "said": voices.words_of(request.actor, wave)}
    audit.looked(by=request.actor, subjects=[Ref("wave", wave)], why="inquiry", partnership=of.partnership)
    return render(request, "voices/words.html", page)


@require_GET
def card(request: Asked, wave: UUID, group: str) -> HttpResponse:
    """A group's address in letters and as a square, and the questions on paper."""
    one, of = voices.wave(request.actor, wave)
    asked = _asked(of, group)
    address = settings.WATERSMEET_ADDRESS + reverse("voices:asked", args=[ids.tidy_code(asked.code).lower()])
    page = {
        "one": one,
        "wave": of,
        "asked": asked,
        "address": address,
        "picture": qr.svg(address, name=_("A square that a phone reads. The address beside it says the same.")),
        "steps": [(step, [(each, _offered(each)) for each in step.questions]) for step in steps_of(one.questions)],
    }
    return render(request, "voices/card.html", page)


@post_only
def mine(request: Asked, wave: UUID) -> HttpResponse:
    """A member begins to answer for themself."""
    _one, of = voices.wave(request.actor, wave)
    if of.closed_at or voices.has_answered(request.actor, wave):
        raise Conflict(_("You have answered this already, or it is closed."), _("Thank you. One answer each."))
    opened = voices.asked_of_group(wave, voices.own_group(request.actor) or "")
    if opened is None:
        raise NotFound
    return inquiry_asked.begun(request, opened, Way.OWN)


@require_http_methods(["GET", "POST"])
def enter(request: Asked, wave: UUID) -> HttpResponse:
    """Who answers, and how; then all questions at once from paper, or page by page as they are asked."""
    one, of = voices.wave(request.actor, wave)
    form = EnterForm(groups_of(one), _posted(request))
    if request.method == "POST" and form.is_valid():
        group = form.cleaned_data["group"]
        if form.cleaned_data["way"] == Way.PAPER:
            return redirect("voices:enter_paper", wave, group)
        opened = voices.asked_of_group(wave, group)
        if opened is None:
            raise NotFound
        return inquiry_asked.begun(request, opened, Way.INTERVIEW)
    return render(request, "voices/enter.html", {"form": form, "one": one, "wave": of}, status=_status(form))


@require_http_methods(["GET", "POST"])
def enter_paper(request: Asked, wave: UUID, group: str) -> HttpResponse:
    """One paper, all of it on one page; then the next."""
    one, of = voices.wave(request.actor, wave)
    asked = _asked(of, group)
    steps = steps_of(one.questions)
    form = AnswerForm(steps, _posted(request), told={}, named=one.questions.named)
    if request.method == "POST" and form.is_valid():
        try:
            key = request.POST.get("key", "")[:64] or None
            voices.enter_answer(wave, group, Way.PAPER, form.told, by=request.actor, key=key)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Kept. You can type in the next one."))
            return redirect("voices:enter_paper", wave, group)
    parts = [(step, [form[each.key.replace(".", "-")] for each in step.questions]) for step in steps]
    page = {"form": form, "one": one, "wave": of, "asked": asked, "parts": parts, "key": str(ids.new())}
    return render(request, "voices/enter_paper.html", page, status=_status(form))


def _asked(of: WaveView, group: str) -> AskedView:
    found = next((one for one in of.groups if one.group == group), None)
    if found is None or of.closed_at:
        raise NotFound
    return found


def _offered(question: voices.Question) -> list[str]:
    if question.face in {voices.Face.WORDS, voices.Face.PRIORITY}:
        return []
    return [said for _value, said in answers_to(question)]


def _changed(request: Asked, one: InquiryView, form: QuestionsForm | ValuesForm, template: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            voices.change_inquiry(one.id, form.questions, by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        else:
            return redirect("voices:inquiry", one.id)
    return render(request, template, {"form": form, "one": one}, status=_status(form))


def _posted(request: Asked) -> Any:
    return request.POST if request.method == "POST" else None


def _status(form: Any) -> HTTPStatus:
    return HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
