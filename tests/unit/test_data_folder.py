"""What an installation writes is for its owner alone, whatever the account's habits are."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def set_up(data: Path, **more: str) -> "subprocess.CompletedProcess[bytes]":
    """Run the command as an account whose new files everybody may read."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"WATERSMEET_DATABASE", "WATERSMEET_KEYS", "DJANGO_SETTINGS_MODULE"}
    }
    return subprocess.run(
        [sys.executable, "-m", "watersmeet", "setup"],
        check=False, capture_output=True, env=kept | {"WATERSMEET_DATA": str(data)} | more, umask=0o022,
    )  # fmt: skip


def mode(path: Path) -> int:
    """Who may read and write it."""
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize(
    "there_before",
    ["", "watersmeet.sqlite3", "demo", "files"],
    ids=["made by us", "was open", "has a demo", "its database was elsewhere"],
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


@pytest.mark.parametrize("held", [{"letters"}, {"index.html", "static"}, {"main.cf", "post"}, {"a.tex", "files"}])
def test_a_folder_of_others_is_left_as_it_is(tmp_path: Path, held: set[str]) -> None:
    """A website has a folder `static`, a mail server `post`: neither makes it ours."""
    for name in held:
        (tmp_path / name).mkdir()
    tmp_path.chmod(0o755)
    done = set_up(tmp_path)
    assert (done.returncode, mode(tmp_path), {one.name for one in tmp_path.iterdir()}) == (1, 0o755, held)
    assert f"{tmp_path} holds other things than ours. Let WATERSMEET_DATA name".encode() in done.stderr


def test_a_database_of_another_name_makes_it_ours(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "town.sqlite3").touch()
    where = {"WATERSMEET_DATABASE": f"sqlite://{data}/town.sqlite3", "WATERSMEET_KEYS": str(tmp_path / "ring.json")}
    assert set_up(data, **where).returncode == 0
