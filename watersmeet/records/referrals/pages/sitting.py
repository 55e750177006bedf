"""Somebody trusted sits with the person at a screen that others use too: the pages of asking leave it by themselves."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import IntroducerView

IDLE = timedelta(minutes=10)
_LATER = timedelta(seconds=5)
"""The page leaves after what was typed is gone, never before."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sits with them: the introducer's id, what they are called, and the code of their address."""

    introducer: str
    name: str
    code: str

    @classmethod
    def of(cls, seen: IntroducerView) -> "Sitting":
        """As it is kept in the drawer."""
        return cls(str(seen.id), seen.name, seen.code.lower())

    @classmethod
    def read(cls, held: Any) -> "Sitting | None":
        """What the drawer kept; None when nobody sits with them."""
        return cls(**held) if held else None

    @property
    def id(self) -> UUID:
        """The introducer."""
        return UUID(self.introducer)

    @property
    def minutes(self) -> int:
        """How long what is typed is kept."""
        return IDLE // timedelta(minutes=1)

    @property
    def content(self) -> dict[str, str]:
        """For the drawer."""
        return asdict(self)


def beside(code: str) -> Sitting | None:
    """Who sits there, by the code of their address, where nothing is kept that could say it; None without one."""
    seen = partnerships.introducer_by_code(code) if code else None
    return Sitting.of(seen) if seen else None


def leaves(answer: HttpResponse, sitting: Sitting | None) -> HttpResponse:
    """A page that goes away by itself when nobody touches it, where others use the screen too."""
    if sitting:
        seconds = int((IDLE + _LATER).total_seconds())
        answer["Refresh"] = f"{seconds}; url={reverse('referrals:with_closed', args=[sitting.code])}"
    return answer
