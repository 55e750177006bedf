"""A port is ours alone, or we say why it is not."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from watersmeet.base.problems import Conflict
from watersmeet.config import cli, serving


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door.getsockname()[1]


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Nothing is set up or served; the ports that would have been."""
    served: list[int] = []
    monkeypatch.setattr("watersmeet.config.setup.ready", lambda: False)
    monkeypatch.setattr(serving, "serve", lambda _host, port, **_rest: served.append(port))
    return served


def test_serve_keeps_off_a_port_in_use(taken: int, quiet: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["serve", "--port", str(taken)]) == 1
    assert (capsys.readouterr().err.startswith(f"watersmeet: Port {taken} is in use."), quiet) == (True, [])


def test_messages_of_a_demo_lead_to_where_it_is_served(quiet: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "WATERSMEET_ADDRESS", "http://127.0.0.1:8000")
    for name in ("WATERSMEET_ADDRESS", "WATERSMEET_DEMO", "WATERSMEET_DATA"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    led: list[str] = []
    monkeypatch.setattr("watersmeet.demo.api.ready", lambda: led.append(settings.WATERSMEET_ADDRESS) is None)
    assert cli.run(["demo", "--no-serve", "--port", "8123"]) == 0
    assert led == [os.environ["WATERSMEET_ADDRESS"]] == ["http://127.0.0.1:8123"]


@pytest.mark.parametrize("verb", ["serve", "demo"])
@pytest.mark.parametrize("port", ["99999", "0", "-1"])
def test_there_is_no_such_port(verb: str, port: str, quiet: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([verb, f"--port={port}"]) == cli.MISREAD
    said = capsys.readouterr().err
    assert (said.count("\n"), "--port" in said, quiet) == (1, True, [])


def test_not_permitted_is_not_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_door: socket.socket, _address: tuple[str, int]) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("socket.socket.bind", refuse)
    with pytest.raises(Conflict) as problem:
        serving.insist_free("127.0.0.1", 80)
    assert problem.value.say == "You are not permitted to use port 80."


def test_an_address_of_another_machine_is_told(taken: int) -> None:
    with pytest.raises(Conflict) as problem:
        serving.insist_free("192.0.2.1", taken)
    assert "192.0.2.1" in problem.value.say


SLOW = "; ".join(
    (
        "import os, time",
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'watersmeet.config.settings'",
        "from watersmeet.config import serving",
        "serving.serve('127.0.0.1', {port}, with_worker=True, meanwhile=lambda: time.sleep(600))",
    )
)


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize(
    ("words", "begun"),
    [(["-m", "watersmeet", "serve", "--port", "{port}"], 2), (["-c", SLOW], 1)],
    ids=["serving", "while a place is made"],
)
def test_one_signal_ends_all_that_was_begun(words: list[str], begun: int, told: signal.Signals, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    command = [sys.executable, *(word.format(port=port) for word in words)]
    environment = os.environ | {"WATERSMEET_DATA": str(tmp_path)}
    serving_it = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    assert within(60, lambda: answers(port)), "it never answered"
    children = [int(pid) for pid in _children(serving_it.pid)]
    assert len(children) == begun
    serving_it.send_signal(told)
    serving_it.wait(2 * serving.STOPS_WITHIN)
    assert within(5, lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))
    assert not answers(port)


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def within(seconds: float, happens: Callable[[], bool]) -> bool:
    """Whether it happens in time."""
    until = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True
