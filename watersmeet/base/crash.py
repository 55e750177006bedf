"""Named points at which a test may kill this process, to see that nothing is lost between two steps."""

import os
import signal

VARIABLE = "WATERSMEET_CRASH_AT"


def here(name: str) -> None:
    """Die at once, as by `kill -9`, when `WATERSMEET_CRASH_AT` names this point; otherwise nothing."""
    if os.environ.get(VARIABLE) == name:
        os.kill(os.getpid(), signal.SIGKILL)
