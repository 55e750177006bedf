"""The Django app of records.safety."""

from django.apps import AppConfig


class Safety(AppConfig):
    """Who is on call, and what somebody on call must act on."""

    name = "watersmeet.records.safety"
    label = "safety"
