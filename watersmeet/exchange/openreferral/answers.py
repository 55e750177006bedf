"""How each answer of the directory API is given: open to any origin, JSON also when it fails, fresh or unmodified."""

import hashlib
import json
from calendar import timegm
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from watersmeet.base import clock
from watersmeet.base.problems import Invalid, NotFound

ZONE = "Europe/London"
_METHODS = "GET, HEAD, OPTIONS"


class Body(NamedTuple):
    """What to answer with, and when it last changed; None where that is not known."""

    told: Any
    changed_at: datetime | None


class Lines(NamedTuple):
    """Objects to answer with, one a line, made as they are sent; and when any of them last changed."""

    told: Iterable[Any]
    changed_at: datetime | None


Answers = Callable[..., Body | Lines]


def open_data(view: Answers) -> Callable[..., HttpResponseBase]:
    """Turn a function that answers with a Body or Lines into a view."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, **rest: str) -> HttpResponseBase:
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


def _fresh(request: HttpRequest, body: Body | Lines) -> HttpResponseBase:
    response: Any
    if isinstance(body, Lines):
        response = StreamingHttpResponse(_each(body.told), content_type="application/x-ndjson")
        since = f"{request.get_full_path()} {body.changed_at} {clock.today()}"  # what is told as it goes is not summed
        etag = f'W/"{hashlib.sha256(since.encode()).hexdigest()[:32]}"'
    else:
        raw = _written(body.told)
        response = HttpResponse(raw, content_type="application/json")
        etag = f'"{hashlib.sha256(raw).hexdigest()[:32]}"'
    changed = timegm(_since(body.changed_at).utctimetuple()) if body.changed_at else None
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    known = get_conditional_response(request, etag=etag, last_modified=changed, response=response)
    found: HttpResponseBase = known if isinstance(known, HttpResponse) else response
    return found


def _since(changed_at: datetime) -> datetime:
    """Since when an answer is the same: what is over, and so is not told any more, is another each day."""
    return max(changed_at, clock.midnight(clock.today(), ZONE))


def _each(told: Iterable[Any]) -> Iterator[bytes]:
    for one in told:
        yield _written(one) + b"\n"


def _written(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _wrong(status: HTTPStatus, told: dict[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(told), content_type="application/json", status=status)


def _open(response: HttpResponseBase) -> HttpResponseBase:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = _METHODS
    response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
    response["Allow"] = _METHODS
    return response
