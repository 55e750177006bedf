"""The Django app of base/db: it owns the data keys."""

from django.apps import AppConfig


class Db(AppConfig):
    """Data keys."""

    name = "watersmeet.base.db"
    label = "db"
