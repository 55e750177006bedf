"""The JSON endpoint under granian, asked by eight at once."""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlencode

from bench.crowd import KM, Question
from tests.database import free_port

CONNECTIONS = 8
PATIENCE = 60.0
"""Seconds for a server to begin."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def posted(question: Question) -> bytes:
    """What a program posts: the words, the place, 10 km, only what is free."""
    return urlencode({"words": question.words, "near": question.near, "km": KM, "yes": "free"}).encode()


@contextmanager
def server(**environment: str) -> Iterator[int]:
    """The house under granian as `watersmeet serve` runs it; its port."""
    port = free_port()
    argv = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning"),
        "bench.house:application",
    ]
    running = subprocess.Popen(argv, env={**os.environ, **environment})
    try:
        _await(port, running)
        yield port
    finally:
        running.terminate()
        running.wait(30)


def rate(port: int, bodies: Sequence[bytes], seconds: float) -> float:
    """Requests answered in a second by CONNECTIONS at once. Raises RuntimeError when one is not answered with 200."""
    until, done, wrong = time.monotonic() + seconds, [0] * CONNECTIONS, []

    def ask(at: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        number = at * len(bodies) // CONNECTIONS
        while time.monotonic() < until:
            line.request("POST", "/find.json", bodies[number % len(bodies)], FORM)
            told = line.getresponse()
            told.read()
            if told.status != 200:
                wrong.append(told.status)
                return
            done[at] += 1
            number += 1

    begun = time.monotonic()
    hands = [threading.Thread(target=ask, args=(at,)) for at in range(CONNECTIONS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    if wrong:
        raise RuntimeError(f"answered {wrong[0]}")
    return sum(done) / (time.monotonic() - begun)


def _await(port: int, running: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.poll() is None:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("OPTIONS", "/find.json")
            line.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not begin")
