"""Asking for a new password: whoever asks, about whatever address, the same is done in the same time.

The request looks the address up and puts one posting, to the user or to nobody. Only later, when the posting is taken
up, is there a difference: a link is made and sent, or nothing is.
"""

from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from watersmeet.accounts.models import User
from watersmeet.audit.api import INSTALLATION
from watersmeet.base import ids
from watersmeet.base.actor import VISITOR
from watersmeet.base.db import keys
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox

KIND = "user.new_password"


@transaction.atomic
def ask(email: str) -> None:
    """Put a posting for whoever has that address. Its bytes are sealed by a key of the installation."""
    asked = ids.new()
    user: UUID | None = User.objects.filter(email__iexact=email, is_active=True).values_list("pk", flat=True).first()
    _insist_key()
    outbox.put(
        KIND,
        subject=Ref("user", user or asked),
        to=Ref("user", user or asked),
        key=str(asked),
        ordered_by=VISITOR,
        partnership=INSTALLATION,
    )


def address(user: User) -> str:
    """The address at which the user chooses a new password: once, within a day."""
    route = "account_reset_password_from_key"
    return settings.WATERSMEET_ADDRESS + reverse(
        route, kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    )


def _insist_key() -> None:
    try:
        keys.open_key(INSTALLATION)
    except keys.KeyGoneError:
        try:
            with transaction.atomic():
                keys.make(INSTALLATION)
        except IntegrityError:
            pass  # another process made it in this moment
