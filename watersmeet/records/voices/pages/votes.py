"""Voting with a paper: its code is typed in, or its picture is read by a phone. No account, no name."""

from dataclasses import replace
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.base import ids
from watersmeet.base.actor import VISITOR
from watersmeet.base.problems import NotFound
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.pages.forms import CodeForm, VoteForm
from watersmeet.records.voices.pages.presenters import PaperSheet


@require_http_methods(["GET", "POST"])
def begin(request: Asked) -> HttpResponse:
    """Where a code is typed in; POST leads to its paper."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = ids.tidy_code(form.cleaned_data["code"])
        try:
            voices.paper(code)
        except NotFound as problem:
            form.add_error("code", problem.say)
        else:
            return redirect("voices:vote_with", code.lower())
    page = {"form": form, "personal": True}
    return render(request, "voices/vote_begin.html", page, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def with_paper(request: Asked, code: str) -> HttpResponse:
    """What is asked; POST gives the vote."""
    try:
        seen = voices.paper(code)
    except NotFound:
        return render(request, "voices/vote_unknown.html", {"personal": True}, status=HTTPStatus.NOT_FOUND)
    request.actor = replace(VISITOR, partnership=seen.partnership)  # whoever is signed in here: a vote is nobody's
    sheet = PaperSheet(code, seen)
    form = VoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not seen.used and form.is_valid():
        voices.vote_by_code(code, form.cleaned_data["choice"], by=request.actor)
        return render(request, "voices/vote_done.html", {"sheet": sheet, "personal": True})
    page = {"sheet": sheet, "form": form, "personal": True}
    template = "voices/vote_used.html" if seen.used else "voices/vote.html"
    return render(request, template, page, status=400 if form.errors else 200)
