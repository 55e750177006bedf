"""The Django app of base/files: it owns the list of sealed files."""

from django.apps import AppConfig


class Files(AppConfig):
    """Sealed files."""

    name = "watersmeet.base.files"
    label = "files"
