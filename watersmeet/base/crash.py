"""Named points at which a test may kill this process, to see that nothing is lost between two steps."""

import os
import signal
from collections import Counter

VARIABLE = "WATERSMEET_CRASH_AT"
_met: Counter[str] = Counter()


def here(name: str) -> None:
    """Die at once, as by `kill -9`, when `WATERSMEET_CRASH_AT` names this point; otherwise nothing.

    `NAME*7` is the seventh time that this process comes here.
    """
    point, _star, nth = os.environ.get(VARIABLE, "").partition("*")
    if point != name:
        return
    _met[name] += 1
    if _met[name] >= int(nth or 1):
        os.kill(os.getpid(), signal.SIGKILL)
