"""An opened link in the browser's session: fifteen minutes, then the door is shut again."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest

from watersmeet.accounts import links
from watersmeet.accounts.links import Opened

_KEY = "opened_link"


def begin(request: HttpRequest, opened: Opened) -> None:
    """Begin afresh: whoever used this browser before is signed out, and nothing of theirs stays."""
    logout(request)
    request.session[_KEY] = [str(opened.link), opened.until.isoformat(), opened.confirmed]


def held(request: HttpRequest) -> UUID | None:
    """The link that was opened here, though its time may be over by now; None when there is none."""
    found = request.session.get(_KEY)
    return UUID(found[0]) if found else None


def current(request: HttpRequest) -> Opened | None:
    """The link that is open now, looked at again in the database; None when there is none."""
    held = request.session.get(_KEY)
    if held is None:
        return None
    link, until, *more = held
    opened = links.reopened(UUID(link), datetime.fromisoformat(until), confirmed=any(more))
    if opened is None:
        end(request)
    return opened


def end(request: HttpRequest) -> None:
    """Shut the door and forget all that the session held."""
    request.session.flush()
