"""The Django app of records.people."""

from django.apps import AppConfig


class People(AppConfig):
    """Whom all this is for, and what they agreed to."""

    name = "watersmeet.records.people"
    label = "people"
