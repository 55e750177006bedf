"""A nursery of real `watersmeet` processes: set up once, then forked, so that killing fifty takes seconds.

Its one argument is the module of the verbs that only tests need; that module's WARM are the commands to run once.

It reads one line of JSON at a time. {"argv": [...], "env": {...}, "out": FILE} starts a process with its output in
FILE and answers {"pid": N}. {"wait": N} answers {"status": N}, the negative signal or the exit code; {"poll": N} does
not wait.
"""

import io
import json
import os
import sys
import traceback
from contextlib import redirect_stdout, suppress
from importlib import import_module
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import connections

from watersmeet.config import cli, setup

ROOMS = ("watersmeet.audit.commands", "watersmeet.outbox.commands", "watersmeet.records.referrals.commands")


def main() -> None:
    """Serve until standard input ends."""
    django.setup()
    verbs = sys.argv[1]
    there = (room for room in ROOMS if apps.is_installed(room.rpartition(".")[0]))
    cli.ROOMS_WITH_COMMANDS = (*there, verbs)
    warm_up(import_module(verbs).WARM)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def warm_up(commands: list[list[str]]) -> None:
    """Run every kind of command once, so that each fork has all modules at hand."""
    for argv in commands:
        sys.argv = ["watersmeet", *argv]
        with redirect_stdout(io.StringIO()), suppress(SystemExit):
            cli.main()
    setup.ready = lambda: False
    connections.close_all()


def answer(asked: dict[str, Any]) -> dict[str, int | None]:
    """One answer to one line."""
    if "argv" in asked:
        return {"pid": start(asked["argv"], asked.get("env", {}), asked["out"])}
    pid, status = os.waitpid(asked.get("wait") or asked["poll"], 0 if "wait" in asked else os.WNOHANG)
    return {"status": os.waitstatus_to_exitcode(status) if pid else None}


def start(argv: list[str], env: dict[str, str], out: str) -> int:
    """Fork one process that runs the real command line."""
    pid = os.fork()
    if pid:
        return pid
    os.environ.update(env)
    settings.WATERSMEET_LEASE = float(env.get("WATERSMEET_LEASE", settings.WATERSMEET_LEASE))
    sys.argv = ["watersmeet", *argv]
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    code = 1
    try:
        cli.main()
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:  # noqa: BLE001 - told to whoever waits for the process
        traceback.print_exc()
    finally:
        connections.close_all()
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
