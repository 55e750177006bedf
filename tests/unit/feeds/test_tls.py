"""A feed by https: its certificate must be for its name, by somebody we trust, though we connect to a number."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.factories.feeds import QUICK
from watersmeet.exchange.feeds.asking import Asker
from watersmeet.exchange.feeds.findings import Findings
from watersmeet.exchange.feeds.silence import Silent


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


def certificate(folder: Path) -> Path:
    """A certificate for "localhost" that vouches for itself, with its key, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    plain = serialization.NoEncryption()
    told = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(told + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port of a server by https, and its certificate."""
    file = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server.server_port, file
        server.shutdown()


def ask(host: str, port: int) -> int:
    asker = Asker(f"https://{host}:{port}", private=True, findings=Findings(), manner=QUICK)
    try:
        return asker.get("/").status
    finally:
        asker.close()


def test_a_certificate_that_is_trusted_is_read(secured: tuple[int, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    port, file = secured
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    assert ask("localhost", port) == 200


def test_one_that_nobody_trusts_is_not(secured: tuple[int, Path]) -> None:
    with pytest.raises(Silent) as silence:
        ask("localhost", secured[0])
    assert silence.value.code == "tls_wrong"


def test_one_of_another_name_is_not(secured: tuple[int, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    port, file = secured
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(Silent) as silence:
        ask("127.0.0.1", port)
    assert silence.value.code == "tls_wrong"
