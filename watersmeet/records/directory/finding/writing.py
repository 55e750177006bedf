"""Writes the index from the database: what changed every few seconds, all of it each day and after a change of form.

Only services that a visitor may find stand in it: it holds nothing about any person.
"""

import json
import logging
import shutil
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import tantivy
from django.db.models import Max, QuerySet

from watersmeet.base import clock
from watersmeet.records.directory import fresh
from watersmeet.records.directory.entries import Entry, entry
from watersmeet.records.directory.finding import cells, shelf, tokens
from watersmeet.records.directory.models import Service, Status
from watersmeet.records.directory.queries import views

log = logging.getLogger(__name__)
BATCH = 1000
HEAP = 128_000_000  # bytes that a writer may hold before it writes them out
FIRST = "first"
"""The mark of one of a service's documents, to count services by."""
LOW = 2**64 - 1
_written: dict[UUID, datetime] = {}
"""What this process wrote of late, and in which state: it need not be written again."""


def schema() -> tantivy.Schema:
    """The fields: words, marks, ground, key, ages, starts to ask by; point and id to read; the rest to show."""
    made = tantivy.SchemaBuilder()
    for name in ("words", "marks", "ground"):
        made.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    made.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for name in ("youngest", "oldest", "after", "starts"):
        made.add_integer_field(name, indexed=True, fast=True)
    for name in ("lat", "lon"):
        made.add_float_field(name, fast=True)
    for name in ("high", "low", "whom"):
        made.add_unsigned_field(name, fast=True)
    made.add_boolean_field("also", fast=True)
    made.add_bytes_field("told", stored=True)
    return made.build()


def keep() -> int:
    """Bring the index up to date; returns how many services were written. Another writer on this machine: none."""
    if not shelf.is_used():
        return 0
    with shelf.alone() as free:
        if not free:
            return 0
        held = shelf.current()
        if held is None or held.day != clock.today().isoformat() or _went_back(held):
            return _all_anew()
        try:
            return _catch_up(held)
        except ValueError as fault:  # tantivy's own, of files that are gone or broken
            log.error("the index %s is written anew: %s", held.folder, fault)
            return _all_anew()


def fill(writer: tantivy.IndexWriter, entries: Iterable[Entry]) -> int:
    """Add entries; returns how many."""
    many = 0
    for one in entries:
        for document in _documents(one):
            writer.add_document(document)
        many += 1
    return many


def write(entries: Iterable[Entry], changed_at: str = "") -> int:
    """Write a new generation of these and let it be the one that is read; returns how many it holds."""
    shelf.sweep()
    now = clock.now().isoformat()
    day, name = clock.today().isoformat(), f"{shelf.form()}-{uuid.uuid4().hex[:8]}"
    there = shelf.folder() / name
    there.mkdir(parents=True)
    try:
        index = tantivy.Index(schema(), str(there))
        writer = index.writer(HEAP, 1)
        many = fill(writer, entries)
        writer.commit()
        writer.wait_merging_threads()
        shelf.point_to(shelf.Current(name, shelf.form(), day, many, changed_at, 0, now))
    except BaseException:  # where the disk is full, the next try needs the room
        shutil.rmtree(there, ignore_errors=True)
        raise
    return many


def _all_anew() -> int:
    changed_at = _last_change()
    many = write(_entries(findable().order_by("pk").values_list("pk", flat=True)), changed_at)
    _written.clear()
    return many


def _catch_up(held: shelf.Current) -> int:
    now = clock.now()
    since = datetime.fromisoformat(held.changed_at) - shelf.LOOK_BACK if held.changed_at else None
    index = tantivy.Index.open(str(shelf.folder() / held.folder))  # also where nothing changed: it may be broken
    rows = Service.objects.filter(changed_at__gte=since) if since else Service.objects.all()
    found = dict(rows.values_list("pk", "changed_at"))
    changed = {pk: at for pk, at in found.items() if _written.get(pk) != at}
    if not changed:
        if since and since + shelf.LOOK_BACK >= held.knows_since and since + 2 * shelf.LOOK_BACK < now:
            shelf.point_to(replace(held, written_at=now.isoformat()))  # nothing came late: now it knows all of that
        return 0
    writer = index.writer(HEAP, 1)
    for pk in changed:
        writer.delete_documents_by_term("key", pk.hex)
    fill(writer, _entries(findable().filter(pk__in=list(changed)).values_list("pk", flat=True)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    first = tantivy.Query.term_query(index.schema, "marks", FIRST, "basic")
    many = len(index.searcher().search(first, index.searcher().num_docs or 1, count=False).hits)
    last = max((*changed.values(), *([datetime.fromisoformat(held.changed_at)] if held.changed_at else ())))
    told = {"services": many, "changed_at": last.isoformat(), "written_at": now.isoformat()}
    shelf.point_to(replace(held, turn=held.turn + 1, **told))
    _written.update(changed)
    for pk in [one for one, at in _written.items() if at < last - 2 * shelf.LOOK_BACK]:
        del _written[pk]
    return len(changed)


def findable() -> QuerySet[Service]:
    """What a visitor may find."""
    return Service.objects.filter(status=Status.ACTIVE).exclude(fresh.hidden())


def _entries(identifiers: Iterable[UUID]) -> Iterator[Entry]:
    wanted = list(identifiers)
    for at in range(0, len(wanted), BATCH):
        yield from (entry(one) for one in views(wanted[at : at + BATCH]).values())


def _documents(one: Entry) -> Iterator[tantivy.Document]:
    """One for each place to go to, and one where one need not go."""
    words = tokens.words(one.name, one.description)
    about, whom = " ".join(words), tokens.kinds_of_people(words)
    told = json.dumps([one.name, one.description, one.organisation, one.kind, about], ensure_ascii=False).encode()
    points = [(place.lat, place.lon) for place in one.places] + [None] * one.anywhere
    for number, point in enumerate(points):
        document = tantivy.Document()
        document.add_text("words", about)
        document.add_text("marks", " ".join([*one.marks, *([FIRST] if number == 0 else ())]))
        where = cells.cells_of(*point) if point else (cells.ANYWHERE,)
        document.add_text("ground", " ".join(tokens.ground(where, one.marks)))
        document.add_text("key", one.service.hex)
        document.add_integer("youngest", one.youngest)
        document.add_integer("oldest", one.oldest)
        if one.after is not None:
            document.add_integer("after", one.after)
        for day in one.starts:
            document.add_integer("starts", day.toordinal())
        if point:
            document.add_float("lat", point[0])
            document.add_float("lon", point[1])
        document.add_unsigned("high", one.service.int >> 64)
        document.add_unsigned("low", one.service.int & LOW)
        document.add_unsigned("whom", whom)
        document.add_boolean("also", bool(one.places) and not point)
        document.add_bytes("told", told)
        yield document


def _went_back(held: shelf.Current) -> bool:
    """Whether the database is older than the index: another, or a copy that was put back."""
    return _last_change() < held.changed_at


def _last_change() -> str:
    last: datetime | None = Service.objects.aggregate(last=Max("changed_at"))["last"]
    return last.isoformat() if last else ""
