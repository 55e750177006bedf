"""What somebody answered so far, between the pages of an inquiry; it lies in their own drawer until it is sent."""

from dataclasses import dataclass, field
from typing import Any

from watersmeet.accounts.drawer import Drawer
from watersmeet.base import ids
from watersmeet.records.voices.api import Way

NAME, SENT = "asked", "asked sent"


@dataclass
class AnswerDraft:
    """One answering: by which code, in which way, and what was said so far, by question."""

    code: str
    way: Way
    id: str = field(default_factory=lambda: str(ids.new()))
    told: dict[str, str] = field(default_factory=dict)

    @classmethod
    def find(cls, drawer: Drawer, code: str) -> "AnswerDraft | None":
        """What this browser has begun by that code; None when it has not, or its time is over."""
        held: Any = drawer.get(NAME)
        if held is None or held["code"] != code:
            return None
        return cls(held["code"], Way(held["way"]), held["id"], held["told"])

    def keep(self, drawer: Drawer) -> None:
        """Put it back, for as long again."""
        drawer.put(NAME, {"code": self.code, "way": str(self.way), "id": self.id, "told": self.told})
