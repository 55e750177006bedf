"""Quick passwords, and an empty shared cache for each test."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _quick(settings, db):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
