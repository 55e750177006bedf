"""What a visitor typed lies sealed, opens for their own browser alone, and dies."""

import base64
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from watersmeet.accounts.drawer import COOKIE, Drawer, forget
from watersmeet.base.db.sealed import TamperedError

CANARY = "the canary sings at dusk"


def back_with(drawer: Drawer) -> Drawer:
    """The drawer as the same browser finds it at its next request."""
    response = HttpResponse()
    drawer.hand_to(response)
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = response.cookies[COOKIE].value
    return Drawer.of(request)


def everything_cached() -> bytes:
    """Names and values of the cache, as somebody reads them who copies the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM shared_cache")
        return b"\n".join(name.encode() + base64.b64decode(value) for name, value in cursor.fetchall())


def test_the_same_browser_finds_what_it_put_in() -> None:
    drawer = Drawer.of(RequestFactory().get("/"))
    drawer.put("ask", {"words": CANARY})

    assert back_with(drawer).get("ask") == {"words": CANARY}


def test_another_browser_finds_nothing() -> None:
    drawer = Drawer.of(RequestFactory().get("/"))
    drawer.put("ask", {"words": CANARY})

    assert Drawer.of(RequestFactory().get("/")).get("ask") is None


def test_things_do_not_mix() -> None:
    drawer = Drawer.of(RequestFactory().get("/"))
    drawer.put("ask", {"words": CANARY})

    assert drawer.get("find") is None


def test_nothing_in_the_cache_can_be_read() -> None:
    drawer = Drawer.of(RequestFactory().get("/"))
    drawer.put("ask", {"words": CANARY})

    lying = everything_cached()
    assert b"drawer:" in lying
    assert CANARY.encode() not in lying
    assert drawer._key not in lying
    cache.set("canary", CANARY)
    assert CANARY.encode() in everything_cached(), "the search would find it if it lay there"


def test_it_dies_half_an_hour_after_it_was_last_put_in(monkeypatch) -> None:
    drawer = Drawer.of(RequestFactory().get("/"))
    drawer.put("ask", {"words": CANARY})
    monkeypatch.setenv("WATERSMEET_NOW", "+29m")
    assert drawer.get("ask")
    monkeypatch.setenv("WATERSMEET_NOW", "+31m")

    assert drawer.get("ask") is None
    monkeypatch.delenv("WATERSMEET_NOW")
    assert drawer.get("ask") is None, "it is destroyed, not hidden"


def test_one_that_closes_sooner_stays_so_at_the_next_request(monkeypatch) -> None:
    drawer = Drawer.new()
    drawer.close_after(timedelta(minutes=10))
    drawer.put("ask", {"words": CANARY})
    monkeypatch.setenv("WATERSMEET_NOW", "+9m")
    again = back_with(drawer)
    again.put("more", {"words": CANARY})
    assert again.get("ask")
    monkeypatch.setenv("WATERSMEET_NOW", "+11m")

    assert back_with(drawer).get("ask") is None
    assert back_with(drawer).get("more")
    monkeypatch.setenv("WATERSMEET_NOW", "+20m")
    assert back_with(drawer).get("more") is None


def test_what_is_thrown_away_is_gone() -> None:
    drawer = Drawer.of(RequestFactory().get("/"))
    drawer.put("ask", {"words": CANARY})
    drawer.throw_away("ask")

    assert drawer.get("ask") is None
    assert b"drawer:" not in everything_cached()


def test_an_emptied_drawer_holds_nothing_whatever_its_things_were_called() -> None:
    drawer = Drawer.of(RequestFactory().get("/"))
    for name in ("ask", "asked", "search:abc"):
        drawer.put(name, {"words": CANARY})

    back_with(drawer).empty()

    assert [drawer.get(name) for name in ("ask", "asked", "search:abc")] == [None, None, None]
    assert b"drawer:" not in everything_cached()


def test_a_key_that_is_no_key_opens_an_empty_drawer() -> None:
    for text in ("", "x", "é", "a" * 43, "A" * 200):
        request = RequestFactory().get("/")
        request.COOKIES[COOKIE] = text
        assert Drawer.of(request).get("ask") is None


def test_no_script_and_no_other_site_gets_the_key() -> None:
    response = HttpResponse()
    Drawer.of(RequestFactory().get("/")).hand_to(response)

    cookie = response.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 1800
    forget(response)
    assert response.cookies[COOKIE]["max-age"] == 0


def test_a_changed_value_is_refused() -> None:
    drawer = Drawer.of(RequestFactory().get("/"))
    other = Drawer.of(RequestFactory().get("/"))
    drawer.put("ask", {"words": CANARY})
    other.put("ask", {"words": "else"})
    cache.set(other._place("ask"), cache.get(drawer._place("ask")))

    with pytest.raises(TamperedError):
        other.get("ask")
