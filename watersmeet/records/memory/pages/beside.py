"""What the memory shows beside the work of other rooms: what was written about the very thing before somebody."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.design.asides import Aside
from watersmeet.records.directory import api as directory
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Seen
from watersmeet.records.memory.pages.abouts import REASONS, STEPS

FEW = 3


def declining(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:
    """Who is about to decline reads what was written about reasons for it, this service and this partner."""
    reasons = [("reason", one.value) for one in REASONS]
    yield from _remembered(actor, [*memory.about_refs(about), *reasons])


def service(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:
    """Who opens a service reads what was written about it and about the partner that runs it."""
    if memory.may_see(actor):
        partners = [("partner", str(one)) for ref in about if (one := _partner_of(actor, ref.id))]
        yield from _remembered(actor, [*memory.about_refs(about), *partners])


def rules(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:  # noqa: ARG001 - parts of the rules have codes, no ids
    """Who reads the rules reads what was decided and learned about any part of them."""
    yield from _remembered(actor, [("step", code) for code in STEPS])


def promised(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:  # noqa: ARG001 - everybody may read it
    """Where everybody reads what was promised, once something is shown there."""
    if memory.promises(actor.partnership):
        title, words = _("What was promised"), _("Read what was promised here, by whom, and if it was done.")
        yield Aside(title, words, reverse("memory:promises"), _("Read the promises"))


def meeting(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:  # noqa: ARG001 - everybody may read it
    """Where everybody reads when people meet, while something is to come."""
    coming = [one for one in memory.gatherings(actor.partnership) if one.to_come]
    if coming:
        first = _("%(title)s, %(day)s") % {"title": coming[0].title, "day": dates.day(coming[0].day)}
        yield Aside(_("When we meet"), first, reverse("memory:gatherings"), _("Read when and where"))


def _remembered(actor: Actor, about: Iterable[tuple[str, str]]) -> Iterator[Aside]:
    """The newest that still stand, and where the rest is."""
    if not memory.may_see(actor):
        return
    for one in [found for found in memory.recall(actor, about=about) if not found.superseded_by][:FEW]:
        yield Aside(_("We wrote this down before"), _words(one), reverse("memory:entry", args=[one.id]), one.title)


def _words(one: Seen) -> str:
    told = {"kind": one.kind.label, "partner": one.partner or one.body, "day": dates.date(one.made_at)}
    return _("%(kind)s, %(partner)s, %(day)s") % told


def _partner_of(actor: Actor, service: UUID) -> UUID | None:
    try:
        return directory.service(actor, service).partner_id
    except NotFound:
        return None
