"""Is this installation in order? Every setting, its value and what is wrong with it."""

import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypedDict

from django.conf import settings
from django.db import Error, connection

from watersmeet.base import clock
from watersmeet.base.db import ring
from watersmeet.exchange.notify import texts


class Finding(TypedDict):
    """One setting: what it is for, its value (secrets are never shown), and the trouble, "" when there is none."""

    says: str
    value: str
    trouble: str


def look(environment: Mapping[str, str]) -> dict[str, Finding]:
    """Every setting with its finding."""
    return {
        name: {"says": says, "value": value(environment), "trouble": trouble()}
        for name, (says, value, trouble) in _SETTINGS.items()
    }


def _database() -> str:
    try:
        connection.ensure_connection()
    except Error as fault:
        return f"cannot be reached: {str(fault).splitlines()[0]}"
    return ""


def _keys() -> str:
    file = Path(settings.WATERSMEET_KEYS)
    ring.ring()
    return f"others can read it: chmod 600 {file}" if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) else ""


def _clock() -> str:
    try:
        clock.now()
    except clock.ClockSettingError as fault:
        return str(fault)
    return ""


def _data() -> str:
    folder = Path(settings.WATERSMEET_DATA)
    return "" if folder.is_dir() else f"is not there: run `watersmeet setup` to make {folder}"


def _texts() -> str:
    name = settings.WATERSMEET_TEXTS
    if name != "none" and name not in texts.WAYS:
        return f"is not one of none, {', '.join(texts.WAYS)}"
    return "" if name == "none" or texts.can_send() else "needs WATERSMEET_GOVUK_KEY and WATERSMEET_GOVUK_TEMPLATE"


def _whether(secret: Callable[[], str]) -> Callable[[Mapping[str, str]], str]:
    return lambda _: "set" if secret() else "not set"


def _fine() -> str:
    return ""


def _told(name: str, otherwise: str) -> Callable[[Mapping[str, str]], str]:
    return lambda environment: environment.get(name, otherwise)


_SETTINGS: dict[str, tuple[str, Callable[[Mapping[str, str]], str], Callable[[], str]]] = {
    "WATERSMEET_DATA": ("the data folder", lambda _: str(settings.WATERSMEET_DATA), _data),
    "WATERSMEET_DATABASE": ("where records are kept", lambda _: connection.vendor, _database),
    "WATERSMEET_KEYS": ("the key ring", lambda _: str(settings.WATERSMEET_KEYS), _keys),
    "WATERSMEET_ADDRESS": ("the address people type", lambda _: settings.WATERSMEET_ADDRESS, _fine),
    "WATERSMEET_HOSTS": ("names it answers to", lambda _: ",".join(settings.ALLOWED_HOSTS), _fine),
    "WATERSMEET_MAIL": ("Django's mail backend", lambda _: settings.EMAIL_BACKEND, _fine),
    "WATERSMEET_MAIL_FROM": ("the sender of messages", lambda _: settings.DEFAULT_FROM_EMAIL, _fine),
    "WATERSMEET_TEXTS": ("how texts leave", lambda _: settings.WATERSMEET_TEXTS, _texts),
    "WATERSMEET_GOVUK_KEY": ("the key of GOV.UK Notify", _whether(lambda: settings.WATERSMEET_GOVUK_KEY), _fine),
    "WATERSMEET_GOVUK_TEMPLATE": (
        "its template, ((message)) alone",
        lambda _: settings.WATERSMEET_GOVUK_TEMPLATE,
        _fine,
    ),
    "WATERSMEET_GOVUK_ADDRESS": ("where it answers", lambda _: settings.WATERSMEET_GOVUK_ADDRESS, _fine),
    "WATERSMEET_LEASE": ("seconds a worker may hold a message", lambda _: str(settings.WATERSMEET_LEASE), _fine),
    "WATERSMEET_NOW": ("moves the clock", _told("WATERSMEET_NOW", "not moved"), _clock),
    "WATERSMEET_DEMO": ("one-click sign-in", lambda _: "on" if settings.WATERSMEET_DEMO else "off", _fine),
}
