"""Serves the pages by granian, with the worker as a second process that lives and dies with it."""

import signal
import socket
import subprocess
import sys
from types import FrameType

from django.utils.translation import gettext as _

from watersmeet.base.problems import Conflict


def insist_free(host: str, port: int) -> None:
    """Raises Conflict when something listens there already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError:
            raise Conflict(
                _("Port %(port)s is in use.") % {"port": port},
                _("Choose another: --port %(next)s") % {"next": port + 1},
            ) from None


def serve(host: str, port: int, *, with_worker: bool) -> int:
    """Serve until told to stop; returns granian's exit code."""
    worker = subprocess.Popen([sys.executable, "-m", "watersmeet", "worker"]) if with_worker else None
    pages = subprocess.Popen(  # noqa: S603 - our own words; host and port come from whoever starts it
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
