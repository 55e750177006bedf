"""The Django app of the memory room."""

from django.apps import AppConfig


class Memory(AppConfig):
    """What a partnership decided, learned, asks, tries and promised."""

    name = "watersmeet.records.memory"
    label = "memory"
