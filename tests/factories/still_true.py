"""Listings of some age, what leaves about them, and the links in it."""

import re
from datetime import timedelta
from pathlib import Path

from django.http import HttpResponse
from django.test import Client

from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.outbox import api as outbox
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import Service

LINK = re.compile(r"https?://[^/\s]+(/still/[^/\s]+/)")


def looked(listed: Service, days: int | None) -> None:
    """Somebody made sure of it so many days ago; nobody ever did."""
    Service.objects.filter(pk=listed.pk).update(
        checked_on=None if days is None else clock.today() - timedelta(days=days),
        changed_at=clock.now() - timedelta(days=days or 0),
    )


def words(page: HttpResponse) -> str:
    """A page on one line."""
    return " ".join(page.content.decode().split())


def browser_of(who: Actor) -> Client:
    """The browser of somebody who signed in."""
    browser = Client()
    browser.force_login(User.objects.get(pk=who.id))
    return browser


def sent(box: Path) -> list[str]:
    """What left by now, each as text; the folder is emptied."""
    directory.ask_still_right()
    outbox.deliver_all()
    found = sorted(one for one in box.iterdir() if one.suffix in {".eml", ".txt"}) if box.is_dir() else []
    said = [one.read_text(encoding="utf-8").replace("=\n", "").replace("=3D", "=") for one in found]
    for one in found:
        one.unlink()
    return said


def link(message: str) -> str:
    """The path of the link in a message."""
    found = LINK.search(message)
    assert found, message
    return found[1]
