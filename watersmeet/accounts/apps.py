"""The Django app of accounts."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """Users, sign-in, links and the policy table."""

    name = "watersmeet.accounts"
    label = "accounts"
