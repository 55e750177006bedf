"""How messages leave by email: to the person under safe contact, to partners by reference only."""

import smtplib
from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext as _

from watersmeet.accounts import links
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import Allowed, Invalid, NotFound, Refusal
from watersmeet.exchange.notify.envelope import Envelope
from watersmeet.exchange.notify.words import TO_PARTNER, TO_PERSON
from watersmeet.outbox.api import Posting
from watersmeet.outbox.ports import NeverError, SendError
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Attempt, Channel, SafeContact
from watersmeet.records.referrals import api as referrals

LINK_FOR = timedelta(days=30)
Audience = Callable[[Posting], Iterable[str]]


def send_email(body: bytes) -> str:
    """Send a packed envelope by Django's mail backend. Raises SendError to try again, NeverError when it cannot be."""
    email = Envelope.unpack(body).email()
    try:
        email.connection = get_connection()
        email.send()
    except smtplib.SMTPRecipientsRefused:
        raise NeverError("recipient_refused") from None
    except (smtplib.SMTPException, OSError) as fault:
        raise SendError(type(fault).__name__) from fault
    return "sent"


class ToPerson:
    """A message to the person: safe contact first, a link that opens with their PIN, nothing said of why."""

    def __init__(self, purpose: str, still: Callable[[UUID], object] | None = None) -> None:
        self.purpose = purpose
        self.still = still  # raises NotFound when what the message is about is over

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Lock the gate row, pass safe contact, make the message."""
        person = posting.person
        if person is None:
            return Refusal("no_person", _("This message is for nobody."))
        people.lock(person)
        answer, contact = self._may(posting, person)
        if isinstance(answer, Refusal):
            return answer
        try:
            token = links.issue_link(
                self.purpose,
                subject=posting.subject,
                partnership=posting.partnership,
                person=person,
                until=clock.now() + LINK_FOR,
                by=Actor(Kind.PROCESS, partnership=posting.partnership),
            )
        except Invalid:
            return Refusal("no_pin", _("The person chose no PIN yet: no link can be sent."))
        words = TO_PERSON[posting.kind]
        text = str(words.text).format(address=links.address(token))
        return Envelope(str(posting.pk), (contact.address_for(Channel.EMAIL),), str(words.subject), text).pack()

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """The same rules again, before the same bytes."""
        if posting.person is None:
            return Refusal("no_person", _("This message is for nobody."))
        people.lock(posting.person)
        return self._may(posting, posting.person)[0]

    def _may(self, posting: Posting, person: UUID) -> tuple[Allowed | Refusal, SafeContact]:
        """Whether it may leave now: what it is about still stands, and safe contact."""
        try:
            if self.still:
                self.still(posting.subject_id)
        except NotFound as over:
            return Refusal("over", over.say), SafeContact()
        return people.safe_contact(person, _attempt(posting))

    def send(self, posting: Posting, body: bytes) -> str:
        """By email."""
        return send_email(body)


class ToPartner:
    """A message to people who work: a reference and what is next, nothing of the person, so that no gate is needed."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Make the message for those who serve there today."""
        to = tuple(dict.fromkeys(self.audience(posting)))
        if not to:
            return Refusal("nobody_there", _("Nobody there can be told."), _("Add a manager to the partner."))
        words = TO_PARTNER[posting.kind]
        told = {
            "reference": ids.reference(posting.subject_id),
            "days": referrals.days_late(posting.subject_id) if posting.kind.endswith(".late") else 0,
            "address": f"{settings.WATERSMEET_ADDRESS}/work/",
        }
        return Envelope(str(posting.pk), to, str(words.subject).format(**told), str(words.text).format(**told)).pack()

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """It tells of nobody."""
        return Allowed("reference only")

    def send(self, posting: Posting, body: bytes) -> str:
        """By email."""
        return send_email(body)


def partner_inbox(posting: Posting) -> Iterable[str]:
    """The partner's own address, else its managers'."""
    partner = partnerships.partner(posting.to_id)
    return [partner.email] if partner.email else managers(posting)


def managers(posting: Posting) -> Iterable[str]:
    """The managers of the partner."""
    return _emails(Role.MANAGER, posting.partnership, posting.to_id)


def leads(posting: Posting) -> Iterable[str]:
    """The partnership's leads."""
    return _emails(Role.LEAD, posting.partnership)


def privacy_officers(posting: Posting) -> Iterable[str]:
    """The privacy officers of the partner that disclosed."""
    return _emails(Role.PRIVACY_OFFICER, posting.partnership, posting.to_id)


def _emails(role: Role, partnership: UUID, partner: UUID | None = None) -> list[str]:
    return [seat.user.email for seat in partnerships.serving(role, partnership=partnership, partner=partner)]


def _attempt(posting: Posting) -> Attempt:
    return Attempt(Channel.EMAIL, at=clock.now(), partner=posting.partner)
