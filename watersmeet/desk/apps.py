"""The Django app of desk."""

from django.apps import AppConfig


class Desk(AppConfig):
    """Pages about a person, a referral, a day's work."""

    name = "watersmeet.desk"
    label = "desk"
