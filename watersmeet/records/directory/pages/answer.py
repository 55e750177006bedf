"""What is found, for another program: as JSON, open to any origin. Words are posted; nothing of them is kept.

The same form as the page's: what is wrong with it is said field by field.
"""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import Invalid
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.pages.forms import AnswerForm, said_to_call

DECIMALS = 2  # of a distance in km: ten metres


@csrf_exempt
@sensitive_post_parameters("words", "near")
@require_http_methods(["POST", "OPTIONS"])
def answer(request: Asked) -> HttpResponse:
    """The services found, best first, each with the reason; above them the lines to call, for words of distress.

    The lines stand beside what is wrong with the question, too.
    """
    if request.method == "OPTIONS":
        return _open(HttpResponse(status=HTTPStatus.NO_CONTENT))
    form = AnswerForm(request.POST, shown=False)
    lines = {"to_call": [_line(one) for one in said_to_call(form).all]}
    if not form.is_valid():
        return _json(lines | {"error": dict(form.errors.items())}, HTTPStatus.BAD_REQUEST)
    asked = form.cleaned_data
    try:
        found = directory.find_rows(
            request.actor, asked["words"], near=asked["near"], within_km=form.within_km(), wishes=form.wishes()
        )
    except Invalid as problem:
        return _json(lines | {"error": dict(problem.fields)}, HTTPStatus.BAD_REQUEST)
    return _json(lines | {"services": [_told(one) for one in found]})


def _told(row: directory.Row) -> dict[str, Any]:
    return {
        "id": str(row.service),
        "name": row.name,
        "organisation": row.organisation,
        "kind": row.kind,
        "km": None if row.km is None else round(row.km, DECIMALS),
        "why": row.why,
        "matched": row.matched,
    }


def _line(line: directory.Line) -> dict[str, str]:
    return {"name": line.name, "number": line.number, "when": line.when}


def _json(told: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    raw = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return _open(HttpResponse(raw, content_type="application/json", status=status))


def _open(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "POST, OPTIONS"
    response["Cache-Control"] = "no-store"
    return response
