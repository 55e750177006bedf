"""The second factor of those who work here: a code from an app on their phone, or one of ten codes on paper.

allauth keeps the key and checks the codes; here is what we ask of it. A session counts as signed in by both factors
when it carries the moment at which its user's present key was set up: a session from before that, or from before a
reset, does not. Until then it has no role anywhere (`config.middleware.WhoActs`).
"""

import base64
from uuid import UUID

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.accounts import throttle
from watersmeet.accounts.models import User
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.db import ring, sealed
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref

_MARK = "second_factor"
_DEMO = "demo"
_NEW_KEY = "second_factor_new_key"
_PLACE = "accounts.second_factor"
CODE_LASTS = 120
"""Seconds in which a code that was used is remembered: longer than any code is good for."""


class Adapter(DefaultMFAAdapter):
    """Keys and seeds are sealed; what is wrong is said in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "That code is not right. Codes change every half minute: type the one shown now."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Sealed by the installation's ring."""
        return base64.b64encode(sealed.seal(_key(), _PLACE, text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` sealed. Raises TamperedError."""
        return sealed.unseal(_key(), _PLACE, base64.b64decode(encrypted_text)).decode()


def given(request: HttpRequest) -> bool:
    """Whether this session gave the second factor that its user has now; a session of the demo's counts in a demo."""
    mark = request.session.get(_MARK)
    if mark == _DEMO:
        return settings.WATERSMEET_DEMO
    user = request.user
    return isinstance(user, User) and user.second_factor_at is not None and mark == user.second_factor_at.isoformat()


def note(request: HttpRequest, user: User) -> None:
    """The session's user gave it just now."""
    request.session[_MARK] = user.second_factor_at.isoformat() if user.second_factor_at else None


def note_demo(request: HttpRequest) -> None:
    """Somebody became an invented user by one click: it counts only while this installation is a demo."""
    request.session[_MARK] = _DEMO


def new_key(request: HttpRequest) -> str:
    """The key that is offered to this session, the same until it is taken; sealed where the session lies."""
    adapter = Adapter()
    if _NEW_KEY not in request.session:
        request.session[_NEW_KEY] = adapter.encrypt(totp.generate_totp_secret())
    return adapter.decrypt(request.session[_NEW_KEY])


@transaction.atomic
def set_up(user: User, key: str, code: str, *, by: Actor) -> list[str]:
    """The user's phone has the key, as the code shows; returns the ten codes for paper, never to be seen again.

    Raises Invalid for field "code", also when a key was set up meanwhile.
    """
    held = User.objects.select_for_update().get(pk=user.pk)
    if held.second_factor_at is not None:
        raise Invalid({"code": [_("Somebody has set up a phone for this account already. Sign in again.")]})
    if not (totp.validate_totp_code(key, code) and is_new(user, code)):
        raise Invalid({"code": [str(Adapter.error_messages["incorrect_code"])]})
    Authenticator.objects.filter(user=held).delete()
    totp.TOTP.activate(held, key)
    user.second_factor_at = held.second_factor_at = clock.now()
    held.save(update_fields=["second_factor_at"])
    audit.write("account.second_factor_set", by=by, subject=Ref("user", user.pk))
    return _paper_codes(user)


@transaction.atomic
def renew_codes(user: User, code: str, *, by: Actor) -> list[str]:
    """Ten new codes for paper in place of the old ones. Raises Invalid for "code" unless the phone shows it now."""
    if not throttle.allows("second factor", str(user.pk), tries=5, seconds=300):
        raise Invalid({"code": [_("That was often. Please wait 5 minutes, then try again.")]})
    held = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP).first()
    if held is None or not (totp.TOTP(held).validate_code(code) and is_new(user, code)):
        raise Invalid({"code": [str(Adapter.error_messages["incorrect_code"])]})
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    audit.write("account.paper_codes_renewed", by=by, subject=Ref("user", user.pk))
    return _paper_codes(user)


@transaction.atomic
def reset(user: UUID) -> None:
    """Forget the user's phone and paper codes: at their next sign-in they set up another. Raises NotFound.

    It is part of an act of the room that knows who works where: that says who may, writes it down and tells both.
    """
    held = User.objects.select_for_update().filter(pk=user, second_factor_at__isnull=False).first()
    if held is None:
        raise NotFound
    Authenticator.objects.filter(user=held).delete()
    held.second_factor_at = None
    held.save(update_fields=["second_factor_at"])


def codes_left(user: User) -> int:
    """How many codes for paper were not used yet."""
    held = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(held).get_unused_codes()) if held else 0


def is_new(user: User, code: str) -> bool:
    """Whether nobody used this code of theirs a moment ago: one who looked over a shoulder gets nothing."""
    return throttle.allows("second factor code", f"{user.pk} {code}", tries=1, seconds=CODE_LASTS)


@transaction.atomic
def refused(user: User) -> None:
    """One line for a wrong code: whoever typed it knew the password."""
    audit.write("account.second_factor_refused", by=Actor(Kind.USER, user.pk), subject=Ref("user", user.pk))


def _paper_codes(user: User) -> list[str]:
    made: list[str] = RecoveryCodes.activate(user).generate_codes()
    return made


def _key() -> bytes:
    return ring.keyed("blind", "second factor")
