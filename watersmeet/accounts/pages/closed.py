"""A page closed while somebody typed: their words stay in the page, and go on once they open their link again.

They are written down nowhere here. The page carries them, unseen, with the link that was open, signed; the PIN or word
opens the link as it does at the door, shows the words, and then one press sends them to where they were meant to go.

Only the words of a page that said so beforehand are kept. Whoever finds the browser may have pressed anything else: the
holder of the PIN would send what they cannot see.
"""

from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.debug import sensitive_post_parameters

from watersmeet.accounts import drawer, link_session, links
from watersmeet.accounts.models import Second
from watersmeet.accounts.pages.forms import OpenForm
from watersmeet.accounts.posting import post_only
from watersmeet.base import clock
from watersmeet.base.problems import NotFound, Problem

_SALT, LASTS = "closed page", timedelta(minutes=30)
_KEPT = "kept:"
SAY_SO = frozenset({"referrals:message", "people:tell"})
"""The pages that say beforehand that words stay: those with the macro `closes`."""
_FIELDS = frozenset({"words", "key"})
"""The words, which are shown, and what makes a second click the same."""
Typed = list[tuple[str, str]]


def closed(request: HttpRequest, link: UUID) -> HttpResponse | None:
    """The page that asks for the PIN or word, with the words that were posted where they are kept.

    None when the link cannot be opened again.
    """
    found = links.again(link)
    if found is None:
        return None
    typed = _kept(request.path, [(name, one) for name, many in request.POST.lists() for one in many])
    until = (clock.now() + LASTS).isoformat()
    meant = signing.dumps([str(link), request.path, bool(request.FILES), until], salt=_SALT)
    return _asks(request, OpenForm(Second(found.second)), found.second, meant, typed)


@sensitive_post_parameters()
@post_only
def open_again(request: HttpRequest) -> HttpResponse:
    """Open it with what its holder chose; the page then shows the words, and sends them by one press."""
    meant = request.POST.get("meant", "")
    link, path, had_file = _meant(meant)
    typed = _kept(path, _typed(request.POST))
    found = links.again(link)
    if found is None:
        raise NotFound
    form = OpenForm(Second(found.second), request.POST)
    if not form.is_valid():
        return _asks(request, form, found.second, meant, typed)
    try:
        where = get_adapter(request).get_client_ip(request)
        opened = links.open_again(link, form.cleaned_data["second"], from_address=where)
    except Problem as problem:
        form.add_error("second", problem.say)
        return _asks(request, form, found.second, meant, typed, problem)
    link_session.begin(request, opened)
    told = {"path": path, "typed": typed, "words": _words(typed), "had_file": had_file, "personal": True}
    answer = render(request, "accounts/opened_again.html", told) if typed else redirect(opened.page)
    drawer.clear(request, answer)
    return answer


def _asks(
    request: HttpRequest, form: OpenForm, kind: str, meant: str, typed: Typed, problem: Problem | None = None
) -> HttpResponse:
    kept = [(_KEPT + name, one) for name, one in typed]
    told = {"form": form, "kind": kind, "meant": meant, "typed": kept, "problem": problem, "personal": True}
    status = HTTPStatus.TOO_MANY_REQUESTS if isinstance(problem, links.TooManyTries) else HTTPStatus.FORBIDDEN
    return render(request, "accounts/closed.html", told, status=status)


def _kept(path: str, typed: Typed) -> Typed:
    """What goes on: nothing without words to show, and nothing of a page that did not say so."""
    kept = [(name, one) for name, one in typed if name in _FIELDS]
    return kept if resolve(path).view_name in SAY_SO and _words(kept) else []


def _words(typed: Typed) -> list[str]:
    return [one for name, one in typed if name == "words" and one.strip()]


def _typed(posted: QueryDict) -> Typed:
    every = ((name, one) for name, many in posted.lists() for one in many)
    return [(name.removeprefix(_KEPT), one) for name, one in every if name.startswith(_KEPT)]


def _meant(text: str) -> tuple[UUID, str, bool]:
    """Which link was open, where it was meant to go, and whether a file was with it. Raises NotFound."""
    try:
        link, path, had_file, until = signing.loads(text, salt=_SALT)
        resolve(path)
    except (signing.BadSignature, Resolver404):
        raise NotFound from None
    if clock.now() >= datetime.fromisoformat(until):
        raise NotFound
    return UUID(link), path, had_file
