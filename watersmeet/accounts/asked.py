"""A request of which we know who asks: what every view is given."""

from uuid import UUID

from django.http import HttpRequest

from watersmeet.accounts.links import Opened
from watersmeet.base.actor import Actor


class Asked(HttpRequest):
    """A request with its actor, and the link that was opened, if one was. Set by `config.middleware.WhoActs`.

    `closed` is the link that was open here until its time was over, which this request is the first to find out.
    """

    actor: Actor
    opened: Opened | None
    closed: UUID | None
