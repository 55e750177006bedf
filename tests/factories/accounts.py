"""Invented users and links."""

from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

from watersmeet.accounts import links
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
