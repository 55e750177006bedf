"""The Django app of records.referrals."""

from django.apps import AppConfig


class Referrals(AppConfig):
    """One ask to one service for one person."""

    name = "watersmeet.records.referrals"
    label = "referrals"
