"""The neutral landing of a link: GET shows a door that says nothing of whom or what, POST opens it."""

from http import HTTPStatus

from allauth.account import views as signing
from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import drawer, link_codes, link_session, links
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.models import Link, Second
from watersmeet.accounts.pages.forms import OpenForm
from watersmeet.accounts.posting import post_only
from watersmeet.base.problems import Problem


@require_GET
def landing(request: HttpRequest, token: str) -> HttpResponse:
    """The door. Looking at it, as mail scanners do, changes nothing."""
    link = links.look(token)
    return _door(request, token, link, OpenForm(Second(link.second))) if link else _gone(request)


@require_http_methods(["GET", "POST"])
def ask_code(request: HttpRequest, token: str) -> HttpResponse:
    """Have a code sent, to where the partner registered; then back to the door to type it."""
    if request.method == "GET":
        return redirect("accounts:link", token)
    link = links.look(token)
    if link is None or link.second != Second.CODE:
        return _gone(request)
    try:
        link_codes.ask_code(link.pk, from_address=get_adapter(request).get_client_ip(request))
    except Problem as problem:
        form = OpenForm(Second.CODE, {})
        form.errors.clear()
        form.add_error(None, problem.say)
        return _door(request, token, link, form, problem)
    return redirect("accounts:link", token)


@require_http_methods(["GET", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Open the door with what its holder chose, for fifteen minutes."""
    if request.method == "GET":
        return redirect("accounts:link", token)
    link = links.look(token)
    if link is None:
        return _gone(request)
    form = OpenForm(Second(link.second), request.POST)
    if not form.is_valid():
        return _door(request, token, link, form)
    try:
        opened = links.redeem(
            link.purpose, token, form.cleaned_data["second"], from_address=get_adapter(request).get_client_ip(request)
        )
    except Problem as problem:
        form.add_error("second", problem.say)
        return _door(request, token, link, form, problem)
    link_session.begin(request, opened)
    answer = redirect(opened.page)
    drawer.clear(request, answer)
    return answer


@post_only
def close_link(request: Asked) -> HttpResponse:
    """Sign out of a personal page."""
    link_session.end(request)
    answer = redirect("/")
    drawer.clear(request, answer)
    return answer


@csrf_exempt
@post_only
def leave(request: Asked) -> HttpResponse:
    """Somebody leaves quickly: what was typed here goes, and a page that a link opened is shut.

    A page sends it as it goes away, without a form. Other sites cannot: browsers send them no cookies of ours.
    """
    if request.opened:
        link_session.end(request)
    answer = HttpResponse(status=HTTPStatus.NO_CONTENT)
    drawer.clear(request, answer)
    return answer


def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; what was typed in this browser goes too. A GET asks first."""
    answer: HttpResponse = signing.logout(request)
    if request.method == "POST":
        drawer.clear(request, answer)
    return answer


def _door(request: HttpRequest, token: str, link: Link, form: OpenForm, problem: Problem | None = None) -> HttpResponse:
    status = HTTPStatus.TOO_MANY_REQUESTS if isinstance(problem, links.TooManyTries) else HTTPStatus.OK
    locked = isinstance(problem, links.Locked)
    told: dict[str, object] = {"form": form, "token": token, "kind": link.second, "locked": locked, "problem": problem}
    by_code = link.second == Second.CODE
    page = "accounts/link_by_code.html" if by_code else "accounts/link.html"
    return render(
        request, page, told | {"asked": link_codes.was_asked(link.pk), "personal": not by_code}, status=status
    )


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/link_gone.html", {"personal": True}, status=HTTPStatus.NOT_FOUND)
