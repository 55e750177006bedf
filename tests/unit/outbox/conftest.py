"""A partnership, a person and a sender that does as it is told."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from watersmeet.base import ids
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.db import keys
from watersmeet.base.problems import Allowed, Refusal
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox.ports import senders

Put = Callable[..., outbox.Posting]
At = Callable[[str], None]


def now(posting: outbox.Posting) -> outbox.Posting:
    """The posting as it stands."""
    return outbox.Posting.objects.get(pk=posting.pk)


@dataclass
class Told:
    """A sender: `gate` answers for it, `trouble` is raised by it, `sent` is what left."""

    gate: Refusal | Allowed = field(default_factory=lambda: Allowed("test"))
    trouble: Exception | None = None
    made: int = 0
    sent: list[tuple[str, bytes]] = field(default_factory=list)

    def prepare(self, posting: outbox.Posting) -> bytes | Refusal:
        """Bytes that tell how often they were made."""
        if isinstance(self.gate, Refusal):
            return self.gate
        self.made += 1
        return json.dumps({"to": "Mair", "made": self.made}).encode()

    def recheck(self, posting: outbox.Posting) -> Allowed | Refusal:
        """The gate."""
        return self.gate

    def send(self, posting: outbox.Posting, body: bytes) -> str:
        """Remember what left."""
        if self.trouble:
            raise self.trouble
        self.sent.append((posting.key, body))
        return f"taken for {posting.key}"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """The one sender, of kind "told"."""
    sender = Told()
    monkeypatch.setattr(senders, "_filled", {"told": sender})
    return sender


@pytest.fixture
def by(db: None) -> Actor:
    """Who orders, at a partnership with a data key."""
    place = ids.new()
    keys.make(place)
    return Actor(Kind.USER, id=ids.new(), partnership=place, partner=ids.new())


@pytest.fixture
def person(db: None) -> UUID:
    """A person with a data key."""
    who = ids.new()
    keys.make(who)
    return who


@pytest.fixture
def put(by: Actor) -> Put:
    """Puts a posting of kind "told", and gives it as it then stands."""

    def run(key: str = "one", **more: Any) -> outbox.Posting:
        about = {"subject": Ref("referral", ids.new()), "to": Ref("partner", ids.new()), **more}
        outbox.put("told", key=key, ordered_by=by, **about)
        return outbox.Posting.objects.get(kind="told", key=key)

    return run


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Moves the clock."""
    return lambda when: monkeypatch.setenv("WATERSMEET_NOW", when)


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    """A data folder of this test's own."""
    settings.WATERSMEET_DATA = tmp_path
    return tmp_path
