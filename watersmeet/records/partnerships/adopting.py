"""How rules come into force: the first as a place is founded, every later one only with what it touches ratified."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.records.partnerships import who_may_refer
from watersmeet.records.partnerships.closed_ways import KINDS
from watersmeet.records.partnerships.model import Model, read, touched, written
from watersmeet.records.partnerships.models import (
    ModelVersion,
    Partner,
    Partnership,
    PartnershipEvent,
    Proposal,
    Ratification,
    Sector,
)
from watersmeet.records.partnerships.states import ProposalState

LONGEST_AHEAD = timedelta(days=400)
"""So far ahead may rules begin: until then only what touches no step can change."""


@transaction.atomic
def adopt_model(
    *,
    partnership: Partnership,
    model: Model,
    why: str,
    by: Actor,
    from_at: datetime | None = None,
    ratification: Ratification | None = None,
) -> ModelVersion:
    """A model comes into force, now or from an instant after every earlier version.

    Raises Invalid when it names somebody who is no partner here or the instant is wrong, and Conflict when it touches a
    step that communities and learners did not ratify, or another one is voted on.
    """
    insist(by, "partnership.change", relations(by, here=partnership.pk))
    if Proposal.objects.filter(partnership=partnership, state=ProposalState.VOTING).exists():
        raise Conflict(_("A proposal is being voted on."), _("Wait until that vote has ended."))
    return bring_into_force(partnership.pk, model=model, why=why, by=by, from_at=from_at, ratification=ratification)


def bring_into_force(
    partnership: UUID,
    *,
    model: Model,
    why: str,
    by: Actor,
    from_at: datetime | None = None,
    ratification: Ratification | None = None,
    replaces: ModelVersion | None = None,
) -> ModelVersion:
    """The same for who was asked already whether they may, in their transaction. Raises as `adopt_model`.

    `replaces` is the version it is held against: the newest, if no other is named.
    """
    place = Partnership.objects.select_for_update().get(pk=partnership)
    latest = latest_version(place.pk)
    before = replaces or latest
    here = insist_fits(place.pk, model, known=read(before.document) if before else None)
    when = from_at or clock.now()
    if before:
        _insist_after(before, when)
        insist_ratified(read(before.document), model, ratification)
    version = ModelVersion.objects.create(
        partnership=place,
        number=latest.number + 1 if latest else 1,
        front_door=here.get(model.front_door) or _as_before(before),
        document=written(model),
        why=why,
        from_at=when,
        adopted_at=clock.now(),
        adopted_by=by.id,
        ratification=ratification,
    )
    happened(PartnershipEvent, "partnership.adopt_model", subject=place, by=by, key_owner=place.pk)
    return version


def latest_version(partnership: UUID) -> ModelVersion | None:
    """The newest version of a place, in force or to come."""
    return ModelVersion.objects.filter(partnership=partnership).order_by("-number").first()


def insist_fits(partnership: UUID, model: Model, *, known: Model | None = None) -> dict[str, Partner]:
    """The partners of the place by name. Raises Invalid for each part of the document that names somebody else.

    Who stands in the `known` rules already and has left, the front door too, is no fault of a new document.
    """
    present = Partner.objects.filter(partnership=partnership, left_on=None).select_related("organisation")
    here = {partner.organisation.name: partner for partner in present}
    wrong: dict[str, list[str]] = {}
    if model.front_door not in here and not (known and known.front_door == model.front_door):
        told = {"front_door": model.front_door, "names": ", ".join(sorted(here)) or _("none yet")}
        wrong["front_door"] = [_("%(front_door)s is no partner here. Partners are: %(names)s.") % told]
    kept = set(known.retention.partners) if known else set()
    for name in sorted(model.retention.partners.keys() - here.keys() - kept):
        wrong.setdefault("retention.partners", []).append(_("%(name)s is no partner here.") % {"name": name})
    lines = {(step.key, line.partner) for step in known.steps for line in step.lines} if known else set()
    for step in model.steps:
        gone = {line.partner for line in step.lines if (step.key, line.partner) not in lines} - here.keys()
        if gone:
            wrong[f"steps.{step.key}"] = list(_strangers(gone, here))
    unknown = who_may_refer.strangers(model, here, known)
    if unknown:
        wrong["referring"] = list(_nobody(unknown, here))
    wrong.setdefault("referring", []).extend(_kept_from_help(model, (way.to for way in model.referring)))
    wrong["eligible"] = list(_nobody(who_may_refer.not_here(model, here, known), here))
    wrong["eligible"].extend(_kept_from_help(model, (one.to for one in model.eligible)))
    wrong = {where: said for where, said in wrong.items() if said}
    if wrong:
        raise Invalid(wrong)
    return here


def insist_ratified(before: Model, after: Model, ratification: Ratification | None) -> None:
    """Raise Conflict unless everything that differs may change without a vote, or was voted on in these words.

    What touches no step may have changed beside what was voted on.
    """
    steps = touched(before, after)
    if not steps:
        return
    if ratification is None or not _covers(ratification, after, steps):
        raise Conflict(
            _("This changes what communities and learners decide: %(steps)s.") % {"steps": ", ".join(steps)},
            _("Propose it and put it to the vote."),
        )


def _covers(ratification: Ratification, after: Model, steps: list[str]) -> bool:
    """Whether both said yes to this, and it has not been brought in before."""
    proposal = ratification.proposal
    still = proposal.state == ProposalState.RATIFIED
    same_words = not touched(read(proposal.document), after)
    return ratification.passed and still and same_words and set(steps) <= set(ratification.steps)


def _as_before(before: ModelVersion | None) -> Partner:
    """The front door that stays as it is, though it has left: the rules say so until another is voted on."""
    if before is None:
        raise NotFound
    return before.front_door


def _strangers(names: Iterable[str], here: dict[str, Partner]) -> Iterable[str]:
    for name in sorted(names):
        told = {"name": name, "names": ", ".join(sorted(here)) or _("none yet")}
        yield _("%(name)s is no partner here. Partners are: %(names)s.") % told


def _nobody(names: Iterable[str], here: dict[str, Partner]) -> Iterable[str]:
    known = ", ".join([*Sector.values, *KINDS, *sorted(here)])
    for name in names:
        yield _("%(name)s is nobody here. Name one of: %(known)s.") % {"name": name, "known": known}


def _kept_from_help(model: Model, named: Iterable[str]) -> Iterable[str]:
    for name in who_may_refer.kept_from_help(model, named):
        yield _("Nobody is kept from a crisis line: %(name)s.") % {"name": name}


def _insist_after(before: ModelVersion, when: datetime) -> None:
    if when <= before.from_at:
        told = {"number": before.number, "since": before.from_at.date()}
        raise Invalid({"from_on": [_("Version %(number)s counts from %(since)s: choose a later day.") % told]})
    if when > clock.now() + LONGEST_AHEAD:
        raise Invalid({"from_on": [_("Choose a day within 400 days.")]})
