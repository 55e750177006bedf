"""/calendar/: dates that anybody may put in a calendar of their own, and ask for again."""

import hashlib
from calendar import timegm
from uuid import UUID

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import NotFound
from watersmeet.exchange.calendar.courses import calendar
from watersmeet.records.directory import api as directory


@require_safe
def course(request: Asked, identifier: UUID) -> HttpResponse:
    """A course's dates, open to any origin. Raises NotFound for what is no course."""
    found = directory.service(request.actor, identifier)
    if found.course is None:
        raise NotFound
    raw = calendar(found)
    response = HttpResponse(raw, content_type="text/calendar; charset=utf-8")
    response["ETag"] = f'"{hashlib.sha256(raw).hexdigest()[:32]}"'
    response["Last-Modified"] = http_date(timegm(found.changed_at.utctimetuple()))
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Disposition"] = f'attachment; filename="course-{identifier}.ics"'
    known = get_conditional_response(request, etag=response["ETag"], response=response)
    return known if isinstance(known, HttpResponse) else response
