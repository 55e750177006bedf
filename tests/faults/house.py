"""A nursery of real `watersmeet` processes: set up once, then forked, so that killing fifty takes seconds.

It reads one line of JSON at a time: {"argv": [...], "env": {...}, "out": FILE} starts a process with its output in FILE and
answers {"pid": N}; {"wait": N} answers {"status": N}, the negative signal or the exit code; {"poll": N} does not wait.
"""

import json
import os
import sys
import traceback
import uuid
from contextlib import suppress
from importlib import import_module
from typing import Any

import django
import typer
from django.conf import settings
from django.db import connection, connections

from watersmeet.config import cli


ROOMS = ("watersmeet.audit.commands", "watersmeet.outbox.commands", "tests.faults.house")


def main() -> None:
    """Serve until standard input ends."""
    django.setup()
    cli.ROOMS_WITH_COMMANDS = ROOMS
    for room in (*ROOMS, "django.db.models.sql.compiler", f"{connection.settings_dict['ENGINE']}.base"):
        import_module(room)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def answer(asked: dict[str, Any]) -> dict[str, int | None]:
    """One answer to one line."""
    if "argv" in asked:
        return {"pid": start(asked["argv"], asked.get("env", {}), asked["out"])}
    pid, status = os.waitpid(asked.get("wait") or asked["poll"], 0 if "wait" in asked else os.WNOHANG)
    return {"status": os.waitstatus_to_exitcode(status) if pid else None}


def start(argv: list[str], env: dict[str, str], out: str) -> int:
    """Fork one process that runs the real command line."""
    pid = os.fork()
    if pid:
        return pid
    os.environ.update(env)
    settings.WATERSMEET_LEASE = float(env.get("WATERSMEET_LEASE", settings.WATERSMEET_LEASE))
    sys.argv = ["watersmeet", *argv]
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    code = 1
    try:
        cli.main()
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        connections.close_all()
        sys.stdout.flush()
        os._exit(code)


def join(app: typer.Typer) -> None:
    """The verbs that only tests need."""
    for verb in (put, postings, effects, act, gate, rotate):
        app.command(verb.__name__)(verb)


def put(kind: str, prefix: str, count: int, sealed_for: str = "", at_once: int = 20) -> None:
    """Put postings PREFIX-0, PREFIX-1, ... in transactions of AT_ONCE."""
    from django.db import transaction

    from watersmeet.base.ref import Ref
    from watersmeet.outbox import api as outbox

    by, person = actor(), uuid.UUID(sealed_for) if sealed_for else None
    for start in range(0, count, at_once):
        with transaction.atomic():
            for number in range(start, min(count, start + at_once)):
                subject, to = Ref("referral", uuid.uuid4()), Ref("partner", uuid.uuid4())
                key = f"{prefix}-{number}"
                outbox.put(kind, subject=subject, to=to, key=key, person=person, ordered_by=by)


def postings() -> None:
    """Print the key, state, reason and tries of every posting."""
    from watersmeet.outbox.models import Posting

    typer.echo(json.dumps(list(Posting.objects.values("id", "key", "state", "why", "failures", "lost")), default=str))


def effects(prefix: str) -> None:
    """Print every effect as [key, body, seconds after its posting was put]."""
    from tests.faults.wired.models import Effect
    from watersmeet.outbox.models import Posting

    put_at = dict(Posting.objects.filter(key__startswith=f"{prefix}-").values_list("key", "put_at"))
    rows = Effect.objects.filter(posting__startswith=f"{prefix}-").order_by("pk")
    told = [[row.posting, row.body, (row.at - put_at[row.posting]).total_seconds()] for row in rows]
    typer.echo(json.dumps(told))


def act(deeds: int, look: int = 0) -> None:
    """Found a partnership with DEEDS events and their lines, and LOOK looks of three subjects each."""
    from django.db import transaction

    from watersmeet.audit import api as audit
    from watersmeet.audit.happened import happened
    from watersmeet.base import ids
    from watersmeet.base.actor import Actor, Kind
    from watersmeet.base.db import keys
    from watersmeet.base.ref import Ref
    from watersmeet.records.partnerships.models import Partnership, PartnershipEvent

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
    from django.db import transaction

    from tests.faults.wired.models import Gate
    from watersmeet.base.db import keys
    from watersmeet.outbox import api as outbox

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
    from watersmeet.base.db import keys, ring

    for _time in range(times):
        ring.rotate()
        keys.rewrap()


def actor() -> object:
    """Somebody of the partnership that all postings here belong to, whose data key is made at first use."""
    from django.db import IntegrityError

    from watersmeet.base.actor import Actor, Kind
    from watersmeet.base.db import keys

    place = uuid.uuid5(uuid.NAMESPACE_OID, "partnership")
    with suppress(IntegrityError):  # another process was first
        keys.make(place)
    return Actor(Kind.COMMAND, id=place, partnership=place)


if __name__ == "__main__":
    main()
