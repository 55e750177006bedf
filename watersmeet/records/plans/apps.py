"""The Django app of records.plans."""

from django.apps import AppConfig


class Plans(AppConfig):
    """What people say would help, and their own goals."""

    name = "watersmeet.records.plans"
    label = "plans"
