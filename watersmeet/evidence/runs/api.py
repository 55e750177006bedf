"""The door of evidence runs."""

from watersmeet.evidence.runs.actions import Reproduced, reproduce, run
from watersmeet.evidence.runs.models import Run
from watersmeet.evidence.runs.queries import earlier, get, latest, named
from watersmeet.evidence.runs.questions import FIRST_FIGURES

__all__ = ["FIRST_FIGURES", "Reproduced", "Run", "earlier", "get", "latest", "named", "reproduce", "run"]
