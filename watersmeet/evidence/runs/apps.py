"""The Django app of evidence.runs."""

from django.apps import AppConfig


class Runs(AppConfig):
    """Reproducible computations."""

    name = "watersmeet.evidence.runs"
    label = "evidence_runs"
