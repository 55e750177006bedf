"""The Django app of evidence.showings."""

from django.apps import AppConfig


class Showings(AppConfig):
    """Maps that partners read before others do."""

    name = "watersmeet.evidence.showings"
    label = "evidence_showings"
