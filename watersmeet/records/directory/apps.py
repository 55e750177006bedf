"""The Django app of records.directory."""

from django.apps import AppConfig


class Directory(AppConfig):
    """What is on offer, and where."""

    name = "watersmeet.records.directory"
    label = "directory"
