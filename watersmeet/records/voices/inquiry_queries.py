"""What others ask about inquiries. Every read starts from who is asking; single answers are shown to nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from watersmeet.accounts.policy import insist, relations
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.voices.inquiries import insist_frozen
from watersmeet.records.voices.inquiry_document import Questions, read
from watersmeet.records.voices.inquiry_models import Answer, AskedGroup, Inquiry, Wave

FEWEST, BAND = 8, 5
"""Fewer are not told; more to the nearest five."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How many answered, to the nearest five; None: fewer than eight."""

    about: int | None

    @classmethod
    def of(cls, count: int) -> "Heard":
        """A count as it may be told."""
        return cls(BAND * ((count + 2) // BAND) if count >= FEWEST else None)


@dataclass(frozen=True, slots=True)
class AskedView:
    """One group of a wave: the code of its address, its roster if known, and how many answered until yesterday."""

    group: str
    name: str
    code: str
    roster: int | None
    heard: Heard


@dataclass(frozen=True, slots=True)
class WaveView:
    """One wave, for those who work here."""

    id: UUID
    inquiry: UUID
    partnership: UUID
    number: int
    opened_at: datetime
    closed_at: datetime | None
    forgotten_on: date | None
    groups: tuple[AskedView, ...]


@dataclass(frozen=True, slots=True)
class InquiryView:
    """One inquiry: its questions, whether they are frozen (with their digest), its waves, the latest first."""

    id: UUID
    questions: Questions
    frozen_at: datetime | None
    digest: str
    waves: tuple[WaveView, ...]

    @property
    def open(self) -> WaveView | None:
        """The wave that is asked now."""
        return next((one for one in self.waves if one.closed_at is None), None)


@dataclass(frozen=True, slots=True)
class Opened:
    """What an address opens: the questions, and for which group of which wave; `closed`: nobody answers any more."""

    wave: UUID
    partnership: UUID
    group: str
    questions: Questions
    code: str
    closed: bool


def inquiries(actor: Actor) -> list[InquiryView]:
    """Those of the actor's place, the newest first. Raises NotFound, Refused."""
    return [_view(row) for row in _here(actor).order_by("-made_at", "pk")]


def inquiry(actor: Actor, identifier: UUID) -> InquiryView:
    """One of the actor's place. Raises NotFound, Refused, Conflict where its questions were tampered with."""
    row = _here(actor).filter(pk=identifier).first()
    if row is None:
        raise NotFound
    insist_frozen(row)
    return _view(row)


def wave(actor: Actor, identifier: UUID) -> tuple[InquiryView, WaveView]:
    """A wave of the actor's place with its inquiry. Raises NotFound, Refused, Conflict as above."""
    row = Wave.objects.filter(pk=identifier, partnership=actor.partnership).first()
    if row is None:
        raise NotFound
    of = inquiry(actor, row.inquiry_id)
    return of, next(one for one in of.waves if one.id == identifier)


def words_of(actor: Actor, identifier: UUID) -> list[tuple[str, list[str]]]:
    """What people wrote in a closed wave, by question, in no order and without their group: for who keeps the inquiry.

    Where the inquiry asks for names, a name stands after the words. Raises NotFound, Refused.
    """
    of, at = wave(actor, identifier)
    insist(actor, "inquiry.keep", relations(actor, here=at.partnership))
    if at.closed_at is None:
        raise NotFound
    held = [row.words for row in Answer.objects.filter(wave=identifier).order_by("pk") if row.words]
    return [
        (one.ask, [_signed(words, one.id) for words in held if f"words.{one.id}" in words])
        for one in of.questions.words
    ]


def tallies_of(actor: Actor, identifier: UUID) -> list[dict[str, Any]]:
    """What was kept of the answers of a wave when they were forgotten. Pure: the caller asked who may know.

    Raises NotFound where they are still there.
    """
    row = Wave.objects.filter(pk=identifier, partnership=actor.partnership, forgotten_on__isnull=False).first()
    if row is None:
        raise NotFound
    return list((row.kept or {}).get("tallies", ()))


def heard_of(row: Wave) -> dict[str, int]:
    """How many answered, to the nearest five, by group; a group of fewer than eight is not in it."""
    told = {group: Heard.of(many).about for group, many in _counts(row).items()}
    return {group: about for group, about in told.items() if about is not None}


def asked_by_code(typed: str) -> Opened | None:
    """What a code opens, however it was typed; None when it was never given."""
    row = AskedGroup.objects.filter(code=ids.tidy_code(typed)).select_related("wave__inquiry").first()
    return _opened(row) if row else None


def asked_of_group(wave: UUID, group: str) -> Opened | None:
    """The same by wave and group, for those who answer for themselves or write down."""
    row = AskedGroup.objects.filter(wave=wave, group=group).select_related("wave__inquiry").first()
    return _opened(row) if row else None


def _signed(words: Mapping[str, str], item: str) -> str:
    said, name = words[f"words.{item}"], words.get("name")
    return f"{said} ({name})" if name else said


def _opened(row: AskedGroup) -> Opened:
    document = read(row.wave.inquiry.document)
    return Opened(row.wave_id, row.partnership_id, row.group, document, row.code, row.wave.closed_at is not None)


def _here(actor: Actor) -> QuerySet[Inquiry]:
    if actor.partnership is None:
        raise NotFound
    insist(actor, "inquiry.see", relations(actor, here=actor.partnership))
    return Inquiry.objects.filter(partnership=actor.partnership)


def _view(row: Inquiry) -> InquiryView:
    document = read(row.document)
    waves = tuple(_wave_view(one, document) for one in row.waves.order_by("-number").prefetch_related("groups"))
    return InquiryView(row.pk, document, row.frozen_at, row.digest, waves)


def view_of(row: Wave) -> WaveView:
    """A wave as others see it, for who needs to ask nobody."""
    return _wave_view(row, read(row.inquiry.document))


def _wave_view(row: Wave, document: Questions) -> WaveView:
    about = row.kept.get("heard", {}) if row.kept else heard_of(row)
    asked = {one.group: one for one in row.groups.all()}
    groups = tuple(
        AskedView(one.id, one.name, asked[one.id].code, asked[one.id].roster, Heard(about.get(one.id)))
        for one in document.groups
        if one.id in asked
    )
    return WaveView(
        row.pk, row.inquiry_id, row.partnership_id, row.number, row.opened_at, row.closed_at, row.forgotten_on, groups
    )


def _counts(row: Wave) -> Mapping[str, int]:
    """By group: until yesterday while it is open, so that nobody sees a number move as somebody answers."""
    told = Q() if row.closed_at else Q(answered_on__lt=clock.today())
    counted = row.answers.filter(told).order_by().values("group").annotate(many=Count("pk"))
    return {one["group"]: one["many"] for one in counted}
