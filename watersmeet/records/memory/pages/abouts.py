"""What an entry may be about, in words: partners, services, reasons for declining, parts of the rules."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from watersmeet.base.actor import Actor
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals.api import Reason

REASONS = (Reason.NOT_RIGHT, Reason.FULL, Reason.NOT_ELIGIBLE, Reason.COULD_NOT_REACH)
"""Why a referral may be declined."""
STEPS: dict[str, Promise] = {
    "limits": _("How long each step may take"),
    "contact": _("When messages may leave"),
    "measures": _("What people are asked"),
    "referring": _("Who may refer to what"),
    "allocation": _("How requests are shared out"),
    "retention": _("How long records are kept"),
    "caseload": _("What a referral weighs for who looks after it"),
}
"""Parts of the rules."""
Choices = list[tuple[str, str]]


def partners_of(actor: Actor) -> Choices:
    """Partners of the place today, by name."""
    there = partnerships.partners(actor.partnership) if actor.partnership else []
    return [(str(one.pk), str(one)) for one in there]


def services_of(actor: Actor) -> Choices:
    """Open services of the place, by name."""
    return [(str(one.id), f"{one.name} ({one.organisation})") for one in directory.choices(actor)]


def named(actor: Actor, about: Iterable[tuple[str, str]]) -> list[str]:
    """What an entry is about, in words; what is not there any more is left out."""
    known = {("partner", ident): name for ident, name in partners_of(actor)}
    known |= {("reason", one.value): str(one.label) for one in REASONS}
    known |= {("step", code): str(label) for code, label in STEPS.items()}
    told = list(about)
    services = directory.names_of(UUID(ident) for kind, ident in told if kind == "service" and _is_id(ident))
    known |= {("service", str(one)): name for one, name in services.items()}
    known |= {(kind, ident): ident for kind, ident in told if kind == "run"}
    return [known[one] for one in told if one in known]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
