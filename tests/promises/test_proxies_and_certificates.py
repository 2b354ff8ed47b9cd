"""The documented ways to use a proxy and a CA, over real sockets."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme
from maton_google_meet import NetworkError
from maton_google_meet.testing import Contract
from support.clients import KEY, ClientRunner, read_space
from support.fault_server import Behavior, FaultServer, Peer
from support.space_server import SendParts


class RefuseTunnel(Behavior):
    """A proxy that refuses each tunnel; `received` has the first bytes of each connection."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    def accept(self, peer: Peer) -> bool:
        self.received.append(peer.receive())
        peer.send(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
        return False


@pytest.fixture
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls(ca: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_a_certificate_of_the_environment_is_trusted(
    runner: ClientRunner,
    ca: trustme.CA,
    tls: ssl.SSLContext,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    maton_contract: Contract,
) -> None:
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    with FaultServer(SendParts(), tls) as server:
        maton_contract.elsewhere.add(server.url)
        options: dict[str, Any] = {"base_url": server.url, "connection": "c", "retry": None}
        options["transport"] = None  # The client makes its own.
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
        with pytest.raises(NetworkError):
            runner.call(read_space, api_key=KEY, **options)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert runner.call(read_space, api_key=KEY, **options)
        assert len(server.requests) == 1


def test_a_transport_can_have_a_proxy_and_a_certificate(
    runner: ClientRunner, ca: trustme.CA, tls: ssl.SSLContext, maton_contract: Contract
) -> None:
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ca.configure_trust(trust)
    kind: Any = httpx.HTTPTransport if runner.mode == "sync" else httpx.AsyncHTTPTransport
    behavior = RefuseTunnel()
    with FaultServer(SendParts(), tls) as server, FaultServer(behavior) as proxy:
        maton_contract.elsewhere.add(server.url)
        options: dict[str, Any] = {"base_url": server.url, "connection": "c", "retry": None}
        with_trust = kind(verify=trust)
        assert runner.call(read_space, api_key=KEY, transport=with_trust, **options)
        with_proxy = kind(proxy=proxy.url, verify=trust)
        with pytest.raises(NetworkError, match="407"):
            runner.call(read_space, api_key=KEY, transport=with_proxy, **options)
        assert len(server.requests) == 1
    [received] = behavior.received
    assert received.startswith(f"CONNECT 127.0.0.1:{server.port} ".encode())
    assert KEY.encode() not in received
