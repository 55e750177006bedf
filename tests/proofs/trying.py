"""Every address that somebody reached, tried by everybody else: what each finds that is not theirs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse

from tests.proofs.crawler import ID, Crawl, Visit
from tests.proofs.town import Someone, Town, tried
from tests.shape.test_policy import GRID, NAMED, ROLES
from watersmeet.accounts import routes
from watersmeet.accounts.purposes import PURPOSES
from watersmeet.records.referrals.models import Referral

KEPT_BY_LOOKING = {"audit_line", "audit_mention", "django_session", "shared_cache"}
"""Tables that a look, or a refusal, may write to: who looked, the session, the throttles."""
_TABLE = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_ONCE = re.compile(rf'name="csrfmiddlewaretoken" value="\w+"|{ID.pattern}')
COLUMNS = [*map(str, ROLES), "person", "command", "process", "visitor", "answerer"]


class Writes:
    """The tables that statements wrote to since last asked."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Between Django and the database."""
        found = _TABLE.match(sql)
        if found:
            self.tables.add(found[1])
        return execute(sql, params, many, context)

    def taken(self) -> set[str]:
        """Those that a look may not write to; counting begins afresh."""
        found, self.tables = self.tables - KEPT_BY_LOOKING, set()
        return found


@dataclass
class Trial:
    """Who reaches what, and what others find there."""

    town: Town
    visits: dict[tuple[str, str], Visit] = field(default_factory=dict)
    writes: Writes = field(default_factory=Writes)
    faults: list[str] = field(default_factory=list)
    tries: int = 0
    of_strangers: int = 0

    def walks(self, everybody: Iterable[Someone]) -> Iterator[str]:
        """Each walks wherever links and forms lead. Yields faults: a stranger's secret, a look that wrote."""
        for who in everybody:
            found: list[str] = []
            strangers = self.town.strangers(who)

            def seen(visit: Visit, answer: HttpResponse, who: Someone = who, strangers: Any = strangers) -> None:
                wrote = self.writes.taken()
                found.extend(self._shown(who, visit, answer, strangers))  # noqa: B023 - read at once
                if visit.method == "get" and wrote:
                    found.append(f"{who.label}: GET {visit.route} wrote to {sorted(wrote)}")  # noqa: B023 - as above
                if visit.status < 400:
                    self.visits.setdefault((visit.method, visit.path), visit)

            with connection.execute_wrapper(self.writes):
                Crawl(
                    who.browser, 2, passes_by=open_to_all if who.role or who.about else never, around=tried, seen=seen
                ).walk(*who.starts)
            yield from found

    def guesses(self) -> None:
        """Addresses that no walk led to, made up from the ids of a person, a referral and a partner."""
        row = Referral.objects.order_by("pk").first()
        ids = [row.person_id, row.pk, row.receiver_id] if row else []
        for name in sorted(set(NAMED) - self.routes):
            for parts in ([], *([one] for one in ids), *([one, other] for one in ids for other in ids)):
                with suppress(NoReverseMatch):
                    path = reverse(name, args=parts)
                    self.visits[("get", path)] = Visit(name, "get", path, (), 0)

    def every_pair(self, everybody: Iterable[Someone]) -> Iterator[tuple[Someone, Visit]]:
        """Everybody at every address that anybody reached."""
        return product(everybody, self.visits.values())

    def a_slice(self, everybody: Sequence[Someone]) -> Iterator[tuple[Someone, Visit]]:
        """Each address once, by one of those whose role or link may come to its route at all; they take turns."""
        for turn, visit in enumerate(self.visits.values()):
            enter = [who for who in everybody if may_enter(who, visit.route)] or everybody
            yield enter[turn % len(enter)], visit

    def replays(self, pairs: Iterable[tuple[Someone, Visit]]) -> Iterator[str]:
        """Each tries an address that somebody reached. Yields faults."""
        strangers: dict[Someone, dict[UUID, tuple[str, ...]]] = {}
        with connection.execute_wrapper(self.writes):
            for who, visit in pairs:
                self.tries += 1
                known = strangers.get(who)
                if known is None:
                    known = strangers[who] = self.town.strangers(who)
                with tried():
                    yield from self._replay(who, visit, known)

    def _replay(self, who: Someone, visit: Visit, strangers: dict[UUID, tuple[str, ...]]) -> Iterator[str]:
        self.writes.taken()
        answer = self._send(who, visit, visit.path)
        wrote = self.writes.taken()
        yield from self._shown(who, visit, answer, strangers)
        if not may_enter(who, visit.route) and answer.status_code < 300:
            yield f"{who.label}: {visit.method} {visit.route} let in, and the reviewed table does not"
        ids = {UUID(one) for one in ID.findall(visit.path)} - {who.about}
        persons = {person for one in ids if (person := self.town.whose.get(one))}
        about = {one for one in persons if not self.town.reads_name_at(visit.route, who, one)}
        if about & strangers.keys():
            if wrote:
                yield f"{who.label}: {visit.method} {visit.route} wrote to {sorted(wrote)} of a stranger"
            yield from self._told_apart(who, visit, answer)

    def _told_apart(self, who: Someone, visit: Visit, answer: HttpResponse) -> Iterator[str]:
        """Whether an address of a stranger can be told from one that was never there."""
        if who.role is not None and answer.status_code < 400:
            return  # without a name: what the worklist shows to those who work without names
        self.of_strangers += 1
        absent = self._send(who, visit, ID.sub(lambda _one: str(uuid4()), visit.path))
        if (absent.status_code, _plain(absent)) != (answer.status_code, _plain(answer)):
            yield f"{who.label}: {visit.method} {visit.route} tells {answer.status_code} from {absent.status_code}"

    @staticmethod
    def _send(who: Someone, visit: Visit, path: str) -> HttpResponse:
        answer: HttpResponse = getattr(who.browser, visit.method)(path, dict(visit.told))
        return answer

    def _shown(
        self, who: Someone, visit: Visit, answer: HttpResponse, strangers: dict[UUID, tuple[str, ...]]
    ) -> Iterator[str]:
        if visit.route == "demo:post" or answer.streaming:
            return  # the demo's post box shows everybody's letters: there is none outside the demo
        said = answer.content.decode(errors="replace")
        for person, words in strangers.items():
            if any(word in said for word in words) and not self.town.reads_name_at(visit.route, who, person):
                yield f"{who.label}: {visit.method} {visit.route} {visit.path} shows a stranger"

    @property
    def routes(self) -> set[str]:
        """The routes that were reached."""
        return {visit.route for visit in self.visits.values()}


def never(_route: str) -> bool:
    """No route is passed by."""
    return False


def open_to_all(route: str) -> bool:
    """What everybody may see: the passer-by walks there, so those who work need not."""
    verb = routes.verb_of(route)
    return verb == routes.PUBLIC or GRID[verb][COLUMNS.index("visitor")] != "."


def may_enter(who: Someone, route: str) -> bool:
    """Whether the reviewed table has any matter for which this one may come to a route."""
    verb = routes.verb_of(route)
    if verb == routes.PUBLIC:
        return True
    cells = dict(zip(COLUMNS, GRID[verb], strict=True))
    if who.purpose:
        cell = cells["answerer" if who.about else "person"]
        return cells["visitor"] != "." or (cell != "." and verb in PURPOSES[who.purpose].verbs)
    return cells[who.role or "visitor"] != "."


def _plain(answer: HttpResponse) -> str:
    """The answer without what differs each time."""
    return _ONCE.sub("", answer.content.decode(errors="replace")) + _ONCE.sub("", answer.get("Location", ""))
