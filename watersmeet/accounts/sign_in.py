"""How allauth signs people in here: no sign-up, guesses are slowed, each coming and going is written down."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from watersmeet.accounts import throttle
from watersmeet.accounts.models import User
from watersmeet.audit import api as audit
from watersmeet.base.actor import VISITOR, Actor, Kind
from watersmeet.base.ref import Ref


class Adapter(DefaultAccountAdapter):
    """Users are added by their partner, never by a sign-up page."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask the manager at your organisation."),
        "email_password_mismatch": _(
            "We do not know that email address with that password. Check both, then try again."
        ),
        "enter_current_password": _("This is not your password now. Type it again."),
        "incorrect_password": _("This is not your password. Type it again."),
        "invalid_password_reset": _("This link does not work any more. Ask for a new one."),
        "too_many_login_attempts": _("There were many tries. Wait five minutes, then try again."),
        "same_as_current": _("This is the password you have already. Choose another."),
        "rate_limited": _("There were many tries. Wait a little, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed: a partner adds its own users."""
        return False

    def add_message(self, *_args: object, **_more: object) -> None:
        """Nothing: our pages say what happened."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Slow down guesses at one account, and from one address; the same for accounts that do not exist.

        Raises ValidationError when it was too often.
        """
        email = str(credentials.get("email", "")).strip().lower()
        if not (
            throttle.allows("sign in", email, tries=8, seconds=300)
            and throttle.allows("sign in address", self.get_client_ip(request), tries=40, seconds=300)
        ):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """One line for a wrong password; an email that nobody has leaves none, since there is nobody to tell."""
        user = User.objects.filter(email__iexact=str(credentials.get("email", "")).strip()).first()
        if user:
            _write("account.sign_in_refused", VISITOR, user)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse:
        """One line for who came."""
        _write("account.sign_in", _actor(user), user)
        response: HttpResponse = super().post_login(request, user, **more)
        return response

    def logout(self, request: HttpRequest) -> None:
        """One line for who left."""
        if request.user.is_authenticated:
            _write("account.sign_out", _actor(request.user), request.user)
        super().logout(request)


def _actor(user: AbstractBaseUser) -> Actor:
    return Actor(Kind.USER, user.pk)


def _write(verb: str, by: Actor, user: AbstractBaseUser) -> None:
    with transaction.atomic():
        audit.write(verb, by=by, subject=Ref("user", user.pk))
