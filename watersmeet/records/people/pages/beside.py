"""What people shows beside other rooms' pages: the way to who sees what, for workers who keep the record."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.design.asides import Aside
from watersmeet.records.people.queries import may_help_share


def story(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:
    """One aside for each person whose record the actor's partner keeps."""
    for person in (ref.id for ref in about if ref.kind == "person"):
        if actor.person is None and may_help_share(actor, person):
            href = reverse("people:sharing_of", args=[person])
            words = _("Who may see what, who looked, safe contact, complaints. Look at it together.")
            yield Aside(_("What they share"), words, href, _("Open it with the person"))
            words = _("Only to keep somebody safe, or where the law says so. It is reviewed.")
            yield Aside(
                _("In danger?"), words, reverse("people:override", args=[person]), _("Show something without a yes")
            )
