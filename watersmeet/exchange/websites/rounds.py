"""What the worker does about web pages: a few each minute, one of each host, all of them once a week."""

import time
from urllib.parse import urlsplit

from django.conf import settings

from watersmeet.exchange.websites.asking import PUBLIC, Rules, ask
from watersmeet.records.directory import api as directory

MOST = 20
PATIENCE = 20.0
"""Seconds after which a round begins nothing more: the next one goes on."""
_LINE = frozenset({"unreachable", "too_slow", "no_address"})
"""What is said of every address when our own line is down."""


def ask_websites(rules: Rules = PUBLIC) -> int:
    """Ask some of the web pages that are due; returns how many were asked."""
    if settings.WATERSMEET_WEBSITES != "ask":
        return 0
    until, hosts = time.monotonic() + PATIENCE, set[str]()
    found: dict[str, str] = {}
    for url in directory.websites_due(MOST * 5):
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        if host in hosts or len(hosts) >= MOST or time.monotonic() >= until:
            continue
        if not directory.take_website(url):  # another worker has it
            continue
        hosts.add(host)
        found[url] = ask(url, rules)
    if len(found) > 1 and set(found.values()) <= _LINE:
        return 0
    for url, why in found.items():
        directory.note_website(url, why)
    return len(found)
