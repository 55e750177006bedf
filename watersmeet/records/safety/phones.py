"""The phone on which somebody is told by text that they are needed: their own, given by them, proven by a code."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import throttle
from watersmeet.accounts.policy import insist, relations
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.safety.models import OwnPhone

CODE_FOR = timedelta(minutes=15)
CODES, TRIES = 4, 6
"""So many codes are sent, and so many tried, in a quarter of an hour: a number typed wrong is a stranger's."""
CODES_A_DAY = 8
"""To one number, whoever gave it."""


def own_phone(actor: Actor) -> OwnPhone | None:
    """The number that the actor gave, proven or not; None when they gave none."""
    return OwnPhone.objects.filter(user=actor.id, partnership=actor.partnership).first()


def give_phone(number: str, *, by: Actor) -> None:
    """Give a number of one's own: a code is sent to it. The one before counts until the code was typed.

    Raises Refused, Invalid (too many codes).
    """
    partnership = _seat(by)
    if not throttle.allows("phone code", str(by.id), tries=CODES, seconds=900):
        raise Invalid({"mobile": [_("You asked for many codes. Please wait 15 minutes, then try again.")]})
    if not throttle.allows("phone code to", number, tries=CODES_A_DAY, seconds=24 * 60 * 60):
        raise Invalid({"mobile": [_("This number was sent many codes today. Give another, or try tomorrow.")]})
    with transaction.atomic():
        row, _new = OwnPhone.objects.select_for_update().get_or_create(partnership_id=partnership, user_id=by.id)
        row.new_number, row.code, row.code_until = number, "", None
        row.asks += 1
        row.save()
        outbox.put(
            "user.phone_code",
            subject=Ref("phone", row.pk),
            to=Ref("user", by.id),
            key=f"{row.pk}:{row.asks}",
            ordered_by=by,
        )
        audit.write("cover.phone", by=by, subject=Ref("user", by.id), detail={"step": "given"})


def prove_phone(code: str, *, by: Actor) -> None:
    """Type the code that came: from now on texts go there. Raises NotFound, Refused, Conflict, Invalid."""
    partnership = _seat(by)
    if not throttle.allows("phone code try", str(by.id), tries=TRIES, seconds=900):  # a try counts though it fails
        raise Invalid({"code": [_("That was tried many times. Please wait 15 minutes, then ask for another code.")]})
    with transaction.atomic():
        row = OwnPhone.objects.select_for_update().filter(user=by.id, partnership=partnership).first()
        if row is None:
            raise NotFound
        if not row.code or row.code_until is None or row.code_until <= clock.now():
            raise Conflict(_("The code is too old, or has not left yet."), _("Wait a moment, or ask for another."))
        if not check_password("".join(code.split()), row.code):
            raise Invalid({"code": [_("This is not the code that we sent. Look again.")]})
        row.number, row.new_number, row.proven_at = row.new_number, None, clock.now()
        row.code, row.code_until = "", None
        row.save()
        audit.write("cover.phone", by=by, subject=Ref("user", by.id), detail={"step": "proven"})


@transaction.atomic
def forget_phone(*, by: Actor) -> None:
    """No texts any more. Raises Refused."""
    _seat(by)
    OwnPhone.objects.filter(user=by.id, partnership=by.partnership).delete()
    audit.write("cover.phone", by=by, subject=Ref("user", by.id), detail={"step": "forgotten"})


def drop_phones(user: UUID) -> None:
    """Who leaves takes their number with them."""
    OwnPhone.objects.filter(user=user).delete()


def new_code(phone: UUID) -> tuple[str, str] | None:
    """Number and fresh code, in the transaction that makes the message; None where no number waits for one."""
    row = OwnPhone.objects.select_for_update().filter(pk=phone, new_number__isnull=False).first()
    if row is None:
        return None
    code = f"{secrets.randbelow(1_000_000):06}"
    row.code, row.code_until = make_password(code), clock.now() + CODE_FOR
    row.save()
    sender = Actor(Kind.PROCESS, partnership=row.partnership_id, name="outbox")
    audit.write("cover.phone", by=sender, subject=Ref("user", row.user_id), detail={"step": "code"})
    return str(row.new_number), code


def waits_for_code(phone: UUID, number: str) -> bool:
    """Whether a code to this number is still of use."""
    row = OwnPhone.objects.filter(pk=phone, code_until__gt=clock.now()).first()
    return row is not None and row.new_number == number


def proven_number(user: UUID, partnership: UUID | None) -> str:
    """Where texts reach them; "" when they gave no number, or never proved it."""
    row = OwnPhone.objects.filter(user=user, partnership=partnership).exclude(proven_at=None).first()
    return str(row.number) if row else ""


def ways_now(user: UUID, partnership: UUID | None) -> tuple[str, ...]:
    """The kinds of message by which somebody hears that something needs them now: by text too, on a proven number."""
    proven = OwnPhone.objects.filter(user=user, partnership=partnership).exclude(proven_at=None).exists()
    return ("user.alert", "user.alert_text") if proven else ("user.alert",)


def _seat(by: Actor) -> UUID:
    insist(by, "cover.phone", relations(by, keeper=by.partner))
    if by.partnership is None:
        raise NotFound
    return by.partnership
