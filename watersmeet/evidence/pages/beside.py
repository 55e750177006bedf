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
from watersmeet.evidence.showings import api as showings


def home(actor: Actor, about: Sequence[Ref]) -> Iterable[Aside]:  # noqa: ARG001 - this slot is about the actor alone
    """No figure: figures stand on their own page, with their intervals. And a map that a partner reads first."""
    yield from _read_first(actor)
    if not policy.may(actor, "evidence.exact"):
        return
    run = runs.latest(actor, runs.FIRST_FIGURES)
    words = _("Last counted on %(day)s.") % {"day": a_date(run.made_at)} if run else _("Nothing has been counted yet.")
    yield Aside(_("Did people get what they asked for?"), words, reverse("evidence:home"), _("Open the evidence"))


def rules(actor: Actor, about: Sequence[Ref]) -> Iterable[Aside]:  # noqa: ARG001 - this slot is about the place alone
    """Beside the rules: the map that everybody there reads."""
    newest = showings.newest_open(actor)
    if newest:
        words = _("Who works with whom here, and what partners say of it.")
        yield Aside(_("How joined up we are"), words, reverse("evidence:shown", args=[newest]), _("Open the map"))


def _read_first(actor: Actor) -> Iterable[Aside]:
    first = showings.to_read_first(actor)
    if first:
        showing, opens_on = first
        words = _("Others read it from %(day)s. You read it now, and can reply.") % {"day": a_date(opens_on)}
        href = reverse("evidence:shown_ours", args=[showing])
        yield Aside(_("What the map says of us"), words, href, _("Read it and reply"))
