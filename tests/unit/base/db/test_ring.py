"""The key ring: made once, whoever comes first, and never worn out by turning."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from watersmeet.base.db import ring
from watersmeet.base.problems import Problem

MAKE = (
    "import sys, pathlib\n"
    "from watersmeet.base.db import ring\n"
    "sys.stdin.readline()\n"
    "print(ring.read(pathlib.Path(sys.argv[1])).secrets['blind'].hex())"
)


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Path:
    """A ring of this test's own, not made yet."""
    settings.WATERSMEET_KEYS = tmp_path / "apart" / "keys.json"
    return settings.WATERSMEET_KEYS


def test_two_processes_that_make_the_ring_at_once_hold_the_same_one(file: Path) -> None:
    argv = [sys.executable, "-c", MAKE, str(file)]
    both = [
        subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[4])
        for _each in range(2)
    ]
    for process in both:
        assert process.stdin
        process.stdin.write("now\n")
        process.stdin.flush()
    told = [process.communicate()[0].strip() for process in both]
    assert told[0] == told[1] == ring.read(file).secrets["blind"].hex()
    assert list(file.parent.iterdir()) == [file]


def test_many_threads_that_make_the_ring_at_once_hold_the_same_one(file: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        rings = list(pool.map(lambda _each: ring.read(file), range(64)))
    assert all(each == rings[0] for each in rings)


def test_the_ring_can_be_read_by_its_owner_alone(file: Path) -> None:
    ring.read(file)
    assert file.stat().st_mode & 0o077 == 0


def test_a_turned_ring_wraps_anew_and_keeps_the_old_keys_and_secrets(file: Path) -> None:
    before = ring.ring()
    assert ring.rotate() == "k2"
    after = ring.ring()
    assert (after.newest, after.wrapping["k1"], after.secrets) == ("k2", before.wrapping["k1"], before.secrets)
    assert after.wrapping["k2"] != after.wrapping["k1"]


def test_two_that_turn_the_ring_at_once_lose_neither_key(file: Path) -> None:
    ring.ring()
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda _each: ring.rotate(), range(8)))
    assert sorted(names) == [f"k{number}" for number in range(2, 10)]
    assert list(ring.ring().wrapping) == [f"k{number}" for number in range(1, 10)]


def test_labels_and_parts_are_kept_apart(file: Path) -> None:
    codes = {
        ring.keyed("blind", "a", b"bc"),
        ring.keyed("blind", "ab", b"c"),
        ring.keyed("blind", "a", b"b", b"c"),
        ring.keyed("audit", "a", b"bc"),
        ring.keyed("blind", "a", b"bc", b""),
    }
    assert len(codes) == 5


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"{}", b"\xff\xfe", b'{"wrapping": {}, "secrets": {}}', b'{"wrapping": "a", "secrets": []}'],
)
def test_a_damaged_ring_is_told_and_left_as_it_is(file: Path, damage: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(damage)
    with pytest.raises(Problem) as problem:
        ring.ring()
    assert str(file) in problem.value.say
    assert "WATERSMEET_KEYS" in problem.value.next_step
    assert file.read_bytes() == damage


@pytest.mark.parametrize("part", ["wrapping", "secrets"])
@pytest.mark.parametrize("key", ["", "c2hvcnQ=", "no base64", None])
def test_a_ring_with_one_wrong_key_is_damaged(file: Path, part: str, key: str | None) -> None:
    ring.ring()
    held = json.loads(file.read_bytes())
    held[part][next(iter(held[part]))] = key
    file.write_text(json.dumps(held))
    with pytest.raises(Problem, match="damaged"):
        ring.ring()


def test_a_ring_that_cannot_be_made_names_the_setting(file: Path) -> None:
    file.parent.write_text("a file where its folder would be")
    with pytest.raises(Problem) as problem:
        ring.ring()
    assert "WATERSMEET_KEYS" in problem.value.next_step
