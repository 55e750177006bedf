"""The Django app of records.outcomes."""

from django.apps import AppConfig


class Outcomes(AppConfig):
    """How a person is, in exact measures."""

    name = "watersmeet.records.outcomes"
    label = "outcomes"
