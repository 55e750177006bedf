"""The Django app of outbox."""

from django.apps import AppConfig


class Outbox(AppConfig):
    """Facts waiting to be told or done."""

    name = "watersmeet.outbox"
    label = "outbox"
