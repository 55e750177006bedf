"""Sign in by one click, in the demo alone."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from watersmeet.accounts.models import User
from watersmeet.base.problems import NotFound


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the invented user whose email is posted. Raises NotFound where this is no demo."""
    if not settings.WATERSMEET_DEMO:
        raise NotFound
    user = User.objects.filter(email__iexact=request.POST.get("email", ""), is_active=True).first()
    if user is None:
        raise NotFound
    get_adapter(request).login(request, user)
    return redirect(settings.LOGIN_REDIRECT_URL)
