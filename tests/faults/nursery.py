"""Starts, waits for and kills real `watersmeet` processes over one database."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Ended:
    """How a process ended: exit code, or the negative number of the signal, and what it printed."""

    status: int
    output: str

    @property
    def last(self) -> Any:
        """The JSON on the last line."""
        return json.loads(self.output.splitlines()[-1])


def wait_until(what: Callable[[], bool], seconds: float = 10) -> None:
    """Look again and again until it is so. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.05)


class Nursery:
    """One database, one data folder and as many processes over them as a test wants."""

    def __init__(
        self,
        data: Path,
        database: str,
        *,
        settings: str = "tests.faults.settings",
        verbs: str = "tests.faults.verbs",
        **more: str,
    ) -> None:
        self.data = data
        self.environment = {
            **os.environ,
            **more,
            "DJANGO_SETTINGS_MODULE": settings,
            "WATERSMEET_DATA": str(data),
            "WATERSMEET_DATABASE": database,
            "PYTHONPATH": str(ROOT),
        }
        subprocess.run([sys.executable, "-m", "tests.tables"], cwd=ROOT, env=self.environment, check=True)
        self._house = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.house", verbs],
            cwd=ROOT, env=self.environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._files = 0

    def close(self) -> None:
        """End the nursery."""
        self._house.communicate()

    def run(self, *argv: object, crash_at: str = "", lease: float = 0.3) -> Ended:
        """One process from start to end."""
        return self.wait(*self.start(*argv, crash_at=crash_at, lease=lease))

    def start(self, *argv: object, crash_at: str = "", lease: float = 0.3) -> tuple[int, Path]:
        """Start a process; its id and the file of its output."""
        self._files += 1
        out = self.data / f"out-{self._files}"
        out.touch()
        env = {"WATERSMEET_CRASH_AT": crash_at, "WATERSMEET_LEASE": str(lease)}
        asked = {"argv": [str(each) for each in argv], "env": env, "out": str(out)}
        return self._ask(asked)["pid"], out

    def wait(self, pid: int, out: Path) -> Ended:
        """Wait for its end."""
        return Ended(self._ask({"wait": pid})["status"], out.read_text())

    def wait_for_crash(self, pid: int, out: Path, seconds: float = 10) -> Ended:
        """Wait until it dies by itself; a process that does not is stopped, and its status says so."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            status = self._ask({"poll": pid})["status"]
            if status is not None:
                return Ended(status, out.read_text())
            time.sleep(0.02)
        os.kill(pid, signal.SIGTERM)
        return self.wait(pid, out)

    @contextmanager
    def worker(self, *argv: object, lease: float = 0.3) -> Iterator[None]:
        """A worker at work, stopped cleanly at the end."""
        pid, out = self.start("worker", *argv, lease=lease)
        wait_until(lambda: "at work" in out.read_text())
        try:
            yield
        finally:
            os.kill(pid, signal.SIGTERM)
            ended = self.wait(pid, out)
        assert ended.status == 0, ended.output

    def states(self, prefix: str) -> dict[str, int]:
        """How many postings of a prefix are in each state."""
        counts: dict[str, int] = {}
        for posting in self._postings():
            if posting["key"].startswith(f"{prefix}-"):
                counts[posting["state"]] = counts.get(posting["state"], 0) + 1
        return counts

    def settle(self, prefix: str, seconds: float = 90) -> None:
        """Wait until nothing of a prefix waits any more."""
        wait_until(lambda: not self.states(prefix).get("waiting"), seconds)

    def _postings(self) -> list[dict[str, str]]:
        shown: list[dict[str, str]] = self.run("postings").last
        return shown

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        assert self._house.stdin
        assert self._house.stdout
        self._house.stdin.write(json.dumps(asked) + "\n")
        self._house.stdin.flush()
        told: dict[str, Any] = json.loads(self._house.stdout.readline())
        return told
