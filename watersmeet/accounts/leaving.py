"""A user leaves: what they hold goes to somebody first, then the account and its links are closed."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.accounts import links, policy
from watersmeet.accounts.models import User
from watersmeet.accounts.ports import holdings
from watersmeet.audit import api as audit
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref


@transaction.atomic
def deactivate(user: UUID, *, by: Actor, hand_to: UUID | None = None) -> None:
    """Close the account of a user, and their links; what they hold goes to `hand_to`.

    Raises Refused or NotFound; Invalid when `hand_to` cannot take it, Conflict when something is held and nobody does.
    """
    policy.insist(by, "account.deactivate")
    close(user, by=by, hand_to=hand_to)


def held_by(user: UUID) -> list[Ref]:
    """All that waits for the user in particular, room by room."""
    return [ref for room in holdings.values() for ref in room.holds(user)]


@transaction.atomic
def close(user: UUID, *, by: Actor, hand_to: UUID | None = None) -> None:
    """The same, as part of an act of the room that knows who works where: that says who may.

    Raises NotFound, Invalid, Conflict.
    """
    leaver = User.objects.select_for_update().filter(pk=user).first()
    if leaver is None:
        raise NotFound
    _hand_over(user, hand_to, by)
    leaver.is_active = False
    leaver.save(update_fields=["is_active"])
    for room in holdings.values():
        room.pass_on(user, by=by)
    links.end_links(user=user)
    audit.write("account.deactivate", by=by, subject=Ref("user", user))


def _hand_over(user: UUID, hand_to: UUID | None, by: Actor) -> None:
    held = [(room, len(found)) for _name, room in holdings.items() if (found := room.holds(user))]
    if not held:
        return
    if hand_to is None:
        count = sum(number for _room, number in held)
        raise Conflict(
            ngettext("They still hold %(count)s thing.", "They still hold %(count)s things.", count) % {"count": count},
            _("Say who takes it over."),
        )
    if hand_to == user or not User.objects.filter(pk=hand_to, is_active=True).exists():
        raise Invalid({"hand_to": [_("Choose somebody else, whose account is open.")]})
    for room, _number in held:
        room.hand_over(user, to=hand_to, by=by)
