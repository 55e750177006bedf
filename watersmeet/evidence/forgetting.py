"""The clockwork that forgets single answers of an inquiry: counts of groups are made first, and stay."""

import logging

from django.db import DatabaseError

from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Problem
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.api import WaveView

_log = logging.getLogger(__name__)


def forget_answers() -> int:
    """Forget the answers of every wave whose time is over. Returns how many waves they were."""
    return sum(_forget(one) for one in voices.waves_to_forget())


def _forget(one: WaveView) -> bool:
    """A wave whose answers cannot be read does not hold up the others."""
    from watersmeet.evidence.extracts.waves import answers_of  # noqa: PLC0415 - Arrow, numpy and scipy load once a wave is over
    from watersmeet.evidence.inquiry.kept import kept  # noqa: PLC0415 - as above

    by = Actor(Kind.PROCESS, partnership=one.partnership, name="clock", reason="its time was over")
    try:
        voices.forget_answers(one.id, kept(answers_of(by, one)))
    except (Problem, LookupError, ValueError, DatabaseError):
        _log.exception("the answers of a wave could not be forgotten")
        return False
    return True
