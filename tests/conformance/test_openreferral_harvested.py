"""Our own directory, served by one installation and harvested by another: what is then published is what was."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import urllib3

from tests.conftest import ROOT
from tests.database import free_port

pytestmark = pytest.mark.conformance
APART = frozenset(
    {
        *("id", "service_id", "location_id", "contact_id", "link_id", "organization_id", "service_at_location_id"),
        *("last_modified", "schedule_link", "notes", "dtstart", "attending_type"),
    }
)
"""What another installation says otherwise: its own ids, when it took a row, and of a course what is not kept."""


def words(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command on an installation of its own."""
    return subprocess.run(
        [sys.executable, "-m", "watersmeet", *words], cwd=ROOT, env=environment(folder, **more), text=True,
        capture_output=True, check=False,
    )  # fmt: skip


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WATERSMEET_", "DJANGO_"))}
    return kept | {"WATERSMEET_DATA": str(folder)} | more


@contextmanager
def served(folder: Path, **more: str) -> Iterator[str]:
    """The address of the directory of an installation, while it is served."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "watersmeet", "serve", "--port", str(port), "--no-worker"],
        cwd=ROOT, env=environment(folder, WATERSMEET_ADDRESS=address, **more),
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib3.request("GET", f"{address}/openreferral/v3", retries=False, timeout=5)
                break
            except urllib3.exceptions.HTTPError:
                time.sleep(0.2)
        yield f"{address}/openreferral/v3"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def published(address: str) -> dict[str, Any]:
    """Every service by its name, without what is its installation's own."""
    told = urllib3.request("GET", f"{address}/services?full=true&per_page=500").json()
    assert told["total_items"] == len(told["contents"])
    return {one["name"]: bare(one) for one in told["contents"]}


def bare(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: bare(value) for name, value in told.items() if name not in APART}
    if isinstance(told, list):
        return sorted((bare(one) for one in told), key=lambda one: json.dumps(one, sort_keys=True))
    return told


def test_what_we_publish_is_harvested_and_published_again(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    made = words(theirs, "demo", "--no-serve", "--json")
    assert made.returncode == 0, made.stderr
    with served(theirs, WATERSMEET_DEMO="1") as address:
        words(ours, "feed", "add", address, "--name", "the demo", "--licence", "OGL 3.0")
        first = words(ours, "feed", "harvest", "--json")
        again = words(ours, "feed", "harvest", "--full", "--json")
        was = published(address)
    assert first.returncode == 0, first.stderr
    figures, unchanged = (json.loads(one.stdout.splitlines()[-1]) for one in (first, again))
    assert len(was) > 10
    assert (figures["rows"], figures["listed"], figures["quarantined"]) == (len(was), len(was), 0)
    assert (figures["version"], figures["known_by"], figures["whole"]) == ("3.0", "version", True)
    assert {one["code"] for one in figures["findings"]} <= {"schedule_words_left_out", "schedule_left_out"}
    assert (unchanged["rows"], unchanged["unchanged"], unchanged["revised"]) == (len(was), len(was), 0)
    with served(ours) as address:
        assert published(address) == was
