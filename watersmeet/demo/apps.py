"""The Django app of demo."""

from django.apps import AppConfig


class Demo(AppConfig):
    """An invented partnership to walk through."""

    name = "watersmeet.demo"
    label = "demo"
