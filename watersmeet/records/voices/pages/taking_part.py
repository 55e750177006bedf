"""Taking part in a deliberation: one statement on a page, no name, no account."""

from dataclasses import replace
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from watersmeet.accounts import throttle
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base.actor import VISITOR, Actor
from watersmeet.base.problems import Invalid, NotFound, TooOften
from watersmeet.design import dates
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.api import Says, Turn
from watersmeet.records.voices.pages.talk_forms import SayForm

NEW_AN_HOUR = 60
"""So many may begin from one address: a class at a library, and no machine."""
SAYS = {"agree": Says.AGREE, "disagree": Says.DISAGREE, "unsure": Says.PASS}


class TurnSheet:
    """Where somebody is in a deliberation."""

    def __init__(self, turn: Turn) -> None:
        self.question, self.code, self.is_open = turn.question, turn.code.lower(), turn.is_open
        self.next, self.spoken_to, self.of = turn.next, turn.spoken_to, turn.of
        self.until = dates.date(turn.closes_at)
        self.begun = turn.spoken_to > 0


@never_cache
@require_http_methods(["GET", "POST"])
def take_part(request: Asked, code: str) -> HttpResponse:
    """The next statement; POST says what somebody thinks of one, and leads to the next."""
    try:
        turn = voices.turn(code, _secret(request, code))
    except NotFound:
        return render(request, "voices/part_unknown.html", {"personal": True}, status=HTTPStatus.NOT_FOUND)
    request.actor = replace(VISITOR, partnership=turn.partnership)
    if request.method == "POST" and turn.is_open:
        return _spoken(request, code)
    return render(request, "voices/part.html", {"sheet": TurnSheet(turn), "personal": True})


@never_cache
@require_http_methods(["GET", "POST"])
def say(request: Asked, code: str) -> HttpResponse:
    """Something of one's own."""
    turn = voices.turn(code, _secret(request, code))
    if not turn.is_open:
        return redirect("voices:take_part", code)
    request.actor = replace(VISITOR, partnership=turn.partnership)
    form = SayForm(request.POST if request.method == "POST" else None)
    sheet = TurnSheet(turn)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                secret = _known(request, code, request.actor)
                voices.say(code, secret, form.cleaned_data["words"], by=request.actor, key=form.cleaned_data["key"])
        except Invalid as problem:
            form.refuse(problem)
        else:
            done = render(request, "voices/part_said.html", {"sheet": sheet, "personal": True})
            return _remembers(done, code, secret)
    page = {"form": form, "sheet": sheet, "personal": True}
    return render(request, "voices/part_say.html", page, status=400 if form.errors else 200)


@post_only
def anew(_request: Asked, code: str) -> HttpResponse:
    """Somebody else sits at this screen now."""
    answer = redirect("voices:take_part", code)
    answer.delete_cookie(_name(code))
    return answer


def _spoken(request: Asked, code: str) -> HttpResponse:
    says, number = SAYS.get(request.POST.get("says", "")), request.POST.get("statement", "")
    if says is None or not (number.isdecimal() and len(number) < 9):
        return redirect("voices:take_part", code)
    with transaction.atomic():
        secret = _known(request, code, request.actor)
        voices.speak_to(code, secret, int(number), says, by=request.actor)
    return _remembers(redirect("voices:take_part", code), code, secret)


def _known(request: Asked, code: str, by: Actor) -> str:
    """The secret of this browser while it is open, a new one when it has none. Raises TooOften."""
    secret = _secret(request, code)
    if voices.is_known(code, secret):
        return secret
    if not throttle.allows("part", get_adapter(request).get_client_ip(request), tries=NEW_AN_HOUR, seconds=3600):
        raise TooOften(_("Many people took part from here within this hour."), _("Go on in an hour."))
    return voices.take_part(code, by=by)


def _secret(request: Asked, code: str) -> str:
    return request.COOKIES.get(_name(code), "")[:64]


def _remembers(answer: HttpResponse, code: str, secret: str) -> HttpResponse:
    answer.set_cookie(
        _name(code),
        secret,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _name(code: str) -> str:
    return "part-" + "".join(sign for sign in code.lower() if sign.isalnum())[:20]
