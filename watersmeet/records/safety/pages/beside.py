"""What safety shows beside other rooms' pages: the way to write down that somebody is worried. It shows no concern."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.ref import Ref
from watersmeet.design.asides import Aside


def home(actor: Actor, _about: Sequence[Ref]) -> Iterator[Aside]:
    """For workers: where to write a concern down; for safeguarding leads where they are."""
    if actor.role is Role.SAFEGUARDING_LEAD:
        yield Aside(_("Safeguarding"), "", reverse("safety:concerns"), _("Safeguarding concerns"))
    if _writes(actor):
        words = _("In danger, call 999 first. Then write it down.")
        yield Aside(_("Worried about somebody?"), words, reverse("safety:write_concern"), _("Write it down"))


def story(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:
    """The same, about the person of a story: the same for everybody, whether there is a concern or not."""
    for person in (ref.id for ref in about if ref.kind == "person"):
        if _writes(actor):
            href = reverse("safety:write_concern_about", args=[person])
            words = _("In danger, call 999 first. Then write it down.")
            yield Aside(_("Worried about them?"), words, href, _("Write it down"))


def _writes(actor: Actor) -> bool:
    return actor.kind is Kind.USER and policy.may(actor, "concern.write", policy.relations(actor, keeper=actor.partner))
