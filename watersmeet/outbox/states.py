"""What can become of a posting. None is ever lost: each ends sent, refused, dead or cancelled, and stays visible."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a posting stands. A claimed one is still waiting, with a lease."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Not allowed to be sent")
    DEAD = "dead", _("Could not be sent")
    CANCELLED = "cancelled", _("Cancelled")


# To sent there is a way from everywhere: an answer may come in late, from one who had already lost the posting.
# From sent there is one: whoever took it says later that it did not arrive.
MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.SENT, State.REFUSED, State.DEAD, State.CANCELLED}),
    State.SENT: frozenset({State.DEAD}),
    State.REFUSED: frozenset({State.WAITING, State.CANCELLED, State.SENT}),
    State.DEAD: frozenset({State.WAITING, State.CANCELLED, State.SENT}),
    State.CANCELLED: frozenset({State.SENT}),
}
