"""What an installation writes is for its owner alone, whatever the account's habits are."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def set_up(data: Path) -> None:
    """Run the command as an account whose new files everybody may read."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"WATERSMEET_DATABASE", "WATERSMEET_KEYS", "DJANGO_SETTINGS_MODULE"}
    }
    subprocess.run(
        [sys.executable, "-m", "watersmeet", "setup"],
        check=True, capture_output=True, env=kept | {"WATERSMEET_DATA": str(data)}, umask=0o022,
    )  # fmt: skip


def mode(path: Path) -> int:
    """Who may read and write it."""
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("there_before", [False, True], ids=["made by us", "was open"])
def test_nobody_else_reads_the_data(tmp_path: Path, there_before: bool) -> None:
    data = tmp_path / "data"
    if there_before:
        data.mkdir(mode=0o755)
        (data / "watersmeet.sqlite3").touch(mode=0o644)
    set_up(data)
    assert mode(data) == 0o700
    assert (data / "static").is_dir(), "its absence is warned of at each start"
    assert mode(data / "watersmeet.sqlite3") == mode(data / "keys.json") == 0o600
