"""A port is ours alone, or we say why it is not."""

import socket
from collections.abc import Iterator

import pytest

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
