"""The house's own settings over its lower floors alone, with senders wired in whose effects can be counted."""

from watersmeet.config.settings import *  # noqa: F403 - the house's own settings, and over them what follows
from watersmeet.config.settings import INSTALLED_APPS as WHOLE

KEPT = ("django.contrib", "watersmeet.base", "watersmeet.audit", "watersmeet.outbox", "watersmeet.accounts")
INSTALLED_APPS = [
    *(app for app in WHOLE if app.startswith(KEPT)),
    "watersmeet.records.partnerships",
    "tests.faults.wired.Wired",
]
ROOT_URLCONF = "tests.faults.wired"
MIDDLEWARE = []
