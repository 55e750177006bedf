"""Messages to partners that answer by link: a neutral link to each volunteer's own phone, a code to the group's.

A message to such a partner goes on as one message to each of its volunteers. A link goes by text to their own phone, or
by email; its code goes to what the partner registered. Neither says anything of a person.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.accounts import link_codes, links, throttle
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Allowed, NotFound, Refusal
from watersmeet.base.ref import Ref
from watersmeet.exchange.notify import texts
from watersmeet.exchange.notify.envelope import Envelope
from watersmeet.exchange.notify.senders import ToPartner, send
from watersmeet.exchange.notify.ways import LATER, Way
from watersmeet.exchange.notify.words import Words
from watersmeet.outbox import api as outbox
from watersmeet.outbox.api import Posting
from watersmeet.outbox.ports import Pending
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import AnswererView
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Channel
from watersmeet.records.referrals import api as referrals

LINK_FOR = timedelta(days=30)
OPENS = 6
"""So often one link opens, with a new code each time. Whatever happens next brings another link."""
CODES_A_DAY = 20
"""To one group's phone."""
NEWS = Words(
    gettext_lazy("A message for your group, {reference}"),
    gettext_lazy(
        "Hello,\n\nThere is a message for your group, {reference}.\n\nTo read it, open this page. "
        "We send a code to your group's phone:\n{address}\n\nPlease do not pass this message on.\n"
    ),
    gettext_lazy(
        "A message for your group, {reference}. To read it, open this page. "
        "A code goes to the group's phone:\n{address}"
    ),
)
STOPPED = Words(
    gettext_lazy("For your group, {reference}"),
    gettext_lazy(
        "Hello,\n\nSharing about {reference} has ended. The page does not open any more.\n\n"
        "Please do not pass on or use what you noted about it.\n"
    ),
    gettext_lazy(
        "Sharing about {reference} has ended. The page does not open any more. "
        "Please do not pass on or use what you noted about it."
    ),
)
CODE = Words(
    gettext_lazy("Your code"),
    gettext_lazy(
        "{code} is your code. It works once, for 10 minutes.\n\nGive it to nobody but the people of your group.\n"
    ),
    gettext_lazy("{code} is your code. It works once, for 10 minutes. Give it to nobody but the people of your group."),
)


@dataclass(frozen=True, slots=True)
class AlsoByLink:
    """A message to a partner: on to each who answers for it by link, and as ever to those who sign in there."""

    inner: ToPartner
    onward: str = "answerer.referral"

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Put one message for each volunteer, if it is still so; where nobody signs in, that is all."""
        answer = self.inner.recheck(posting)
        if isinstance(answer, Refusal):
            return answer
        there = partnerships.answerers_of(posting.to_id)
        for one in there:
            outbox.put(
                self.onward,
                subject=posting.subject,
                to=Ref("answerer", one.id),
                person=posting.person,
                partnership=posting.partnership,
                key=f"{posting.kind}:{posting.key}:{one.id}",
                ordered_by=Actor(Kind.PROCESS, partnership=posting.partnership),
            )
        if there and not partnerships.members(posting.to_id):
            return Envelope(str(posting.pk), (), "", "").pack()
        return self.inner.prepare(posting)

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """Whether it is still so; it tells of nobody."""
        return self.inner.recheck(posting)

    def send(self, posting: Posting, body: bytes) -> str | Pending:
        """By email, to those who sign in."""
        return self.inner.send(posting, body) if Envelope.unpack(body).to else "passed_on"


class _ByTheirWay:
    def send(self, posting: Posting, body: bytes) -> str | Pending:
        """By text, or by email where no text can be sent."""
        return send(body, again=posting.attempts > 1)


class LinkToAnswerer(_ByTheirWay):
    """A link to somebody who answers for a partner, while they do and while it is theirs to answer."""

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Lock the gate row, ask once more whose it is, make a link and the message."""
        one = self._still(posting)
        if isinstance(one, Refusal):
            return one
        way = _own_way(one)
        if way is None:
            return Refusal("no_way", _("Links and codes would go to the same place."), _("Register another phone."))
        at = clock.now()
        hours = people.within_hours(posting.partnership, at)
        if way.channel is Channel.SMS and isinstance(hours, Refusal):
            return hours
        token = links.issue_link(
            "answer",
            subject=posting.subject,
            partnership=posting.partnership,
            answerer=one.id,
            until=at + LINK_FOR,
            uses=OPENS,
            by=Actor(Kind.PROCESS, partnership=posting.partnership),
        )
        told = {"reference": ids.reference(posting.subject_id), "address": links.address(token)}
        return _envelope(posting, way, NEWS, **told)

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """The same again before the same bytes; another phone now is a no."""
        one = self._still(posting)
        if isinstance(one, Refusal):
            return one
        return _same_place(posting, _own_way(one))

    def _still(self, posting: Posting) -> AnswererView | Refusal:
        if posting.person is not None:
            people.lock(posting.person)
        one = partnerships.answerer(posting.to_id)
        if one is None:
            return _gone()
        try:
            answer = referrals.may_be_answered(posting.subject_id, one.partner)
        except NotFound:
            return Refusal("not_theirs", _("It is not theirs to answer any more."))
        return answer if isinstance(answer, Refusal) else one


