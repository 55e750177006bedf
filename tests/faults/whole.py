"""The whole house's own settings, for tests that run it in processes of its own."""

from watersmeet.config.settings import *  # noqa: F403 - the house's own settings, and over them what follows

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
LOGGING = {"version": 1, "loggers": {"django.request": {"level": "ERROR"}}}
