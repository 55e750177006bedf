"""Serves the pages by granian, with the worker as a second process that lives and dies with it."""

import signal
import subprocess
import sys
from types import FrameType


def serve(host: str, port: int, *, with_worker: bool) -> int:
    """Serve until told to stop; returns granian's exit code."""
    worker = subprocess.Popen([sys.executable, "-m", "watersmeet", "worker"]) if with_worker else None
    pages = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi"),
            *("--host", host, "--port", str(port)),
            *("--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning"),
            "watersmeet.config.wsgi:application",
        ]
    )

    def stop(_signal: int, _frame: FrameType | None) -> None:
        pages.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        return pages.wait()
    finally:
        if worker:
            worker.terminate()
            worker.wait()
