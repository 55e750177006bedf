"""Quick PINs."""

import pytest


@pytest.fixture(autouse=True)
def _quick(settings, db) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
