"""Deliberations: opened by somebody here, spoken in by anyone, looked at by whoever moderates."""

import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit import api as audit
from watersmeet.audit.happened import happened
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor
from watersmeet.base.db.ring import keyed
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox.inbox import once
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.voices.talk_models import (
    Deliberation,
    DeliberationEvent,
    Opinion,
    Participant,
    Says,
    Shown,
    Statement,
    WhyOut,
)

LONGEST = 280
JOINERS = "\u200c\u200d"
"""Signs that nobody sees and that belong to words and pictures; others may turn a line around."""
MOST_WAITING = 10
"""So many statements of one participant may wait at a time."""


@dataclass(frozen=True, slots=True)
class OneVote:
    """A vote that comes from elsewhere: the participant's and the statement's numbers, and what it says."""

    participant: int
    statement: int
    says: int


@transaction.atomic
def open_deliberation(
    *, question: str, begin_with: Sequence[str], days: int, by: Actor, key: str | None = None
) -> UUID:
    """Ask a question, with a few statements to begin with. Returns its id. Raises Refused, Invalid, KeyReused."""
    insist(by, "deliberation.open", relations(by, here=by.partnership))
    place, partner = by.partnership, by.partner
    if place is None or partner is None:
        raise NotFound
    said = [one.strip() for one in begin_with if one.strip()]
    _insist_question(question, said, days)
    now = clock.now()

    def do() -> str:
        row = _made(place, partner, by, question.strip(), (now, now + timedelta(days=days)), "deliberation.open")
        Statement.objects.bulk_create(
            Statement(
                partnership_id=row.partnership_id,
                deliberation=row,
                number=number,
                words=words,
                shown=Shown.SHOWN,
                said_on=clock.today(),
            )
            for number, words in enumerate(said)
        )
        return str(row.pk)

    content = {"question": question, "begin_with": said, "days": days}
    return UUID(str(once(f"deliberation.open:{by.id}", key, content, do)))


@transaction.atomic
def take_in_deliberation(
    *, question: str, statements: Iterable[tuple[int, str, bool]], votes: Iterable[OneVote], by: Actor
) -> UUID:
    """One that was held elsewhere: its statements (number, words, shown) and votes; it is over. Raises Refused."""
    insist(by, "deliberation.take_in", relations(by, here=by.partnership))
    if by.partnership is None or by.partner is None:
        raise NotFound
    if not question.strip():
        raise Invalid({"question": [_("Say what people were asked.")]})
    now, last = clock.now(), {(one.participant, one.statement): one.says for one in votes}
    row = _made(by.partnership, by.partner, by, question[:200], (now - timedelta(days=1), now), "deliberation.take_in")
    today, common = clock.today(), {"partnership_id": row.partnership_id, "deliberation": row}
    numbers = sorted({number for number, _statement in last})
    people = {one: Participant(**common, number=one, digest=digest_of(secrets.token_urlsafe())) for one in numbers}
    there = {
        number: Statement(
            **common,
            number=number,
            words=words,
            shown=Shown.SHOWN if shown else Shown.TAKEN_OUT,
            why_out="" if shown else WhyOut.OFF_TOPIC,
            said_on=today,
        )
        for number, words, shown in statements
    }
    Participant.objects.bulk_create(people.values(), batch_size=500)
    Statement.objects.bulk_create(there.values(), batch_size=500)
    Opinion.objects.bulk_create(
        (
            Opinion(
                partnership_id=row.partnership_id,
                statement=there[statement],
                participant=people[number],
                says=says,
                said_on=today,
            )
            for (number, statement), says in last.items()
        ),
        batch_size=500,
    )
    return row.pk


@transaction.atomic
def take_part(code: str, *, by: Actor) -> str:
    """Somebody takes part from now on. Returns the secret that their browser alone holds. Raises NotFound, Conflict."""
    row = _open(code, by)
    secret = secrets.token_urlsafe(24)
    Deliberation.objects.select_for_update().get(pk=row.pk)
    latest = Participant.objects.filter(deliberation=row).aggregate(latest=Max("number"))["latest"]
    Participant.objects.create(
        partnership_id=row.partnership_id,
        deliberation=row,
        number=0 if latest is None else latest + 1,
        digest=digest_of(secret),
    )
    _note("deliberation.take_part", row, by)
    return secret


@transaction.atomic
def speak_to(code: str, secret: str, statement: int, says: int, *, by: Actor) -> None:
    """Agree, disagree or pass; a later word takes the place of the earlier. Raises NotFound, Invalid, Conflict."""
    row = _open(code, by)
    who = _participant(row, secret)
    about = Statement.objects.filter(deliberation=row, number=statement, shown=Shown.SHOWN).first()
    if about is None:
        raise NotFound
    if says not in Says.values:
        raise Invalid({"says": [_("Choose one of the answers.")]})
    Opinion.objects.update_or_create(
        statement=about,
        participant=who,
        defaults={"partnership_id": row.partnership_id, "says": says, "said_on": clock.today()},
    )
    _note("deliberation.speak_to", row, by)


