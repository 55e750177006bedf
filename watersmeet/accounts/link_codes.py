"""Codes that open the link of somebody who answers for a partner without accounts: asked for, made as they leave.

A code goes another way than the link did. It is good once, for ten minutes, and a newer one ends it.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import links, throttle
from watersmeet.accounts.models import Link, Second
from watersmeet.audit import api as audit
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox

CODE_FOR = timedelta(minutes=10)
CODES = 4
"""So many in a quarter of an hour, to one who answers; thirty in ten minutes, to one address of a browser."""


def ask_code(link: UUID, *, from_address: str = "") -> None:
    """Have a code sent to what the partner registered. Raises NotFound, links.Locked, links.TooManyTries."""
    row = links.alive().filter(pk=link, second=Second.CODE).first()
    if row is None or row.answerer is None:
        raise NotFound(_("This link does not work any more."))
    links.insist_tries(row)
    allowed = throttle.allows("code", str(row.answerer), tries=CODES, seconds=900) and (
        not from_address or throttle.allows("code address", from_address, tries=30, seconds=600)
    )
    if not allowed:
        raise links.TooManyTries(
            _("You asked for many codes. Please wait 15 minutes, then try again."), _("Or ring us.")
        )
    by = Actor(Kind.LINK, row.answerer, partnership=row.partnership)
    with transaction.atomic():
        Link.objects.filter(pk=row.pk).update(code_asked_at=clock.now())
        outbox.put(
            "answerer.code",
            subject=Ref("link", row.pk),
            to=Ref("answerer", row.answerer),
            key=str(ids.new()),
            ordered_by=by,
        )
        audit.write("link.ask_code", by=by, subject=Ref("link", row.pk), partnership=row.partnership)


def new_code(link: UUID) -> str | None:
    """A fresh code for a link, in the transaction that makes the message; None when the link has ended."""
    code = f"{secrets.randbelow(1_000_000):06}"
    fresh = {"secret": make_password(code), "code_until": clock.now() + CODE_FOR}
    return code if links.alive().filter(pk=link, second=Second.CODE).update(**fresh) else None


def was_asked(link: UUID) -> bool:
    """Whether a code was asked for so lately that it may still be typed."""
    return Link.objects.filter(pk=link, code_asked_at__gt=clock.now() - CODE_FOR).exists()
