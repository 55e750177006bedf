"""Harvest one feed: know its version, walk its pages, fetch what changed, and take it service by service.

What is broken off goes on at its page. Whatever a feed does otherwise than the standard is tolerated and said.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.base import clock, crash
from watersmeet.base.actor import Actor
from watersmeet.exchange.feeds import dialect, lists, older, plain, reading, trying
from watersmeet.exchange.feeds.asking import Asker, Manner
from watersmeet.exchange.feeds.findings import Findings
from watersmeet.exchange.feeds.lists import Page, Wire
from watersmeet.exchange.feeds.silence import Silent, Stopped
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import Feed, Flaw, Harvest, Met

PER_PAGE = 100
MOST_PAGES = 20_000
MANY_MISSING = 10
"""So many services one after another that cannot be fetched: the feed has trouble, and we leave it for now."""
AN_HOUR, RENEW = 3600.0, 5.0
WHOLE_AFTER = timedelta(days=7)
"""So long only what changed is asked for, where a feed can tell; then all of it, to see what left."""
MARGIN = timedelta(days=1)
"""Clocks differ, and days are told without hours: what changed so shortly before is asked for again."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How to harvest: `full` reads everything anew, `dry` changes nothing, `until` (of the monotonic clock) stops."""

    by: Actor
    full: bool = False
    dry: bool = False
    until: float | None = None
    manner: Manner = field(default_factory=Manner)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it. `over`: the harvest is ended; else it goes on later, after `wait` seconds."""

    harvest: Harvest
    counts: dict[str, int]
    findings: list[dict[str, Any]]
    quarantined: list[tuple[str, str, tuple[Flaw, ...]]]
    gone: tuple[str, ...]
    over: bool
    wait: float = 0.0


def harvest(feed: Feed, wish: Wish) -> Report:
    """Harvest a feed. A trial keeps nothing, not even the harvest. Raises Refused, Conflict while another does."""
    directory.insist_may_ask(feed)
    if wish.dry:
        return _Walk(feed, wish).go()
    mine = directory.hold_feed(feed)
    try:
        return _Walk(feed, wish, mine).go()
    finally:
        directory.let_feed_go(feed, mine)


class _Walk:
    """One way through a feed."""

    def __init__(self, feed: Feed, wish: Wish, mine: Any = None) -> None:
        self.feed, self.wish, self.mine = feed, wish, mine
        there = None if wish.dry else directory.broken_off(feed, full=wish.full)
        self.goes_on = there is not None
        begin = directory.trial_harvest if wish.dry else directory.begin_harvest
        self.harvest = there or begin(feed, full=wish.full, since=self._since(), by=wish.by)
        self.findings = Findings(self.harvest.findings)
        self.seen = {} if wish.dry else directory.met_before(self.harvest)
        self.done = set(self.seen)
        self.later: list[Callable[[], object]] = []  # of a trial: done at its end, and undone
        self.missing, self.repeated, self.renewed = 0, self.harvest.repeated, time.monotonic()
        self.asker = Asker(feed.url, private=feed.private, findings=self.findings, manner=wish.manner)

    def go(self) -> Report:
        """Walk until the end, or until it is time to stop."""
        try:
            if not self.goes_on:
                self._begin()
            return self._ended(whole=self._pages())
        except Stopped:
            return self._later(0.0)
        except Silent as fault:
            self.findings.once(fault.code, fault.where)
            if fault.code in {"wait_too_long", "many_missing"}:
                return self._later(fault.seconds or AN_HOUR)
            return self._ended(whole=False, fault=fault.code)
        finally:
            self.asker.close()

    def _later(self, wait: float) -> Report:
        """Stop here. What came twice on this page is counted when it is read again."""
        self.harvest.repeated = self.repeated
        self._keep()
        if wait and not self.wish.dry:
            directory.note_feed(self.feed, not_before=clock.now() + timedelta(seconds=wait))
        return self._ended(whole=False) if self.wish.dry else self._report(over=False, wait=wait)

    def _since(self) -> Any:
        """From when on changes are asked for; None for all of it."""
        feed = self.feed
        lately = feed.walked_at and feed.walked_at > clock.now() - WHOLE_AFTER
        partly = feed.heeds_since and feed.known_until and lately and not self.wish.full
        return feed.known_until - MARGIN if partly and feed.known_until else None

    def _begin(self) -> None:
        if not self.feed.licence:
            self.findings.once("licence_not_said")
        spoken = dialect.of_root(self._root(), self.findings)
        first = self._page(1, plainly=True)
        spoken = dialect.of_page(spoken, first, self.findings)
        is_new = spoken.version == dialect.NEW
        if is_new:
            heeds = trying.parameters(self.asker, first, self.findings)
            trying.others(self.asker, self.findings)
            if not self.wish.dry:
                directory.note_feed(self.feed, heeds_since=heeds)
            if not heeds:
                self.harvest.since = None
        lists_all = trying.wholeness(self.asker, first, self.findings, knows_full=is_new)
        self._keep(dialect=spoken.version, known_by=spoken.known_by, lists_all=lists_all, since=self.harvest.since)

    def _root(self) -> Any:
        answer = self.asker.get("/")
        try:
            if answer.status == HTTPStatus.OK:
                return lists.parsed(answer, "/")
        except Silent:
            pass
        self.findings.once("root_unreadable", "/", str(answer.status))
        return {}

    def _page(self, number: int, *, plainly: bool = False) -> Page:
        params: dict[str, str | int] = {"page": number, "per_page": PER_PAGE}
        if not plainly and self.harvest.lists_all == trying.ASK_WHOLE:
            params["full"] = "true"
        if not plainly and self.harvest.since:
            params["modified_after"] = trying.instant(self.harvest.since)
        answer = self.asker.get("/services", params)
        where = f"/services?page={number}"
        if answer.status != HTTPStatus.OK:
            if number > 1:  # beyond the last page some answer with a fault
                return Page((), None, None, number, True, "", "#")
            raise Silent("refused_status", f"{where}: {answer.status}")
        if answer.kind not in {"application/json", "text/json"} and not answer.kind.endswith("+json"):
            self.findings.once("content_type_wrong", where, answer.kind)
        return lists.page(lists.parsed(answer, where), where)

    def _pages(self) -> bool:
        """Every page; returns whether all there is was read."""
        number, before = self.harvest.page, self.harvest.last_page
        pages = total = None
        while number <= MOST_PAGES:
            page = self._page(number)
            if page.items and page.digest == before:
                self.findings.once("same_page_again", f"/services?page={number}")
                break
            pages, total = (page.pages if pages is None else pages), (page.total if total is None else total)
            self._check_pages(number, page, pages)
            if not page.items:
                break
            for place, one in enumerate(page.items):
                self._item(number, place, one, page)
            number, before, self.repeated = number + 1, page.digest, self.harvest.repeated
            self._keep(page=number, last_page=before)
            crash.here("feeds.page")
            if page.pointer == "#":
                self.findings.once("bare_list", "/services")
                break
        else:
            self.findings.once("too_many_pages", f"/services?page={number}")
            return False
        held = len(self.seen) + self.harvest.repeated
        if total is not None and held < total:
            self.findings.once("total_items_wrong", "/services", f"{total} said, {held} there")
            return False
        return self.harvest.since is None

    def _check_pages(self, number: int, page: Page, pages: int | None) -> None:
        """Say where the number of pages is wrong: it ends before, or goes on after."""
        if pages is None or pages < 1:
            return
        if (page.items and number > pages) or (not page.items and 1 < number <= pages):
            self.findings.once("total_pages_wrong", f"/services?page={number}", f"{pages} said")

    def _item(self, page: int, place: int, listed: Any, of: Page) -> None:
        at = f"/services?page={page}{of.pointer}/{place}"
        try:
            original = reading.identifier(listed, at)
        except reading.Unsound as flaw:
            original, flaws = f"{at} of {self.feed.pk}", flaw.flaws
            if self._is_new(original, page, place, at):
                self._take(Met(original=original, name="", page=page, place=place, flaws=flaws))
            return
        if not self._is_new(original, page, place, at):
            return
        self._stop_in_time()
        self._known(original, page, place, listed, at)

    def _is_new(self, original: str, page: int, place: int, at: str) -> bool:
        """Whether it was not met before. What was met in this very place was done before the harvest was broken off."""
        key = directory.key_of(original)
        before = self.seen.setdefault(key, (page, place))
        if before != (page, place):
            self.harvest.repeated += 1
            self.findings.add("duplicate_ids", at, original)
            return False
        fresh = key not in self.done
        self.done.add(key)
        return fresh

    def _known(self, original: str, page: int, place: int, listed: Wire, at: str) -> None:
        """Take a service, or see that it says nothing new: by its row in the list, its ETag or its own words."""
        row, known = lists.digest(listed), directory.fetched(self.feed, original)
        whole, dated = bool(self.harvest.lists_all), bool(listed.get("last_modified"))
        if not dated and self.harvest.dialect == dialect.NEW:
            self.findings.add("last_modified_missing", at)
        met = Met(
            original=plain.line(original), name=_name(listed), page=page, place=place, listed_digest=row,
            modified=plain.line(str(listed.get("last_modified") or ""))[:60],
        )  # fmt: skip
        unread = known is None or self.wish.full or known.service_id is None
        if known is not None and not unread and known.listed_digest == row and (whole or dated):
            self._still(known, met)
            return
        told, etag = (listed, "") if whole else self._itself(original, "" if unread or known is None else known.etag)
        if told is None:
            if etag and known is not None:
                self._still(known, met)
            else:
                self._take(_replaced(met, flaws=(_missing(original),)))
            return
        words = lists.digest(told)
        if known is not None and not unread and known.digest == words:
            known.etag = plain.line(etag)
            self._still(known, met)
            return
        self._read(
            _replaced(met, digest=words, etag=plain.line(etag)), told, listed, at if whole else f"/services/{original}#"
        )

    def _itself(self, original: str, etag: str) -> tuple[Wire | None, str]:
        """A service by itself and its ETag; no service where it did not change (with the ETag) or cannot be had."""
        where = f"/services/{quote(original, safe='', errors='replace')}"
        try:
            answer = self.asker.get(where, etag=etag)
            if answer.status == HTTPStatus.NOT_MODIFIED and etag:
                return None, etag
            told = lists.parsed(answer, where) if answer.status == HTTPStatus.OK else None
        except Silent as fault:
            if fault.code not in {"refused_status", "not_json", "too_slow", "unreachable", "too_large"}:
                raise
            answer, told = None, None
        if isinstance(told, dict):
            self.missing = 0
            return told, answer.etag if answer else ""
        self.findings.add("listed_but_missing", where)
        self.harvest.doubtful = True
        self.missing += 1
        if self.missing >= MANY_MISSING:
            raise Silent("many_missing", where)
        return None, ""

    def _read(self, met: Met, told: Wire, listed: Wire, at: str) -> None:
        """Read a service and take it, or say what is wrong with it."""
        if self.harvest.dialect == dialect.OLD:
            told = older.renewed(told)
        if not told.get("organization") and listed.get("organization"):
            told = {**told, "organization": listed["organization"]}
        try:
            facts = reading.look(told, at, self.findings, source=self.feed.name)
        except reading.Unsound as unsound:
            self._take(_replaced(met, flaws=unsound.flaws))
            return
        self._take(_replaced(met, facts=facts))

    def _take(self, met: Met) -> None:
        def take() -> None:
            _became, kept = directory.take_service(self.harvest, met, by=self.wish.by)
            if kept:
                self.findings.add("kept_ours", met.name, *sorted(kept))

        self._do(take)

    def _still(self, known: directory.Fetched, met: Met) -> None:
        self._do(lambda: directory.still_there(self.harvest, known, met))

    def _do(self, deed: Callable[[], object]) -> None:
        """Do it now; in a trial at the end, so that nobody waits for our writing while we ask."""
        self.later.append(deed) if self.wish.dry else deed()

    def _stop_in_time(self) -> None:
        if self.mine is not None and time.monotonic() - self.renewed > RENEW:
            directory.renew_hold(self.feed, self.mine)
            self.renewed = time.monotonic()
        if self.wish.until is not None and time.monotonic() > self.wish.until:
            raise Stopped

    def _keep(self, **by_then: Any) -> None:
        more = {"repeated": self.harvest.repeated, "doubtful": self.harvest.doubtful, **by_then}
        directory.note_page(self.harvest, findings=self.findings.kept(), by_then=more, keep=not self.wish.dry)

    def _ended(self, *, whole: bool, fault: str = "") -> Report:
        if not self.wish.dry:
            return self._over(whole, fault)
        with transaction.atomic():
            directory.try_harvest(self.harvest, by=self.wish.by)
            for deed in self.later:
                deed()
            report = self._over(whole, fault)
            transaction.set_rollback(True)
        return report

    def _over(self, whole: bool, fault: str) -> Report:
        directory.end_harvest(self.harvest, findings=self.findings.kept(), whole=whole, fault=fault, by=self.wish.by)
        return self._report(over=True)

    def _report(self, *, over: bool, wait: float = 0.0) -> Report:
        refused = directory.quarantined(self.harvest)
        return Report(
            harvest=self.harvest,
            counts=directory.counted(self.harvest),
            findings=self.findings.kept(),
            quarantined=[(one.original, one.name, tuple(Flaw(**each) for each in one.faults)) for one in refused],
            gone=tuple(self.harvest.gone),
            over=over,
            wait=wait,
        )


def _replaced(met: Met, **more: Any) -> Met:
    return Met(**{name: getattr(met, name) for name in Met.__dataclass_fields__} | more)


def _name(listed: Wire) -> str:
    name = listed.get("name")
    return plain.line(name) if isinstance(name, str) else ""


def _missing(original: str) -> Flaw:
    return Flaw(
        f"/services/{plain.line(original)}",
        _("The feed lists this service and cannot give it by itself."),
        _("Ask whoever publishes the feed to serve it or to list it no more; the next harvest tries again."),
    )
