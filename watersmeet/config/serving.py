"""Serves the pages by granian, with the worker as a second process that lives and dies with it."""

import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from django.utils.translation import gettext as _

from watersmeet.base.problems import Conflict

USUAL_PORT, HIGHEST_PORT = 8000, 65_535
STOPS_WITHIN = 8
"""Seconds that pages and worker are given to end by themselves."""


def insist_free(host: str, port: int) -> None:
    """Raises Conflict when we may not listen there, when something does already, and when there is no such address."""
    try:
        kind, *_rest, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(kind, socket.SOCK_STREAM) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(address)
    except PermissionError:
        raise Conflict(
            _("You are not permitted to use port %(port)s.") % {"port": port},
            _("Choose one above 1023, such as --port %(other)s") % {"other": USUAL_PORT},
        ) from None
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise Conflict(
                _("Port %(port)s is in use.") % {"port": port},
                _("Choose another: --port %(next)s") % {"next": port + 1 if port < HIGHEST_PORT else USUAL_PORT},
            ) from None
        raise Conflict(
            _("Nothing can listen on %(host)s, port %(port)s: %(fault)s.")
            % {"host": host, "port": port, "fault": fault.strerror or fault},
            _("Choose an address of this machine, such as --host 127.0.0.1"),
        ) from None


def serve(host: str, port: int, *, with_worker: bool, meanwhile: Callable[[], object] | None = None) -> int:
    """Serve until told to stop; returns granian's exit code. `meanwhile` is done while the pages start.

    Both processes stand in sessions of their own: Ctrl-C reaches us alone, and we end them, once each.
    """
    worker = None
    pages = _begin(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi"),
            *("--host", host, "--port", str(port)),
            *("--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning"),
            "watersmeet.config.wsgi:application",
        ]
    )

    def stop(_signal: int, _frame: FrameType | None) -> None:
        pages.terminate()
        signal.alarm(STOPS_WITHIN)

    signal.signal(signal.SIGALRM, lambda _signal, _frame: _kill(pages))
    try:
        if meanwhile:
            _hear(signal.default_int_handler)
            meanwhile()
        _hear(stop)
        if with_worker:
            worker = _begin([sys.executable, "-m", "watersmeet", "worker"])
        return pages.wait()
    finally:
        signal.alarm(0)
        for begun in filter(None, (pages, worker)):
            _end(begun)


def _hear(handler: Callable[[int, FrameType | None], object]) -> None:
    """What is done when we are told to stop."""
    for told in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(told, handler)


def _begin(words: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(words, start_new_session=True)  # noqa: S603 - our own words, but host and port


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        _kill(process)
        process.wait()


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """It and what it began."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
