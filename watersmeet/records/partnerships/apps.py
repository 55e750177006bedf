"""The Django app of the partnerships room."""

from django.apps import AppConfig


class Partnerships(AppConfig):
    """Places, their partners and what they agreed."""

    name = "watersmeet.records.partnerships"
    label = "partnerships"
