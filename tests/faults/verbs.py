"""The verbs that only tests need, beside the real ones on the same command line."""

import json
import time
import uuid
from contextlib import suppress

import typer
from django.db import IntegrityError, transaction

from tests.faults.wired.models import Effect, Gate
from watersmeet.audit import api as audit
from watersmeet.audit.happened import happened
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.db import keys, ring
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox import inbox
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.models import Partnership, PartnershipEvent

WARM = [["postings"], ["worker", "--once"], ["audit", "verify"]]


def join(app: typer.Typer) -> None:
    """Put these verbs on the command line."""
    for verb in (ask, put, postings, effects, act, gate, rotate):
        app.command(verb.__name__)(verb)


def put(kind: str, prefix: str, count: int, sealed_for: str = "", at_once: int = 20) -> None:
    """Put postings PREFIX-0, PREFIX-1, ... in transactions of AT_ONCE."""
    by, person = actor(), uuid.UUID(sealed_for) if sealed_for else None
    for start in range(0, count, at_once):
        with transaction.atomic():
            for number in range(start, min(count, start + at_once)):
                subject, to = Ref("referral", uuid.uuid4()), Ref("partner", uuid.uuid4())
                key = f"{prefix}-{number}"
                outbox.put(kind, subject=subject, to=to, key=key, person=person, ordered_by=by)


def ask(key: str, body: str, at: float) -> None:
    """Tell the receiver's inbox something at an instant, and print its answer."""
    time.sleep(max(0.0, at - time.time()))

    def effect() -> inbox.JSON:
        return {"number": str(Effect.objects.create(posting=key, body=body, at=clock.now()).pk)}

    typer.echo(json.dumps(inbox.once("test", key, body.encode(), effect)))


def postings() -> None:
    """Print the key, state, reason and tries of every posting."""
    told = ("id", "key", "state", "why", "attempts", "failures", "lost")
    typer.echo(json.dumps(list(Posting.objects.values(*told)), default=str))


def effects(prefix: str) -> None:
    """Print every effect as [key, body, seconds after its posting was put]."""
    put_at = dict(Posting.objects.filter(key__startswith=f"{prefix}-").values_list("key", "put_at"))
    rows = Effect.objects.filter(posting__startswith=f"{prefix}-").order_by("pk")
    told = [[row.posting, row.body, (row.at - put_at.get(row.posting, row.at)).total_seconds()] for row in rows]
    typer.echo(json.dumps(told))


def act(deeds: int, look: int = 0) -> None:
    """Found a partnership with DEEDS events and their lines, and LOOK looks of three subjects each."""
    place = ids.new()
    with transaction.atomic():
        keys.make(place)
        found = Partnership.objects.create(id=place, name=str(place), slug=str(place))
    by = Actor(Kind.COMMAND, id=ids.new(), partnership=place)
    for _deed in range(deeds):
        with transaction.atomic():
            happened(PartnershipEvent, "partnership.revise", subject=found, by=by, key_owner=place, words="said")
    for _look in range(look):
        audit.looked(by=by, subjects=[Ref("person", ids.new()) for _each in range(3)], why="worklist")
    typer.echo(json.dumps({"lane": str(place)}))


def gate(person: str, is_open: int) -> None:
    """Make the gate of a person, with a data key, or set it; closing cancels what waits, as a withdrawal does."""
    with transaction.atomic():
        row, new = Gate.objects.select_for_update().get_or_create(pk=person)
        if new:
            keys.make(row.pk)
        row.open = bool(is_open)
        row.save()
        told = [] if is_open else outbox.cancel(person=row.pk)
    typer.echo(json.dumps({"told": len(told)}))


def rotate(times: int) -> None:
    """Rotate the ring and re-wrap every data key, again and again."""
    for _time in range(times):
        ring.rotate()
        keys.rewrap()


def actor() -> Actor:
    """Somebody of the partnership that all postings here belong to, whose data key is made at first use."""
    place = uuid.uuid5(uuid.NAMESPACE_OID, "partnership")
    with suppress(IntegrityError):  # another process was first
        keys.make(place)
    return Actor(Kind.COMMAND, id=place, partnership=place)
