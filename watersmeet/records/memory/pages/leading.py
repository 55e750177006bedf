"""The page of a leader: questions to ask oneself, with what people wrote of them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.pages.presenters import Row

FEW = 10


@require_GET
def leading(request: Asked) -> HttpResponse:
    """Each question with the newest ten."""
    questions = [
        {
            "code": one.code,
            "title": one.title,
            "says": one.says,
            "rows": [(Row(entry), words) for entry, words in one.found[:FEW]],
            "more": max(0, len(one.found) - FEW),
        }
        for one in memory.leading(request.actor)
    ]
    return render(request, "memory/leading.html", {"questions": questions})
