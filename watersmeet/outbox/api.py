"""The door of the outbox: put something to be told or done later, and take it back."""

from watersmeet.outbox.models import Posting
from watersmeet.outbox.queue import cancel, put

__all__ = ["Posting", "cancel", "put"]
