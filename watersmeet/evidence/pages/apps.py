"""The Django app of evidence.pages."""

from django.apps import AppConfig


class Pages(AppConfig):
    """Evidence to read."""

    name = "watersmeet.evidence.pages"
    label = "evidence_pages"
