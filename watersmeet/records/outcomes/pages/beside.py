"""What outcomes shows beside other rooms' pages: questions that wait for a person, and where to read what changed."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.accounts import policy
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.design.asides import Aside
from watersmeet.records.outcomes.agreeing import is_owner
from watersmeet.records.outcomes.pages.course import asked_words
from watersmeet.records.outcomes.queries import due, latest_asked
from watersmeet.records.outcomes.states import Moment

_TITLES: dict[Moment, Promise] = {
    Moment.START: gettext_lazy("A few questions for you, as you begin"),
    Moment.BEGIN: gettext_lazy("A few questions for you, now that it has begun"),
    Moment.MIDDLE: gettext_lazy("A few questions for you, on the way"),
    Moment.LATER: gettext_lazy("A few questions for you, a while afterwards"),
    Moment.END: gettext_lazy("A few questions for you, now that it has ended"),
}


def questions_due(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:
    """One aside for each of `about` that waits for this person: the newest ask, for it says how they are now."""
    if actor.person is None:
        return
    waiting = [one for one in due(actor) if one.about in about]
    newest = {one.about: one for one in sorted(waiting, key=lambda one: one.asked_at)}
    for one in waiting:
        if newest[one.about] is one:
            yield Aside(
                str(_TITLES[one.moment]),
                _("They are about how you are. You can skip any of them."),
                reverse("outcomes:answer", args=[one.id]),
                _("See the questions"),
            )


def rules(actor: Actor, _about: Sequence[Ref]) -> Iterator[Aside]:
    """Where a lead writes down the words of licensed questions and brings own ones, and the clinical owner agrees."""
    if policy.could(actor, "measure.license"):
        says = _("Some questions need their owner's licence. With it, your place can ask them.")
        yield Aside(_("Licensed questions"), says, reverse("outcomes:licensed"), _("See which"))
        says = _("Questions of your place, asked once the clinical owner has agreed to them.")
        yield Aside(_("Our own questions"), says, reverse("outcomes:own"), _("See them"))
    if is_owner(actor):
        says = _("You are named as clinical owner: questions of this place are asked once you agree to them.")
        yield Aside(_("What you answer for"), says, reverse("outcomes:agreeing"), _("See them"))


def story(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:
    """One aside for each person about whom the actor may see answers; no answer stands in it."""
    if not policy.could(actor, "measure.see"):
        return
    for person in (ref.id for ref in about if ref.kind == "person"):
        latest = latest_asked(actor, person)
        if latest:
            href = reverse("outcomes:course", args=[person])
            yield Aside(_("How they say they are"), asked_words(latest), href, _("See what changed"))
