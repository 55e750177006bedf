"""A request of which we know who asks: what every view is given."""

from django.http import HttpRequest

from watersmeet.accounts.links import Opened
from watersmeet.base.actor import Actor


class Asked(HttpRequest):
    """A request with its actor, and the link that was opened, if one was. Set by `config.middleware.WhoActs`."""

    actor: Actor
    opened: Opened | None
