"""A small house around the outbox: senders whose effects can be counted."""

from django.apps import AppConfig
from django.urls import URLPattern

urlpatterns: list[URLPattern] = []


class Wired(AppConfig):
    """Fills the ports as config/wiring does."""

    name = "tests.faults.wired"
    label = "wired"

    def ready(self) -> None:
        """Fill the two ports that the worker uses."""
        from tests.faults.wired.senders import TO_SEND  # noqa: PLC0415 - models exist only now
        from watersmeet.audit import api as audit  # noqa: PLC0415 - models exist only now
        from watersmeet.base.clockwork import Periodic, clockwork  # noqa: PLC0415 - models exist only now
        from watersmeet.outbox.ports import senders  # noqa: PLC0415 - models exist only now

        senders.fill(TO_SEND)
        clockwork.fill({"audit.seal": Periodic(0.1, audit.seal)})
