"""Invented users, their phones, and links."""

import time
from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp

from watersmeet.accounts import links, second_factor
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.ref import Ref

PASSWORD = "heron kettle tidewater"
COMMAND = Actor(Kind.COMMAND, reason="test")
_numbers = count(1)


def user(name: str = "Tamsin Example", **more: object) -> User:
    """A user with PASSWORD and an address of their own."""
    more.setdefault("email", f"user{next(_numbers)}@partner.example")
    return User.objects.create_user(password=PASSWORD, name=name, **more)


def phone(user: User) -> str:
    """The key of the user's phone; it is set up, as at a first sign-in, when it is not."""
    held = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if held is None:
        totp.TOTP.activate(user, totp.generate_totp_secret())
        RecoveryCodes.activate(user)
        user.second_factor_at = clock.now()
        user.save(update_fields=["second_factor_at"])
        return phone(user)
    return second_factor.Adapter().decrypt(held.data["secret"])


def shown(key: str, *, later: int = 0) -> str:
    """The code that a phone with that key shows, now or so many half minutes later."""
    return totp.format_hotp_value(totp.hotp_value(key, int(time.time()) // 30 + later))


def paper_code(user: User) -> str:
    """The next code on the user's paper."""
    phone(user)
    held = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return RecoveryCodes(held).get_unused_codes()[0]


def link(
    purpose: str = "status",
    *,
    person: UUID | None = None,
    user: UUID | None = None,
    subject: Ref | None = None,
    pin: str = "4826",
    **more: object,
) -> str:
    """The token of a link that opens with `pin`."""
    return links.issue_link(
        purpose,
        subject=subject or Ref("referral", uuid4()),
        person=None if user else person or uuid4(),
        user=user,
        partnership=more.pop("partnership", None) or uuid4(),
        until=more.pop("until", clock.now() + timedelta(days=30)),
        by=COMMAND,
        second=links.Second.pin(pin),
        **more,
    )
