"""What an installation writes is for its owner alone, whatever the account's habits are."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def set_up(data: Path) -> "subprocess.CompletedProcess[bytes]":
    """Run the command as an account whose new files everybody may read."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"WATERSMEET_DATABASE", "WATERSMEET_KEYS", "DJANGO_SETTINGS_MODULE"}
    }
    return subprocess.run(
        [sys.executable, "-m", "watersmeet", "setup"],
        check=False, capture_output=True, env=kept | {"WATERSMEET_DATA": str(data)}, umask=0o022,
    )  # fmt: skip


def mode(path: Path) -> int:
    """Who may read and write it."""
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize(
    "there_before", ["", "watersmeet.sqlite3", "demo"], ids=["made by us", "was open", "has a demo"]
)
def test_nobody_else_reads_the_data(tmp_path: Path, there_before: str) -> None:
    data = tmp_path / "data"
    if there_before:
        data.mkdir(mode=0o755)
        (data / there_before).touch(mode=0o644)
    assert set_up(data).returncode == 0
    assert mode(data) == 0o700
    assert (data / "static").is_dir(), "its absence is warned of at each start"
    assert mode(data / "watersmeet.sqlite3") == mode(data / "keys.json") == 0o600


def test_a_folder_of_others_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    tmp_path.chmod(0o755)
    done = set_up(tmp_path)
    assert (done.returncode, mode(tmp_path), [*tmp_path.iterdir()]) == (1, 0o755, [tmp_path / "letters"])
    assert f"{tmp_path} holds other things than ours. Let WATERSMEET_DATA name".encode() in done.stderr
