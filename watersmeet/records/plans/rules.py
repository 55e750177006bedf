"""What a need or a goal must be to be written down. Pure."""

from datetime import datetime

from django.utils.translation import gettext as _

from watersmeet.base import clock
from watersmeet.base.problems import Invalid
from watersmeet.records.plans.models import Domain, Met

LONGEST = 1000
MOST = 3


def tidy_words(words: str, *, field: str = "words") -> str:
    """The words as they are kept. Raises Invalid when there are too many."""
    tidied = words.strip()
    if len(tidied) > LONGEST:
        raise Invalid({field: [_("Use %(most)s letters or fewer.") % {"most": LONGEST}]})
    return tidied


def insist_words(words: str) -> str:
    """The words as they are kept. Raises Invalid when there are none or too many."""
    if not words.strip():
        raise Invalid({"words": [_("Write a few words.")]})
    return tidy_words(words)


def insist_need(domain: str, matters: int | None) -> None:
    """Raise Invalid for a part of life that we do not know, or a number outside 0 to 3."""
    if domain not in Domain:
        raise Invalid({"domain": [_("Choose one of: %(names)s.") % {"names": ", ".join(Domain.values)}]})
    if matters is not None and not 0 <= matters <= MOST:
        raise Invalid({"matters": [_("Choose a number from 0 to 3, or none.")]})


def insist_settled(met: str, named_at: datetime, when: datetime) -> None:
    """Raise Invalid unless it is an answer, given after the need was named."""
    if met not in Met or met == Met.NOT_KNOWN:
        raise Invalid({"met": [_("Choose yes, partly or no.")]})
    if when < named_at:
        raise Invalid({"at": [_("Give a time after the need was named.")]})


def when(at: datetime | None) -> datetime:
    """When it happened: now if not said. Raises Invalid for a time to come."""
    now = clock.now()
    if at and at > now:
        raise Invalid({"at": [_("Give a time that has passed.")]})
    return at or now
