"""The Django app of records.voices."""

from django.apps import AppConfig


class Voices(AppConfig):
    """What communities, learners and professionals say, and ratify."""

    name = "watersmeet.records.voices"
    label = "voices"
