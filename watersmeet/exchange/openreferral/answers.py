"""How each answer of the directory API is given: open to any origin, JSON also when it fails, fresh or unmodified."""

import hashlib
import json
from calendar import timegm
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from watersmeet.base.problems import Invalid, NotFound

_METHODS = "GET, HEAD, OPTIONS"


class Body(NamedTuple):
    """What to answer with, and when it last changed."""

    told: Any
    changed_at: datetime | None


Answers = Callable[..., Body]


def open_data(view: Answers) -> Callable[..., HttpResponse]:
    """Turn a function that answers with a Body into a view."""

    @wraps(view)
    def answered(request: HttpRequest, **rest: str) -> HttpResponse:
        if request.method == "OPTIONS":
            return _open(HttpResponse(status=HTTPStatus.NO_CONTENT))
        if request.method not in {"GET", "HEAD"}:
            return _open(_wrong(HTTPStatus.METHOD_NOT_ALLOWED, {"error": f"Only {_METHODS} are answered here."}))
        try:
            return _open(_fresh(request, view(request, **rest)))
        except Invalid as problem:
            return _open(_wrong(HTTPStatus.BAD_REQUEST, {"error": problem.say, "parameters": dict(problem.fields)}))
        except NotFound as problem:
            return _open(_wrong(HTTPStatus.NOT_FOUND, {"error": problem.say}))

    return answered


def _fresh(request: HttpRequest, body: Body) -> HttpResponse:
    raw = json.dumps(body.told, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(raw).hexdigest()[:32]}"'
    changed = timegm(body.changed_at.utctimetuple()) if body.changed_at else None
    response = HttpResponse(raw, content_type="application/json")
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    known = get_conditional_response(request, etag=etag, last_modified=changed, response=response)
    return known if isinstance(known, HttpResponse) else response


def _wrong(status: HTTPStatus, told: dict[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(told), content_type="application/json", status=status)


def _open(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = _METHODS
    response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
    response["Allow"] = _METHODS
    return response
