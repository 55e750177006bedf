"""How rules come into force: the first as a place is founded, every later one only with what it touches ratified."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid
from watersmeet.records.partnerships.model import Model, read, touched, written
from watersmeet.records.partnerships.models import ModelVersion, Partner, Partnership, PartnershipEvent, Ratification


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

    Raises Invalid when it names somebody who is no partner here or the instant is too early, and Conflict when it
    touches a step that communities and learners did not ratify.
    """
    insist(by, "partnership.change", relations(by, here=partnership.pk))
    return bring_into_force(partnership.pk, model=model, why=why, by=by, from_at=from_at, ratification=ratification)


def bring_into_force(
    partnership: UUID,
    *,
    model: Model,
    why: str,
    by: Actor,
    from_at: datetime | None,
    ratification: Ratification | None,
) -> ModelVersion:
    """The same for who was asked already whether they may, in their transaction. Raises as `adopt_model`."""
    place = Partnership.objects.select_for_update().get(pk=partnership)
    here = insist_fits(place.pk, model)
    latest = latest_version(place.pk)
    when = from_at or clock.now()
    if latest:
        _insist_after(latest, when)
        insist_ratified(read(latest.document), model, ratification)
    version = ModelVersion.objects.create(
        partnership=place,
        number=latest.number + 1 if latest else 1,
        front_door=here[model.front_door],
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


def insist_fits(partnership: UUID, model: Model) -> dict[str, Partner]:
    """The partners of the place by name. Raises Invalid for each part of the document that names somebody else."""
    present = Partner.objects.filter(partnership=partnership, left_on=None).select_related("organisation")
    here = {partner.organisation.name: partner for partner in present}
    wrong: dict[str, list[str]] = {}
    if model.front_door not in here:
        told = {"front_door": model.front_door, "names": ", ".join(sorted(here)) or _("none yet")}
        wrong["front_door"] = [_("%(front_door)s is no partner here. Partners are: %(names)s.") % told]
    for name in sorted(model.retention.partners.keys() - here.keys()):
        wrong.setdefault("retention.partners", []).append(_("%(name)s is no partner here.") % {"name": name})
    for step in model.steps:
        for name in sorted({line.partner for line in step.lines} - here.keys()):
            told = {"name": name, "names": ", ".join(sorted(here)) or _("none yet")}
            said = _("%(name)s is no partner here. Partners are: %(names)s.") % told
            wrong.setdefault(f"steps.{step.key}", []).append(said)
    if wrong:
        raise Invalid(wrong)
    return here


def insist_ratified(before: Model, after: Model, ratification: Ratification | None) -> None:
    """Raise Conflict unless everything that differs may change without a vote, or was voted on in these very words."""
    steps = touched(before, after)
    if not steps:
        return
    said_yes = ratification is not None and ratification.passed
    same_words = ratification is not None and read(ratification.proposal.document) == after
    if ratification is None or not said_yes or not same_words or not set(steps) <= set(ratification.steps):
        raise Conflict(
            _("This changes what communities and learners decide: %(steps)s.") % {"steps": ", ".join(steps)},
            _("Propose it and put it to the vote."),
        )


def _insist_after(latest: ModelVersion, when: datetime) -> None:
    if when <= latest.from_at:
        told = {"number": latest.number, "since": latest.from_at.date()}
        raise Invalid({"from_on": [_("Version %(number)s counts from %(since)s: choose a later day.") % told]})
