"""A memory as text, and back: canonical JSON, and Markdown that people read. Both read as what was written.

In Markdown an entry is a heading with its facts as a list; its words stand in quotes, so that nothing in them is read
as anything but words.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from watersmeet.base.problems import Invalid
from watersmeet.records.memory.documents import FORMAT, EntryDocument, MemoryDocument, plain, read

HEAD = ["# What we remember", "", f"Format: {FORMAT}", ""]
_APART = frozenset({"title", "parts", "remarks", "events"})


def as_json(document: MemoryDocument) -> str:
    """One document, sorted, with line ends of one kind."""
    return json.dumps(plain(document), sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def as_markdown(document: MemoryDocument) -> str:
    """The same for people."""
    lines = [*HEAD]
    for entry in document.entries:
        lines += _entry(entry)
    return "\n".join(lines)


def parse(text: str) -> MemoryDocument:
    """The document of either text. Raises Invalid, naming what is wrong and where."""
    return read(_json(text) if text.lstrip()[:1] == "{" else {"format": FORMAT, "entries": _Reader(text).entries})


def _json(text: str) -> Any:
    try:
        told = json.loads(text)
        json.dumps(told, ensure_ascii=False).encode()  # half a sign cannot be kept
    except json.JSONDecodeError as fault:
        where = _("line %(line)s") % {"line": fault.lineno}
        raise Invalid({where: [_("This is no JSON: %(fault)s.") % {"fault": fault.msg}]}) from None
    except (UnicodeError, RecursionError):
        raise Invalid({"file": [_("There is a sign in this that cannot be read.")]}) from None
    return told


def _entry(entry: EntryDocument) -> Iterator[str]:
    told = plain(entry)
    yield from (f"## {entry.title}", "")
    yield from (f"- {name}: {_inline(told[name])}" for name in sorted(told.keys() - _APART))
    yield ""
    for name, value in sorted(entry.parts.items()):
        what = "number" if isinstance(value, int) else "part"
        yield from _block(f"{what}: {name}", str(value))
    for kind in ("remark", "event"):
        for one in told.get(f"{kind}s", []):
            words = one.pop("words", None)
            yield from _block(f"{kind}: {_inline(one)}", words)


def _block(heading: str, words: str | None) -> Iterator[str]:
    yield from (f"### {heading}", "")
    if words is not None:
        yield from (f"> {line}" if line else ">" for line in words.split("\n"))
        yield ""


def _inline(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


class _Reader:
    """Reads the Markdown line by line; every line is one of a few sorts."""

    def __init__(self, text: str) -> None:
        self.entries: list[dict[str, Any]] = []
        self.block: tuple[str, str] | None = None
        self.words: list[str] | None = None
        self.number = 0
        lines = text.split("\n")
        if lines[: len(HEAD) - 1] != HEAD[:-1]:
            self._fail(_("This is not what an export of a memory begins with."))
        for self.number, line in enumerate(lines[len(HEAD) - 1 :], len(HEAD) - 1):
            self._read(line)
        self._end_block()

    def _read(self, line: str) -> None:
        if line.startswith("## "):
            self._end_block()
            self.entries.append({"title": line[3:], "parts": {}, "remarks": [], "events": []})
        elif line.startswith("### ") and self.entries:
            self._end_block()
            what, _colon, rest = line[4:].partition(": ")
            self.block = (what, rest)
        elif line.startswith(">") and self.block:
            self.words = [*(self.words or []), line[2:] if line.startswith("> ") else line[1:]]
        elif line.startswith("- ") and self.entries and not self.block:
            name, _colon, value = line[2:].partition(": ")
            self.entries[-1][name] = self._value(value)
        elif line:
            self._fail(_("This line is no part of an entry."))

    def _end_block(self) -> None:
        if self.block is None:
            return
        (what, rest), words = self.block, None if self.words is None else "\n".join(self.words)
        self.block = self.words = None
        entry = self.entries[-1]
        if what in {"remark", "event"}:
            told = self._value(rest)
            entry[f"{what}s"].append(({"words": words} if words is not None else {}) | (told or {}))
        elif what in {"part", "number"}:
            entry["parts"][rest] = self._value(words or "") if what == "number" else words or ""
        else:
            self._fail(_("There is no such part."))

    def _value(self, text: str) -> Any:
        try:
            return json.loads(text)
        except (json.JSONDecodeError, RecursionError):
            self._fail(_("This cannot be read."))

    def _fail(self, says: str) -> Any:
        raise Invalid({_("line %(line)s") % {"line": self.number + 1}: [says]})
