"""How messages leave: to the person under safe contact, to partners by email and by reference only."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from watersmeet.accounts import links
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.db.keys import KeyGoneError
from watersmeet.base.problems import Allowed, Invalid, NotFound, Refusal
from watersmeet.exchange.notify import mail, texts, ways
from watersmeet.exchange.notify.envelope import Envelope
from watersmeet.exchange.notify.words import TO_PARTNER, TO_PERSON
from watersmeet.outbox.api import Posting
from watersmeet.outbox.ports import Pending
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Attempt, Channel
from watersmeet.records.referrals import api as referrals

LINK_FOR = timedelta(days=30)
Audience = Callable[[Posting], Iterable[str]]


def send(body: bytes, *, again: bool = False) -> str | Pending:
    """Send a packed envelope; `again` when it was tried before. Raises SendError to try again, NeverError otherwise."""
    envelope = Envelope.unpack(body)
    return texts.send(envelope, again=again) if envelope.channel is Channel.SMS else mail.send(envelope)


def spoken(lang: str) -> str:
    """The language a message is written in: the person's, where we have our words in it."""
    return lang if lang in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class ToPerson:
    """A message to the person: the first safe way they chose, a link that opens with their PIN, nothing said of why."""

    def __init__(self, purpose: str, still: Callable[[UUID], object] | None = None) -> None:
        self.purpose = purpose
        self.still = still  # raises NotFound when what the message is about is over

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Lock the gate row, pass safe contact, make the message in the person's language."""
        if posting.person is None:
            return Refusal("no_person", _("This message is for nobody."))
        lang = people.lock(posting.person).lang
        over = self._over(posting)
        if over is not None:
            return over
        chosen = ways.choose(posting.person, at=clock.now(), partner=posting.partner)
        if isinstance(chosen, Refusal):
            return chosen
        try:
            address = self._address(posting, posting.person)
        except Invalid:
            return Refusal("no_pin", _("The person chose no PIN yet: no link can be sent."))
        words = TO_PERSON[posting.kind]
        with translation.override(spoken(lang)):
            text = words.short if chosen.channel is Channel.SMS else words.text
            told = str(words.subject), str(text).format(address=address)
        return Envelope(str(posting.pk), (chosen.to,), *told, channel=chosen.channel).pack()

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """The same rules again for the way that was chosen, before the same bytes; another address now is a no."""
        if posting.person is None:
            return Refusal("no_person", _("This message is for nobody."))
        people.lock(posting.person)
        over = self._over(posting)
        if over is not None:
            return over
        try:
            envelope = Envelope.unpack(posting.body or b"{}")
        except KeyGoneError:
            return Refusal("erased", _("The person's record was erased."))
        attempt = Attempt(envelope.channel, at=clock.now(), partner=posting.partner)
        answer, contact = people.safe_contact(posting.person, attempt)
        if answer and contact.address_for(envelope.channel) not in envelope.to:
            return Refusal("contact_changed", _("The person has another number or address now."))
        return answer

    def _over(self, posting: Posting) -> Refusal | None:
        try:
            if self.still:
                self.still(posting.subject_id)
        except NotFound as over:
            return Refusal("over", over.say)
        return None

    def _address(self, posting: Posting, person: UUID) -> str:
        token = links.issue_link(
            self.purpose,
            subject=posting.subject,
            partnership=posting.partnership,
            person=person,
            until=clock.now() + LINK_FOR,
            by=Actor(Kind.PROCESS, partnership=posting.partnership),
        )
        return links.address(token)

    def send(self, posting: Posting, body: bytes) -> str | Pending:
        """By the way that was chosen."""
        return send(body, again=posting.attempts > 1)


class ToPartner:
    """A message to people who work: a reference and what is next, nothing of the person, so that no gate is asked.

    The person's gate row is held all the same: what they stopped before it was made never is. `still` says whether what
    it tells is still so.
    """

    def __init__(
        self,
        audience: Audience,
        still: Callable[[Posting], Allowed | Refusal] | None = None,
        facts: Callable[[UUID], Mapping[str, str]] | None = None,
    ) -> None:
        self.audience = audience
        self.still = still
        self.facts = facts  # more that its words say of the subject, and that is nobody's

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Make the message for those who serve there today, if it is still so."""
        answer = self.recheck(posting)
        if isinstance(answer, Refusal):
            return answer
        to = tuple(dict.fromkeys(self.audience(posting)))
        if not to:
            return Refusal("nobody_there", _("Nobody there can be told."), _("Add a manager to the partner."))
        words = TO_PARTNER[posting.kind]
        told = {
            "reference": ids.reference(posting.subject_id),
            "days": referrals.days_late(posting.subject_id) if posting.kind.endswith(".late") else 0,
            "address": f"{settings.WATERSMEET_ADDRESS}/work/",
            **(self.facts(posting.subject_id) if self.facts else {}),
        }
        return Envelope(str(posting.pk), to, str(words.subject).format(**told), str(words.text).format(**told)).pack()

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """Whether it is still so; it tells of nobody."""
        if posting.person:
            people.lock(posting.person)
        return self.still(posting) if self.still else Allowed("reference only")

    def send(self, posting: Posting, body: bytes) -> str | Pending:
        """By email."""
        return send(body)


def still_stands(posting: Posting) -> Allowed | Refusal:
    """Whether a referral still waits, as a message says, for whom it goes to."""
    return referrals.still_stands(posting.kind, posting.subject_id, posting.to_id)


def partner_inbox(posting: Posting) -> Iterable[str]:
    """The partner's own address, else its managers'."""
    partner = partnerships.partner(posting.to_id)
    return [partner.email] if partner.email else managers(posting)


def named_or_managers(posting: Posting) -> Iterable[str]:
    """The one whom an urgent referral is for, while they work there; else the managers, or the partner's address."""
    named = referrals.named_worker(posting.subject_id)
    there = [seat.user.email for seat in partnerships.members(posting.to_id) if seat.user_id == named]
    return there or managers_or_inbox(posting)


def managers_or_inbox(posting: Posting) -> Iterable[str]:
    """The managers of the partner; where nobody manages, its own address."""
    return managers(posting) or [address for address in (partnerships.partner(posting.to_id).email,) if address]


def managers(posting: Posting) -> list[str]:
    """The managers of the partner."""
    return _emails(Role.MANAGER, posting.partnership, posting.to_id)


def leads(posting: Posting) -> Iterable[str]:
    """The partnership's leads."""
    return _emails(Role.LEAD, posting.partnership)


def leads_or_managers(posting: Posting) -> Iterable[str]:
    """The partnership's leads; every manager of the place where there is none, so that nothing is lost."""
    return leads(posting) or _emails(Role.MANAGER, posting.partnership)


def privacy_officers(posting: Posting) -> Iterable[str]:
    """The privacy officers of the partner; its managers where there is none, so that nothing is lost."""
    return _emails(Role.PRIVACY_OFFICER, posting.partnership, posting.to_id) or list(managers(posting))


def _emails(role: Role, partnership: UUID, partner: UUID | None = None) -> list[str]:
    return [seat.user.email for seat in partnerships.serving(role, partnership=partnership, partner=partner)]
