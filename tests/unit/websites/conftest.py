"""Web servers of our own, on addresses of this machine, and the one exception that lets tests ask them."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from watersmeet.exchange.websites.asking import Address, Rules


@dataclass
class Site:
    """What a server does: `says` is (status, headers) for a method and path; what was asked of it."""

    port: int = 0
    says: Callable[[str, str], tuple[int, dict[str, str]]] = lambda _method, _path: (200, {})
    raw: Callable[[Any], None] | None = None
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def address(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """A whole address there."""
        return f"http://{host}:{self.port}{path}"

    @property
    def rules(self) -> Rules:
        """The exception, for tests alone: this port, at any address of this machine, and a few seconds."""
        return Rules(may_ask=_of_this_machine, ports=frozenset({self.port}), seconds=3.0)


def _of_this_machine(address: Address) -> bool:
    return address.is_loopback


@contextmanager
def serving(site: Site, host: str = "127.0.0.1", port: int = 0, wrap: Any = None) -> Iterator[Site]:
    """A server that does as the site says, while it is needed."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            site.asked.append((self.command, self.path, self.headers.get("Host", "")))
            if site.raw:
                site.raw(self)
                return
            status, headers = site.says(self.command, self.path)
            self.send_response(status)
            for name, said in headers.items():
                self.send_header(name, said)
            self.end_headers()

        do_HEAD = _answer  # noqa: N815 - as its library calls them
        do_GET = _answer  # noqa: N815

        def log_message(self, *_args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    if wrap:
        server.socket = wrap(server.socket)
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    """One that answers on every address of this machine."""
    with serving(Site(), host="0.0.0.0") as one:  # noqa: S104 - for the length of a test
        yield one


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of localhost that nobody signed but itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "localhost.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
