"""The last app to start: it wires the ports."""

from django.apps import AppConfig


class Config(AppConfig):
    """Assembles the house."""

    name = "watersmeet.config"
    label = "config"

    def ready(self) -> None:
        """Fill the ports once every room is there."""
        from watersmeet.config import wiring  # noqa: PLC0415 - rooms' models exist only now
        from watersmeet.exchange.notify import mail  # noqa: PLC0415

        wiring.fill()
        mail.listen()