class StoppedToAnswerer(_ByTheirWay):
    """That sharing has ended: a reference, no link."""

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Make it, while they answer there."""
        one = partnerships.answerer(posting.to_id)
        way = _own_way(one) if one else None
        if way is None:
            return _gone()
        hours = people.within_hours(posting.partnership, clock.now())
        if way.channel is Channel.SMS and isinstance(hours, Refusal):
            return hours
        return _envelope(posting, way, STOPPED, reference=ids.reference(posting.subject_id))

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """While they answer, and the phone is the same."""
        one = partnerships.answerer(posting.to_id)
        return _same_place(posting, _own_way(one)) if one else _gone()


class CodeToGroup(_ByTheirWay):
    """A code to what the partner registered, made as it leaves: the one before it is over."""

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Make the code."""
        one = partnerships.answerer(posting.to_id)
        way = _registered(one) if one else None
        if way is None:
            return _gone()
        today = clock.now().date().isoformat()
        if not throttle.allows("codes", f"{way.to} {today}", tries=CODES_A_DAY, seconds=24 * 60 * 60):
            return Refusal("too_many_texts", _("This number had many texts today."), "", clock.now() + LATER)
        code = link_codes.new_code(posting.subject_id)
        return _envelope(posting, way, CODE, code=code) if code else _gone()

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """While they answer, and the phone is the same."""
        one = partnerships.answerer(posting.to_id)
        return _same_place(posting, _registered(one)) if one else _gone()


def _registered(one: AnswererView) -> Way | None:
    """Where the code goes."""
    return _first((Channel.SMS, one.code_phone), (Channel.EMAIL, one.code_email))


def _own_way(one: AnswererView) -> Way | None:
    """Where the link goes: never where the code goes."""
    code = _registered(one)
    own = [(Channel.SMS, one.phone), (Channel.EMAIL, one.email)]
    return _first(*[(channel, to) for channel, to in own if code is None or to != code.to])


def _first(*ways: tuple[Channel, str]) -> Way | None:
    can = {Channel.SMS: texts.can_send(), Channel.EMAIL: True}
    return next((Way(channel, to) for channel, to in ways if to and can[channel]), None)


def _envelope(posting: Posting, way: Way, words: Words, **told: str) -> bytes:
    text = words.short if way.channel is Channel.SMS else words.text
    subject = "" if way.channel is Channel.SMS else str(words.subject).format(**told)
    return Envelope(str(posting.pk), (way.to,), subject, str(text).format(**told), channel=way.channel).pack()


def _same_place(posting: Posting, way: Way | None) -> Allowed | Refusal:
    if way is None or way.to not in Envelope.unpack(posting.body or b"{}").to:
        return Refusal("contact_changed", _("They have another number or address now."))
    return Allowed("asked")


def _gone() -> Refusal:
    return Refusal("nobody_there", _("Nobody answers there by link any more."))
