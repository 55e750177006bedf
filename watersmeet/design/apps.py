"""The Django app of design."""

from django.apps import AppConfig


class Design(AppConfig):
    """The look."""

    name = "watersmeet.design"
    label = "design"
