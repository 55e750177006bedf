"""What outcomes shows beside other rooms' pages: the questions that wait for a person."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.design.asides import Aside
from watersmeet.records.outcomes import queries


def questions_due(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:
    """One aside for each ask that waits for this person, about any of `about`."""
    if actor.person is None:
        return
    for one in queries.due(actor):
        if one.about in about:
            yield Aside(
                _("A few questions for you"),
                _("They are about how you are. You can skip any of them."),
                reverse("outcomes:answer", args=[one.id]),
                _("See the questions"),
            )
