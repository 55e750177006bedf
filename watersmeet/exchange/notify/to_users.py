"""Messages to those who sign in, about their own sign-in: by email to their own address, naming nobody."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.accounts import new_password
from watersmeet.accounts.models import User
from watersmeet.base import ids
from watersmeet.base.problems import Allowed, Refusal
from watersmeet.exchange.notify.envelope import Envelope
from watersmeet.exchange.notify.senders import send
from watersmeet.outbox.api import Posting
from watersmeet.outbox.ports import Pending


@dataclass(frozen=True, slots=True)
class ToUser:
    """A message to a user whose account is open.

    A sentence takes `address`, their work if nothing else is said, and `reference`, of what it is about.
    """

    subject: Promise
    text: Promise
    address: Callable[[User], str] = lambda _user: f"{settings.WATERSMEET_ADDRESS}/work/"

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Make the message."""
        user = _open(posting)
        if user is None:
            return Refusal("nobody_there", _("The account is closed."))
        text = str(self.text).format(address=self.address(user), reference=ids.reference(posting.subject_id))
        return Envelope(str(posting.pk), (user.email,), str(self.subject), text).pack()

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """While the account is open."""
        return Allowed("their own sign-in") if _open(posting) else Refusal("nobody_there", _("The account is closed."))

    def send(self, posting: Posting, body: bytes) -> str | Pending:
        """By email."""
        return send(body)


NEW_PASSWORD = ToUser(
    gettext_lazy("A link to choose your password"),
    gettext_lazy(
        "Somebody, we hope you, asked to choose a new password for this address.\n\nFollow this link within a day:\n"
        "{address}\n\nIf it was not you, there is nothing to do: your password stays as it is.\n"
    ),
    new_password.address,
)
SECOND_RESET = ToUser(
    gettext_lazy("You can set up another phone"),
    gettext_lazy(
        "A manager at your organisation has reset the phone for your sign-in.\n\n"
        "Sign in with your password to set up another phone:\n{address}\n\n"
        "You did not ask for this? Ring your manager now: somebody may be trying to get in.\n"
    ),
)
SECOND_RESET_BY_LEAD = ToUser(
    gettext_lazy("You can set up another phone"),
    gettext_lazy(
        "The lead of your partnership has reset the phone for your sign-in.\n\n"
        "Sign in with your password to set up another phone:\n{address}\n\n"
        "You did not ask for this? Ring the lead now: somebody may be trying to get in.\n"
    ),
)
TOOK_OVER = ToUser(
    gettext_lazy("You look after more from today"),
    gettext_lazy(
        "A colleague has left, and what they looked after is with you now.\n\n"
        "Sign in to see it in your work:\n{address}\n"
    ),
)
ALERT = ToUser(
    gettext_lazy("Something needs you now"),
    gettext_lazy(
        "You are told because you are on call, or next to be told.\n\n"
        "Sign in now and open what stands first in your work:\n{address}\n\n"
        "If you cannot, do nothing: the next person is told soon.\n"
    ),
)
CONCERN = ToUser(
    gettext_lazy("Something waits for you"),
    gettext_lazy(
        "Somebody wrote something down that you should read soon.\n\n"
        "Sign in and open what stands first in your work:\n{address}\n\n"
        "If you cannot, do nothing: the next person is told.\n"
    ),
)
CONCERN_STANDS = ToUser(
    gettext_lazy("Something stands still"),
    gettext_lazy(
        "Everybody who may read {reference} was told of it, and nobody has said that they have it.\n\n"
        "You cannot open it. Ring the safeguarding leads of your partners now, and give this reference:\n{address}\n"
    ),
)
SECOND_RESET_BY_YOU = ToUser(
    gettext_lazy("You reset a colleague's phone"),
    gettext_lazy(
        "You let a colleague set up another phone for signing in. They have been told.\n\n"
        "It was not you? Sign in, change your password, and tell the lead of your partnership:\n{address}\n"
    ),
)


def _open(posting: Posting) -> User | None:
    return User.objects.filter(pk=posting.to_id, is_active=True).first()
