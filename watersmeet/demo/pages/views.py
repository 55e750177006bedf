"""Who to be, the messages that were sent, and sign in by one click: in the demo alone."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watersmeet.accounts import second_factor
from watersmeet.accounts.models import User
from watersmeet.accounts.posting import post_only
from watersmeet.base.problems import NotFound
from watersmeet.demo import api as demo
from watersmeet.demo.pages import letters
from watersmeet.outbox import api as outbox


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everybody one can be, each with a button. Raises NotFound where this is no demo."""
    _insist_demo()
    return render(request, "demo/home.html", {"users": demo.USERS, "pin": demo.PIN})


@require_GET
@never_cache
def post(request: HttpRequest) -> HttpResponse:
    """What lies in the post box. Raises NotFound where this is no demo."""
    _insist_demo()
    many, first = outbox.waiting_for_later()
    page = {"letters": letters.newest(), "pin": demo.PIN, "most": letters.MOST, "waiting": many, "first": first}
    return render(request, "demo/post.html", page)


@post_only
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the invented user whose email is posted. Raises NotFound where this is no demo, or a real place."""
    _insist_demo()
    if not demo.is_alone():
        raise NotFound
    user = User.objects.filter(email__iexact=request.POST.get("email", ""), is_active=True).first()
    if user is None:
        raise NotFound
    get_adapter(request).login(request, user)
    second_factor.note_demo(request)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _insist_demo() -> None:
    if not settings.WATERSMEET_DEMO:
        raise NotFound
