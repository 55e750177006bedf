"""The Django app of audit."""

from django.apps import AppConfig


class Audit(AppConfig):
    """Who did what."""

    name = "watersmeet.audit"
    label = "audit"
