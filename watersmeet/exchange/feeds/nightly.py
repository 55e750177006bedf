"""The worker's own harvest: each night every feed, a few seconds at a time, so that it can be stopped at any moment."""

import logging
import time

from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Problem
from watersmeet.exchange.feeds.asking import Manner
from watersmeet.exchange.feeds.harvesting import Wish, harvest
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships

BY = Actor(Kind.PROCESS, name="watersmeet worker", reason="harvest feeds at night")
EVERY, AT_ONCE = 10.0, 5.0
"""Every so many seconds the worker looks, and reads for so many."""
MANNER = Manner(tries=2, longest_wait=2.0)
log = logging.getLogger(__name__)


def compare_all() -> int:
    """Look in each place which listings may be one service; returns how many new pairs there are."""
    return sum(directory.compare_services(one.pk, by=BY)[1] for one in partnerships.partnerships())


def harvest_due() -> int:
    """Go on with what is due; returns how many feeds were read to their end. One that fails does not stop others."""
    until, read = time.monotonic() + AT_ONCE, 0
    for feed in directory.feeds_due():
        if time.monotonic() > until:
            break
        try:
            read += harvest(feed, Wish(by=BY, until=until, manner=MANNER)).over
        except Problem:
            continue  # another process reads it, or it wants to be left alone
        except Exception as fault:  # noqa: BLE001 - the other feeds are read all the same
            log.error("harvest of a feed failed with %s", type(fault).__name__)
    return read
