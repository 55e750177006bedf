"""What plans show beside other rooms' pages: at a service, the way to note that somebody was pointed there."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.design.asides import Aside


def service(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:
    """One aside for the service, for those who may note it."""
    if not policy.could(actor, "signpost.note"):
        return
    for ref in about:
        href = f"{reverse('plans:signpost')}?service={ref.id}"
        yield Aside(
            _("Did you point somebody here?"),
            _("Note it in a few seconds, without a name."),
            href,
            _("Note a signpost"),
        )
