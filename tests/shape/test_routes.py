"""Every address that is served has a name, and every sign-in page has our look. (Who may come there: test_policy.)"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import watersmeet

SOURCES = sorted(Path(watersmeet.__path__[0]).rglob("*.py"))


def routes(resolver: Any = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route as (namespace:name, pattern); a route without a name is ("", pattern)."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}" if entry.name else "", entry


def sign_in_pages() -> list[str]:
    """Names of the pages of allauth that take no argument."""
    served = [(name, pattern) for name, pattern in routes() if _module(pattern).startswith("allauth.")]
    return sorted(
        name for name, pattern in served if not pattern.pattern.converters and "(?P" not in str(pattern.pattern)
    )


def _module(pattern: URLPattern) -> str:
    return getattr(getattr(pattern.callback, "view_class", pattern.callback), "__module__", "")


def test_every_route_has_a_name() -> None:
    assert [str(pattern.pattern) for name, pattern in routes() if not name] == []


@pytest.mark.django_db
def test_every_sign_in_page_renders_in_our_look(client: Client, django_user_model: Any) -> None:
    pages = sign_in_pages()
    if not pages:
        pytest.skip("sign-in has no pages yet")
    shown = []
    user = django_user_model.objects.create_user(email="robin@watersmeet.example", password="a long enough password")
    for signed_in in (False, True):
        if signed_in:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        for name in pages:
            answer = client.get(reverse(name))
            assert answer.status_code < 400 or answer.status_code in {403, 404, 405}, name
            if answer.status_code == 200:
                shown.append(name)
                assert b"ws-banner" in answer.content, name
    assert "account_login" in shown


def test_views_that_only_act_are_marked_by_post_only() -> None:
    bare = [file for file in SOURCES if "require_POST" in file.read_text(encoding="utf-8")]
    assert [file.name for file in bare] == ["posting.py"]
