"""A file that somebody handed over, as an answer: saved by the browser, never shown or run by it."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from watersmeet.base.files.keeping import Opened


def attachment(file: Opened) -> HttpResponse:
    """An attachment under its own name: not looked into by the browser, and shut in a sandbox if it is opened."""
    answer = HttpResponse(file.content, content_type=file.media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
