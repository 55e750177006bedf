"""Beside the work of those who may see exact figures: when the records were last counted, and where to read it."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.design.asides import Aside
from watersmeet.design.dates import date as a_date
from watersmeet.evidence.runs import api as runs


def home(actor: Actor, about: Sequence[Ref]) -> Iterable[Aside]:  # noqa: ARG001 - this slot is about the actor alone
    """One aside without a figure: figures stand on their own page, with their intervals."""
    if not policy.may(actor, "evidence.exact"):
        return
    run = runs.latest(actor, runs.FIRST_FIGURES)
    words = _("Last counted on %(day)s.") % {"day": a_date(run.made_at)} if run else _("Nothing has been counted yet.")
    yield Aside(_("Did people get what they asked for?"), words, reverse("evidence:home"), _("Open the evidence"))
