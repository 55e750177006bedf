"""Is this installation in order? Every setting with its value and what is wrong with it, and whether a worker works.

Where people come to by https or by another name than this machine's, they are taken for real: what only does to try
things out is trouble there.
"""

import stat
from collections.abc import Callable, Mapping
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import TypedDict
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http.request import split_domain_port, validate_host

from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.db import ring
from watersmeet.base.problems import Problem
from watersmeet.config import told
from watersmeet.exchange.notify import texts
from watersmeet.outbox import api as outbox
from watersmeet.records.directory import api as directory

THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
NOWHERE = frozenset({"dummy", "locmem"})
TO_TRY = frozenset({"console", "filebased", "postbox"})
"""Mail backends by the last part of their module: those that throw messages away, and those that keep them here."""
LATE = timedelta(minutes=5)
"""What a worker does each second, and nobody did for so long: none is at work."""


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


def look_at_worker() -> dict[str, Finding]:
    """Whether what waits is being done: by what lies there, since a worker may run on another machine."""
    try:
        since = min(filter(None, (audit.unsealed_since(), outbox.oldest_due())), default=None)
        late = since is not None and since < clock.now() - LATE
    except (Error, clock.ClockSettingError):
        since, late = None, False  # said of the database or the clock
    mend = "nobody sends or seals: is `watersmeet serve` or `watersmeet worker` running?"
    lies = f"since {since:%Y-%m-%d %H:%M} UTC" if since else "nothing"
    return {"worker": {"says": "what waits for it", "value": lies, "trouble": mend if late else ""}}


def _is_for_real() -> bool:
    address = urlsplit(settings.WATERSMEET_ADDRESS)
    return not settings.WATERSMEET_DEMO and (address.scheme == "https" or address.hostname not in THIS_MACHINE)


def _database() -> str:
    file = connection.settings_dict["NAME"]
    if isinstance(file, Path) and not file.exists():
        return f"is not there: run `watersmeet setup` to make {file}"
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "tables are missing or old: run `watersmeet setup`"
    except Error as fault:
        return f"cannot be read: {(str(fault).splitlines() or [''])[0]}"
    return _closed(file) if isinstance(file, Path) else ""


def _keys() -> str:
    file = Path(settings.WATERSMEET_KEYS)
    if not file.exists():
        return f"is not there: put your copy of {file} back, or on a new installation run `watersmeet setup`"
    try:
        ring.ring()
    except Problem as fault:
        return f"{fault.say} {fault.next_step}"
    return _closed(file)


def _closed(path: Path) -> str:
    mend = f"others can read it: chmod {'700' if path.is_dir() else '600'} {path}"
    return mend if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) else ""


def _clock() -> str:
    try:
        clock.now()
    except clock.ClockSettingError as fault:
        return str(fault)
    moved = told.words(clock.VARIABLE) and _is_for_real()
    return "the clock is moved, and real people are met in the wrong hour: unset it" if moved else ""


def _data() -> str:
    folder = Path(settings.WATERSMEET_DATA)
    return _closed(folder) if folder.is_dir() else f"is not there: run `watersmeet setup` to make {folder}"


def _address() -> str:
    plain = _is_for_real() and not settings.WATERSMEET_ADDRESS.startswith("https://")
    return "what people write could be read on its way: serve it by https and write https:// here" if plain else ""


def _hosts() -> str:
    name, _port = split_domain_port(urlsplit(settings.WATERSMEET_ADDRESS).netloc)
    if validate_host(name, settings.ALLOWED_HOSTS):
        return ""
    return f"people who come by WATERSMEET_ADDRESS are turned away: add {name}"


def _mail() -> str:
    try:
        kind = type(get_connection()).__module__.rpartition(".")[2]
    except (ImportError, AttributeError, TypeError, ValueError, OSError) as fault:
        return f"cannot be used: {fault}. Name a backend, such as django.core.mail.backends.smtp.EmailBackend"
    if kind in NOWHERE:
        return (
            "throws every message away: name a backend that sends, such as django.core.mail.backends.smtp.EmailBackend"
        )
    return _stays_here("no mail leaves this machine") if kind in TO_TRY else ""


def _mail_from() -> str:
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    if "@" not in address.strip("@"):
        return "is no sender: write one, such as Messages <messages@watersmeet.example>"
    return "is invented: write your own" if _is_for_real() and address.endswith(".example") else ""


def _search() -> str:
    if settings.WATERSMEET_SEARCH == "semantic" and not directory.can_rank_by_meaning():
        return "ranks by words alone: install the extra, watersmeet[semantic]"
    return ""


def _texts() -> str:
    name = settings.WATERSMEET_TEXTS
    if name == "govuk" and not texts.can_send():
        return "needs WATERSMEET_GOVUK_KEY, as their pages show it, and WATERSMEET_GOVUK_TEMPLATE"
    return _stays_here("no text leaves this machine") if name in TO_TRY else ""


def _stays_here(what: str) -> str:
    return f"{what}: good for trying things out alone" if _is_for_real() else ""


def _demo() -> str:
    open_to_all = settings.WATERSMEET_DEMO and settings.WATERSMEET_HTTPS
    return "anybody signs in as anybody by one click: unset it" if open_to_all else ""


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
    "WATERSMEET_ADDRESS": ("the address people type", lambda _: settings.WATERSMEET_ADDRESS, _address),
    "WATERSMEET_HOSTS": ("names it answers to", lambda _: ",".join(settings.ALLOWED_HOSTS), _hosts),
    "WATERSMEET_MAIL": ("Django's mail backend", lambda _: settings.EMAIL_BACKEND, _mail),
    "WATERSMEET_MAIL_FROM": ("the sender of messages", lambda _: settings.DEFAULT_FROM_EMAIL, _mail_from),
    "WATERSMEET_SEARCH": ("where services are searched", lambda _: settings.WATERSMEET_SEARCH, _search),
    "WATERSMEET_WEBSITES": ("whether web pages of listings are asked", lambda _: settings.WATERSMEET_WEBSITES, _fine),
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
    "WATERSMEET_DEMO": ("one-click sign-in", lambda _: "on" if settings.WATERSMEET_DEMO else "off", _demo),
}
