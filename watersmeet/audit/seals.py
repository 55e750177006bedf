"""Sealing: each second, one root per lane over what has settled since, in a keyed chain that is sent out at once."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Min, QuerySet

from watersmeet.audit import anchors
from watersmeet.audit.lines import plain
from watersmeet.audit.merkle import Tree, leaf
from watersmeet.audit.models import Line, Seal
from watersmeet.audit.xact import position, settled
from watersmeet.base import clock, crash
from watersmeet.base.db.ring import keyed

_LOCK = 0x5EA1  # any number, the same in every process


def seal() -> int:
    """Seal every line that has settled; returns how many. Any number of processes may call it at once."""
    sealed = 0
    if _unsealed(_cursor()).exists():
        with transaction.atomic():
            _one_at_a_time()
            cursor, until = _cursor(), settled()
            fresh = _unsealed(cursor).filter(**{f"{position()}__lt": until})
            sealed = sum(_seal_lane(lane, until) for lane in fresh.order_by().values_list("lane", flat=True).distinct())
            crash.here("seal.written")
        crash.here("seal.committed")
    transaction.on_commit(anchors.follow)
    return sealed


def unsealed_since() -> datetime | None:
    """When the oldest line was written that no seal covers yet; None when all are sealed."""
    first: datetime | None = _unsealed(_cursor()).aggregate(first=Min("at"))["first"]
    return first


def chain(seal: Seal, before: bytes) -> bytes:
    """The code (32 bytes) that binds a seal to the one before it."""
    fields = (seal.lane, seal.number, seal.since, seal.until, seal.count, seal.at)
    return keyed("audit", "seal", before, bytes(seal.root), *(plain(field) for field in fields))


def _seal_lane(lane: UUID, until: int) -> int:
    last = Seal.objects.filter(lane=lane).order_by("-number").first()
    since = last.until if last else 0
    tree, at = Tree(), position()
    lines = Line.objects.filter(lane=lane, **{f"{at}__gte": since, f"{at}__lt": until}).order_by(at, "id")
    for identifier, xact, mac in lines.values_list("id", "xact", "mac").iterator():
        tree.add(leaf(identifier, xact, bytes(mac)))
    number = last.number + 1 if last else 1
    made = Seal(lane=lane, number=number, since=since, until=until, count=tree.count, root=tree.root(), at=clock.now())
    made.chain = chain(made, bytes(last.chain) if last else b"")
    made.save(force_insert=True)
    return tree.count


def _cursor() -> int:
    return Seal.objects.aggregate(last=Max("until"))["last"] or 0


def _unsealed(cursor: int) -> QuerySet[Line]:
    return Line.objects.filter(**{f"{position()}__gte": cursor})


def _one_at_a_time() -> None:
    """On SQLite a transaction is alone from its start."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
