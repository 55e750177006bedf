"""Referring somebody who is in the room, in words for the page: the worker's, and those that are read aloud."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor
from watersmeet.design import dates
from watersmeet.design.phones import as_dialled
from watersmeet.records.directory.api import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Partner
from watersmeet.records.people.api import ANY_DAYTIME, DAYTIMES, WAYS, Match, SafeContact
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import DecidedBy, LeftOut, Out, Seen, Shown, State, Statement


class MatchRow:
    """One of our own people who may be meant."""

    def __init__(self, match: Match) -> None:
        self.id = match.id
        self.name = match.name
        self.facts = [
            words
            for known, words in (
                (match.born, _("born %(day)s") % {"day": dates.date(match.born)} if match.born else ""),
                (match.phone_ends, _("phone ends in %(digits)s") % {"digits": match.phone_ends}),
                (True, _("known here since %(day)s") % {"day": dates.date(match.since)}),
            )
            if known
        ]


class ContactRows:
    """How to reach somebody safely, as (name, words) pairs."""

    def __init__(self, contact: SafeContact) -> None:
        reached = (contact.channels, contact.daytimes)
        self.rows = [
            (_("Ways that are safe"), _joined([str(WAYS[one]) for one in reached[0]]) or _("They come back to us")),
            (
                _("Times that are safe"),
                _joined([str(DAYTIMES[one]) for one in reached[1]]) or str(ANY_DAYTIME),
            ),
        ]
        for name, words in (
            (_("Phone"), as_dialled(contact.phone)),
            (_("Email"), contact.email),
            (_("Code word"), contact.code_word),
            (_("Not to be involved"), _joined([str(partnerships.partner(one)) for one in contact.not_partners])),
        ):
            if words:
                self.rows.append((name, words))


class OpenListPresenter:
    """The services that could help, in their order, each with its reasons; those left out, with why.

    `by_name`: where the address of a service lets somebody there be asked by name, as it is urgent.
    """

    def __init__(self, shown: Shown, address: Callable[[UUID], str], *, by_name: bool = False) -> None:
        self.rows = [
            OpenRow(
                one.name,
                one.provider_name if one.provider_name != one.name else "",
                one.about,
                one.kind,
                "; ".join(one.reasons),
                self._before_next(one.decided_by, shown.near),
                address(one.service),
            )
            for one in shown.places
        ]
        self.left_out = [
            OpenRow(
                one.name,
                one.provider_name,
                "",
                "",
                one.why,
                "",
                self._may_be_chosen(one, address),
                address(one.service) if by_name and one.by_name else "",
            )
            for one in shown.left_out
        ]
        self.near = shown.near
        self.rules = referrals.rules_said(shown.partnership)

    @staticmethod
    def _before_next(decided_by: str, near: str) -> str:
        """Without a place to measure from, only what needs no travel is nearer than the rest."""
        if decided_by == DecidedBy.DISTANCE and not near:
            return _("Nobody needs to travel to it")
        return str(DecidedBy(decided_by).label) if decided_by else ""

    @staticmethod
    def _may_be_chosen(one: Out, address: Callable[[UUID], str]) -> str:
        """What is paused can be asked all the same, when the person chooses it."""
        return address(one.service) if one.code == LeftOut.PAUSED else ""


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One service of the list: why it stands where it stands, and what puts it before the next."""

    name: str
    provider: str
    about: str
    kind: str
    reasons: str
    before_next: str
    href: str
    urgent_href: str = ""


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner to ask, or why the rules close the way to it; then somebody there may still be asked by name."""

    id: UUID
    name: str
    closed: str
    by_name: bool


def partners_to_ask(actor: Actor, others: Sequence[Partner], person: UUID) -> list[PartnerRow]:
    """The partners that can be asked without a service being named: an agreement and lawful bases are there."""
    own, who = actor.partner, referrals.known_of(actor, person)
    rows = []
    for one in others:
        if own is not None and referrals.may_pass(own, one.pk):
            closed = referrals.closed_from(actor, one.pk, who=who)
            words, by_name = (closed.words, closed.by_name) if closed else ("", False)
            rows.append(PartnerRow(one.pk, str(one), words, by_name))
    return rows


class ReadPresenter:
    """The statement that is read together, and what stands in the way of sending."""

    def __init__(self, seen: Seen, statement: Statement) -> None:
        self.id = seen.id
        self.name = seen.card.name if seen.card else seen.reference
        self.receiver = str(partnerships.partner(seen.receiver))
        self.share = statement.share.splitlines()
        self.count = statement.count.splitlines()
        self.agreed = seen.referrer == seen.receiver or referrals.may_pass(seen.referrer, seen.receiver)


class NotePresenter:
    """What the person takes with them: how it goes on when it was sent, where to turn when it was not."""

    def __init__(self, seen: Seen, service: ServiceView | None) -> None:
        self.id = seen.id
        self.reference = seen.reference
        self.sent = seen.state is not State.WITHDRAWN
        self.receiver = partnerships.partner(seen.receiver)
        self.due = dates.day(seen.due_on) if seen.due_on else ""
        self.service = service
        self.rows = _facts(service) if service else []


def _facts(service: ServiceView) -> list[tuple[str, str]]:
    where = "; ".join(
        _joined([part for part in (one.address, one.town, one.postcode) if part]) for one in service.places
    )
    known = [(_("Where"), where), (_("Cost"), service.cost), (_("Website"), service.website)]
    return [(name, words) for name, words in known if words]


def _joined(words: Sequence[str]) -> str:
    return ", ".join(words)