@transaction.atomic
def say(code: str, secret: str, words: str, *, by: Actor, key: str | None = None) -> int:
    """Somebody says something of their own; others see it once somebody here has looked at it. Returns its number.

    Raises NotFound, Invalid, Conflict, KeyReused.
    """
    row = _open(code, by)
    who = _participant(row, secret)
    tidy = " ".join(words.split())
    _insist_words("words", tidy)
    Deliberation.objects.select_for_update().get(pk=row.pk)

    def do() -> int:
        if Statement.objects.filter(deliberation=row, participant=who, shown=Shown.WAITING).count() >= MOST_WAITING:
            raise Conflict(_("Several things that you said wait to be looked at."), _("Come back another day."))
        latest = Statement.objects.filter(deliberation=row).aggregate(latest=Max("number"))["latest"]
        made = Statement.objects.create(
            partnership_id=row.partnership_id,
            deliberation=row,
            participant=who,
            number=0 if latest is None else latest + 1,
            words=tidy,
            said_on=clock.today(),
        )
        _note("deliberation.say", row, by)
        return made.number

    return int(str(once(f"deliberation.say:{row.pk}", key, {"words": tidy}, do, day_only=True)))


@transaction.atomic
def look_at(deliberation: UUID, statement: int, *, why_out: str = "", by: Actor) -> None:
    """Whoever moderates lets others see a statement, or takes it out and says why.

    Raises NotFound, Refused, Invalid.
    """
    row = Deliberation.objects.select_for_update().filter(pk=deliberation, partnership=by.partnership).first()
    if row is None:
        raise NotFound
    insist(by, "deliberation.moderate", relations(by, here=row.partnership_id))
    said = Statement.objects.select_for_update().filter(deliberation=row, number=statement).first()
    if said is None:
        raise NotFound
    if why_out and why_out not in WhyOut.values:
        raise Invalid({"why_out": [_("Choose why it is taken out.")]})
    said.shown, said.why_out = (Shown.TAKEN_OUT, why_out) if why_out else (Shown.SHOWN, "")
    said.save()
    verb = "deliberation.moderate"
    happened(DeliberationEvent, verb, subject=row, by=by, key_owner=row.partnership_id, reason_code=why_out)


@transaction.atomic
def end_deliberation(deliberation: UUID, *, by: Actor) -> None:
    """It ends now. Ended twice is ended. Raises NotFound, Refused."""
    row = Deliberation.objects.select_for_update().filter(pk=deliberation, partnership=by.partnership).first()
    if row is None:
        raise NotFound
    insist(by, "deliberation.open", relations(by, here=row.partnership_id))
    now = clock.now()
    if row.closes_at > now:
        row.closes_at = now
        happened(DeliberationEvent, "deliberation.end", subject=row, by=by, key_owner=row.partnership_id)


@transaction.atomic
def propose_from(deliberation: UUID, statement: int, *, by: Actor, key: str | None = None) -> UUID:
    """A proposal for new rules that begins with a statement as its why.

    Raises NotFound, Refused, Invalid, KeyReused.
    """
    said = Statement.objects.filter(
        deliberation=deliberation, number=statement, shown=Shown.SHOWN, partnership=by.partnership
    ).first()
    if said is None or by.partnership is None:
        raise NotFound
    rules = partnerships.newest_rules(by.partnership)
    day = clock.today() + timedelta(days=rules.ratifying.days + 28)
    return partnerships.propose(model=rules, why=(said.words or "")[:300], from_on=day, by=by, key=key)


def _made(
    place: UUID, partner: UUID, by: Actor, question: str, open_between: tuple[datetime, datetime], verb: str
) -> Deliberation:
    opens_at, closes_at = open_between
    row = Deliberation(
        partnership_id=place,
        partner_id=partner,
        writer=by.id,
        question=question,
        code=ids.code(),
        opens_at=opens_at,
        closes_at=closes_at,
    )
    happened(DeliberationEvent, verb, subject=row, by=by, key_owner=row.partnership_id)
    return row


def _insist_question(question: str, said: Sequence[str], days: int) -> None:
    wrong: dict[str, list[str]] = {}
    if not 1 <= len(question.strip()) <= 200:
        wrong["question"] = [_("Ask a question of 200 letters or fewer.")]
    if not 1 <= days <= 180:
        wrong["days"] = [_("Choose from 1 to 180 days.")]
    if not said:
        wrong["begin_with"] = [_("Write one statement or more to begin with.")]
    elif len(said) > 50 or max(map(len, said)) > LONGEST:
        wrong["begin_with"] = [_("Write 50 statements at most, each of 280 letters or fewer.")]
    if wrong:
        raise Invalid(wrong)


def _insist_words(field: str, words: str) -> None:
    if not any(sign.isalnum() for sign in words):
        raise Invalid({field: [_("Write what you want to say.")]})
    if any(unicodedata.category(sign) == "Cf" and sign not in JOINERS for sign in words):
        raise Invalid({field: [_("There are signs in it that nobody sees. Type it in again.")]})
    if len(words) > LONGEST:
        raise Invalid({field: [_("Use %(most)s letters or fewer.") % {"most": LONGEST}]})


def _open(code: str, by: Actor) -> Deliberation:
    insist(by, "deliberation.take_part")
    row = Deliberation.objects.filter(code=ids.tidy_code(code)).first()
    if row is None:
        raise NotFound(_("We do not know this question."))
    if row.closes_at <= clock.now():
        raise Conflict(_("This has ended."), _("You can read what people said."))
    return row


def _participant(row: Deliberation, secret: str) -> Participant:
    who = Participant.objects.filter(deliberation=row, digest=digest_of(secret)).first()
    if who is None:
        raise NotFound
    return who


def digest_of(secret: str) -> bytes:
    """What is kept of a participant's secret: it cannot be turned back."""
    return keyed("blind", "participant", secret.encode())


def _note(verb: str, row: Deliberation, by: Actor) -> None:
    """That somebody spoke, and nothing of who or what."""
    audit.write(verb, by=by, subject=Ref("deliberation", row.pk), partnership=row.partnership_id)
