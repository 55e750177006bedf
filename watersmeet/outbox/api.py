"""The door of the outbox: put something to be told or done later, take it back, and see that it leaves."""

__all__ = [
    *("Outcome", "Posting", "State"),
    *("cancel", "claim", "dead", "deliver_all", "done", "failed", "put", "refused", "replay"),
]
