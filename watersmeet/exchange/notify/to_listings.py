"""Messages about listings, which are public: is it still right, with a link; and that somebody says something is wrong.

They name the listings and no person. What somebody wrote of a listing is in none of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.problems import Allowed, NotFound, Refusal
from watersmeet.exchange.notify import senders, texts
from watersmeet.exchange.notify.envelope import Envelope
from watersmeet.exchange.notify.ways import Way
from watersmeet.exchange.notify.words import Words
from watersmeet.outbox.api import Posting
from watersmeet.outbox.ports import Pending
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Channel

MOST_NAMED = 10
STILL_RIGHT = Words(
    gettext_lazy("Is it still right?"),
    gettext_lazy(
        "Hello,\n\nPeople near you look for help, and find what we list:\n\n{names}\n\nIs it still right? "
        "Please open this page, read it as they do, and say so. It takes a minute:\n{address}\n\n"
        "You need no account. The page works for six weeks. {again}\n"
    ),
    gettext_lazy("People find what we list of your group. Is it still right? Please look, and say so: {address}"),
)
ONCE_MORE = gettext_lazy("We ask once more in two weeks if we hear nothing, and then no more.")
LAST = gettext_lazy("This is the last time that we ask. If we hear nothing, we may ring you.")
MISTAKE: tuple[Promise, Promise] = (
    gettext_lazy("Somebody says that a listing is wrong: {name}"),
    gettext_lazy(
        "Somebody told us that something is wrong in this listing:\n\n{name}\n\n"
        "Sign in to read what it is, and put it right, or say that it is right:\n{address}\n"
    ),
)


class StillRight:
    """A link that asks whether listings are still right, to one of those who answer for them."""

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Make a link and the message, while anything is asked and they answer there."""
        names = directory.names_asked(posting.subject_id)
        way = _way(posting)
        if not names or way is None:
            return _gone() if way is None else _answered()
        hours = people.within_hours(posting.partnership, clock.now())
        if way.channel is Channel.SMS and isinstance(hours, Refusal):
            return hours
        address = directory.new_still_link(posting.subject_id, posting.to)
        if address is None:
            return _gone()
        if way.channel is Channel.SMS:
            return Envelope(
                str(posting.pk), (way.to,), "", str(STILL_RIGHT.short).format(address=address), way.channel
            ).pack()
        again = LAST if posting.key.endswith(":again") else ONCE_MORE
        text = str(STILL_RIGHT.text).format(names=_listed(names), address=address, again=again)
        return Envelope(str(posting.pk), (way.to,), str(STILL_RIGHT.subject), text).pack()

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """While anything is asked; another address now is a no."""
        if not directory.names_asked(posting.subject_id):
            return _answered()
        way = _way(posting)
        if way is None or way.to not in Envelope.unpack(posting.body or b"{}").to:
            return _gone()
        return Allowed("public")

    def send(self, posting: Posting, body: bytes) -> str | Pending:
        """By email; to somebody who answers by link by text, where they have no email."""
        return senders.send(body, again=posting.attempts > 1)


@dataclass(frozen=True, slots=True)
class Mistake:
    """That somebody says a listing is wrong, to who answers for it; to the leads where nobody can be told there."""

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Make it, while nobody has looked."""
        answer = self.recheck(posting)
        if isinstance(answer, Refusal):
            return answer
        leads = posting.to_kind == "partnership"
        to = tuple(dict.fromkeys(senders.leads(posting) if leads else senders.managers_or_inbox(posting)))
        if not to:
            return Refusal("nobody_there", _("Nobody there can be told."), _("Add a manager to the partner."))
        name = directory.names_of([posting.subject_id]).get(posting.subject_id, "")
        subject, text = (str(part) for part in MISTAKE)
        told = {"name": _one_line(name), "address": f"{settings.WATERSMEET_ADDRESS}/work/"}
        return Envelope(str(posting.pk), to, subject.format(**told), text.format(**told)).pack()

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """While a report waits."""
        return Allowed("public") if directory.is_reported(posting.subject_id) else _answered()

    def send(self, posting: Posting, body: bytes) -> str | Pending:
        """By email."""
        return senders.send(body)


def _way(posting: Posting) -> Way | None:
    """Where a message goes: email before text, since it says more."""
    if posting.to_kind == "user":
        user = User.objects.filter(pk=posting.to_id, is_active=True).first()
        return Way(Channel.EMAIL, user.email) if user else None
    if posting.to_kind == "answerer":
        return _of_answerer(posting)
    address = _address(posting)
    return Way(Channel.EMAIL, address) if address else None


def _of_answerer(posting: Posting) -> Way | None:
    one = partnerships.answerer(posting.to_id)
    if one is None:
        return None
    if one.email:
        return Way(Channel.EMAIL, one.email)
    return Way(Channel.SMS, one.phone) if one.phone and texts.can_send() else None


def _address(posting: Posting) -> str:
    try:
        if posting.to_kind == "partner":
            return partnerships.partner(posting.to_id).email
    except NotFound:
        return ""
    found = directory.views([posting.to_id]).get(posting.to_id)
    return found.email if found else ""


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    lines = [f"- {_one_line(name)}" for name in names[:MOST_NAMED]]
    return "\n".join([*lines, *([_("and %(many)s more") % {"many": more}] if more > 0 else [])])


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _gone() -> Refusal:
    return Refusal("nobody_there", _("Nobody answers for this listing there any more."))


def _answered() -> Refusal:
    return Refusal("over", _("Somebody has looked at it by now."))
