"""Texts to the own phones of those on call: a code that proves the number, and that something needs them now."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from watersmeet.accounts.models import User
from watersmeet.base.problems import Allowed, Refusal
from watersmeet.exchange.notify import texts
from watersmeet.exchange.notify.envelope import Envelope
from watersmeet.exchange.notify.senders import send
from watersmeet.outbox.api import Posting
from watersmeet.outbox.ports import Pending
from watersmeet.records.people.api import Channel
from watersmeet.records.safety import api as safety


class _ByText:
    def send(self, posting: Posting, body: bytes) -> str | Pending:
        """By text, whatever the hour: they said yes to being called."""
        return send(body, again=posting.attempts > 1)


@dataclass(frozen=True, slots=True)
class CodeToPhone(_ByText):
    """A code to a number that somebody gave as their own."""

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Make the code and the text, while the number is not proven."""
        if not texts.can_send():
            return _no_texts()
        found = safety.new_code(posting.subject_id)
        if found is None:
            return _gone()
        number, code = found
        words = _("%(code)s is your code. Type it in where you gave this number. It lasts 15 minutes.") % {"code": code}
        return Envelope(str(posting.pk), (number,), "", words, Channel.SMS).pack()

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """The account is open, and this very number still waits for it."""
        still = _open(posting) and safety.waits_for_code(posting.subject_id, _to(posting))
        return Allowed("their own number") if still else _gone()


@dataclass(frozen=True, slots=True)
class AlertToPhone(_ByText):
    """That something needs them now: no name, nothing of what it is about."""

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Make the text, to the number as it is proven now."""
        if not texts.can_send():
            return _no_texts()
        number = safety.proven_number(posting.to_id, posting.partnership) if _open(posting) else ""
        if not number:
            return _gone()
        words = _("Something needs you now. Sign in and open what stands first in your work: %(address)s")
        told = words % {"address": f"{settings.WATERSMEET_ADDRESS}/work/"}
        return Envelope(str(posting.pk), (number,), "", told, Channel.SMS).pack()

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """While the account is open, this very number theirs, and what it is about still with them."""
        if not safety.is_with(posting.subject, posting.to_id):
            return Refusal("over", _("Somebody else has it by now, or it is closed."))
        still = _open(posting) and safety.proven_number(posting.to_id, posting.partnership) == _to(posting)
        return Allowed("their own number") if still else _gone()


def _to(posting: Posting) -> str:
    """The number that the text was made for."""
    return Envelope.unpack(posting.body or b"{}").to[0]


def _open(posting: Posting) -> bool:
    return User.objects.filter(pk=posting.to_id, is_active=True).exists()


def _gone() -> Refusal:
    return Refusal("nobody_there", _("There is no such number any more."))


def _no_texts() -> Refusal:
    return Refusal("no_texts", _("This place cannot send texts."), _("Whoever runs it can set WATERSMEET_TEXTS."))
