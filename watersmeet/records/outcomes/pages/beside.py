"""Beside a person's story: when they were last asked how they are, and where to read what changed."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.design.asides import Aside
from watersmeet.records.outcomes.pages.course import asked_words
from watersmeet.records.outcomes.queries import latest_asked


def story(actor: Actor, about: Sequence[Ref]) -> Iterable[Aside]:
    """One aside for each person about whom the actor may see answers; no answer stands in it."""
    if not policy.could(actor, "measure.see"):
        return
    for person in (ref.id for ref in about if ref.kind == "person"):
        latest = latest_asked(actor, person)
        if latest:
            href = reverse("outcomes:course", args=[person])
            yield Aside(_("How they say they are"), asked_words(latest), href, _("See what changed"))
