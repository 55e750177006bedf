"""Does the book still tell the truth? Lines, roots, the chain, the anchors and the rooms' events are compared."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Count

from watersmeet.audit import anchors, pairs
from watersmeet.audit.lines import MACED, mac
from watersmeet.audit.merkle import Tree, leaf
from watersmeet.audit.models import INSTALLATION, Line, Mention, Seal
from watersmeet.audit.report import Finding, Report
from watersmeet.audit.seals import chain
from watersmeet.audit.xact import ahead, position

Told = dict[str, Any]


def verify(lane: UUID | None = None, *, kept: Path | None = None) -> Report:
    """Check one lane, or all; `kept` is a folder of anchors to compare with, this installation's own when not said.

    The order matters while people write: an anchor is read before its seal, a seal before its lines.
    """
    report = Report()
    held = _anchors(kept or anchors.folder(), lane, report)
    seals = Seal.objects.order_by("lane", "number")
    known = list(seals if lane is None else seals.filter(lane=lane))
    report.seals = len(known)
    _compare(known, held, report)
    for each in _lanes(known, lane):
        _walk(each, [seal for seal in known if seal.lane == each], report)
    report.findings.extend(_twice(lane))
    report.findings.extend(_mentions(lane))
    report.findings.extend(pairs.broken(lane))
    return report


def name(lane: UUID) -> str:
    """How a lane is called."""
    return "installation" if lane == INSTALLATION else f"partnership {lane}"


def _anchors(place: Path, lane: UUID | None, report: Report) -> list[anchors.Anchor]:
    held: list[anchors.Anchor] = []
    try:
        held.extend(anchor for anchor in anchors.read(place) if lane in (None, anchor.lane))
    except anchors.AnchorsUnreadableError as problem:
        report.findings.append(Finding("anchor_unreadable", f"anchors {problem}", "this is not an anchor"))
    report.anchored = len(held)
    return held


def _compare(known: list[Seal], held: list[anchors.Anchor], report: Report) -> None:
    """Every anchor still has its seal, and every seal its anchor but for the newest, which may be on its way."""
    chains = {(seal.lane, seal.number): bytes(seal.chain).hex() for seal in known}
    for anchor in held:
        where = f"{name(anchor.lane)} seal {anchor.number}"
        found = chains.get((anchor.lane, anchor.number))
        if found is None:
            report.findings.append(Finding("seal_missing", where, "it was sent out, and is gone from the book"))
        elif found != anchor.chain:
            report.findings.append(Finding("anchor_differs", where, "it is not the seal that was sent out"))
    sent = {anchor.seal for anchor in held}
    last = max(sent, default=0)
    for seal in known:
        if seal.pk not in sent and seal.pk < last:
            where = f"{name(seal.lane)} seal {seal.number}"
            report.findings.append(Finding("anchor_missing", where, "it was never sent out, though later ones were"))


def _lanes(known: list[Seal], lane: UUID | None) -> list[UUID]:
    if lane is not None:
        return [lane]
    lanes = set(Line.objects.order_by().values_list("lane", flat=True).distinct())
    return sorted(lanes | {seal.lane for seal in known})


def _walk(lane: UUID, seals: list[Seal], report: Report) -> None:
    """One pass along the lines of a lane and the seals over them."""
    lines = _Lines(lane, report)
    before, since = b"", 0
    for number, seal in enumerate(seals, 1):
        where = f"{name(lane)} seal {seal.number}"
        if seal.number != number or seal.since != since:
            report.findings.append(Finding("seal_gap", where, "a seal before it is gone, or its range was moved"))
        if bytes(seal.chain) != chain(seal, before):
            report.findings.append(Finding("seal_changed", where, "the seal or its place in the chain was changed"))
        lines.check(seal, where)
        before, since = bytes(seal.chain), seal.until
    lines.rest()


class _Lines:
    """The lines of one lane in the order of commits, each checked as it is passed."""

    def __init__(self, lane: UUID, report: Report) -> None:
        self.at, self.report, self.where = position(), report, name(lane)
        rows = Line.objects.filter(lane=lane).order_by(self.at, "id").values("id", "xact", "mac", *MACED)
        self._rows: Iterator[Told] = rows.iterator()
        self._next: Told | None = next(self._rows, None)

    def check(self, seal: Seal, where: str) -> None:
        """Pass the lines under one seal and compare the root."""
        tree, passed = Tree(), []
        while self._next is not None and self._next[self.at] < seal.until:
            line = self._pass()
            passed.append(line["id"])
            tree.add(leaf(line["id"], line["xact"], bytes(line["mac"])))
        if tree.count != seal.count or tree.root() != bytes(seal.root):
            lines = f"lines {min(passed)} to {max(passed)}" if passed else "no lines"
            say = f"{seal.count} lines were sealed; these are not they ({tree.count} now, {lines})"
            self.report.findings.append(Finding("range_changed", where, say))

    def rest(self) -> None:
        """Pass the lines that no seal covers yet."""
        end = ahead()
        while self._next is not None:
            line = self._pass()
            self.report.unsealed += 1
            if line[self.at] >= end:
                self._found("line_ahead", line, "it claims a place that no line can have yet")

    def _pass(self) -> Told:
        line = self._next or {}
        self.report.lines += 1
        if mac(line) != bytes(line["mac"]):
            self._found("line_changed", line, "it does not say what was written")
        self._next = next(self._rows, None)
        return line

    def _found(self, what: str, line: Told, say: str) -> None:
        self.report.findings.append(Finding(what, f"{self.where} line {line['id']}", say))


def _twice(lane: UUID | None) -> Iterator[Finding]:
    lines = Line.objects.all() if lane is None else Line.objects.filter(lane=lane)
    twice = lines.order_by().values("nonce").annotate(times=Count("id")).filter(times__gt=1)
    for nonce in twice.values_list("nonce", flat=True):
        yield Finding("line_twice", f"line with nonce {nonce}", "one line stands in the book more than once")


def _mentions(lane: UUID | None) -> Iterator[Finding]:
    """Whoever was looked at among others can be found by it."""
    lines = Line.objects.exclude(others=[]) if lane is None else Line.objects.filter(lane=lane).exclude(others=[])
    for line in lines.order_by("id").prefetch_related("mentions").iterator(chunk_size=500):
        if {f"{each.kind}:{each.subject}" for each in line.mentions.all()} != set(line.others):
            yield Finding("mention_changed", f"{name(line.lane)} line {line.pk}", "its index does not name the same")
    stray = Mention.objects.filter(line__others=[])
    for line_id in stray.values_list("line_id", flat=True)[: pairs.SHOWN]:
        yield Finding("mention_changed", f"line {line_id}", "its index names what the line does not")
