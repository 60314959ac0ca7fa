"""A gateway behind TLS: who shows the right certificate is spoken to, and nobody else is handed a token."""

from __future__ import annotations

import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from acting import OpenSource, Tool, proposed
from fake_gateway import FakeGateway
from fermata.client import Ran
from fermata.encoding import utc_now
from fermata.gateway import Unreachable


class Authority:
    """A certificate authority that nobody knows by itself."""

    def __init__(self, name: str) -> None:
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.key = ec.generate_private_key(ec.SECP256R1())
        made = self._made(self.name, self.key, 1).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        self.certificate = made.sign(self.key, hashes.SHA256())

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def _made(self, name: x509.Name, key: ec.EllipticCurvePrivateKey, days: int) -> x509.CertificateBuilder:
        end = utc_now() + timedelta(days=days)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(self.name)
        made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
        return made.not_valid_before(end - timedelta(days=9)).not_valid_after(end)

    def stands_before(self, gateway: FakeGateway, place: Path, host: str = "localhost", days: int = 1) -> str:
        """The gateway speaks TLS from now on, with a certificate of this authority; where it is then."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        made = self._made(name, key, days).add_extension(names, critical=False).sign(self.key, hashes.SHA256())
        pem, none = serialization.Encoding.PEM, serialization.NoEncryption()
        secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, none)
        file = place / "gateway.pem"
        file.write_bytes(made.public_bytes(pem) + secret)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        gateway._server.socket = context.wrap_socket(gateway._server.socket, server_side=True)
        return f"https://localhost:{gateway._server.server_port}"


def test_with_the_teams_own_authority_all_goes_over_tls(
    gateway: FakeGateway, open_source: OpenSource, tmp_path: Path
) -> None:
    team, tool = Authority("The team's"), Tool()
    url = team.stands_before(gateway, tmp_path)
    source = open_source(gateway_url=url, ca=team.pem)
    esc = proposed(source, gateway)
    gateway.approve(esc)
    assert isinstance(source.run(esc, tool, 5), Ran)
    assert len(tool.effects) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("an authority of the machine's", "unable to get local issuer certificate"),
        ("another authority", "CERTIFICATE_VERIFY_FAILED"),
        ("another host", "Hostname mismatch"),
        ("expired", "certificate has expired"),
    ],
)
def test_every_certificate_that_does_not_hold_is_refused(
    gateway: FakeGateway, open_source: OpenSource, tmp_path: Path, wrong: str, said: str
) -> None:
    team, other = Authority("The team's"), Authority("Another")
    host = "gateway.example" if wrong == "another host" else "localhost"
    url = team.stands_before(gateway, tmp_path, host, days=-1 if wrong == "expired" else 1)
    ca = {"an authority of the machine's": None, "another authority": other.pem}.get(wrong, team.pem)
    source = open_source(gateway_url=url, ca=ca, tries=1)
    with pytest.raises(Unreachable, match=said):
        proposed(source, gateway)
    assert gateway.requests == [], "no byte of a token left"


@pytest.mark.parametrize("url", ["http://gateway.example", "http://192.168.0.7:7000"])
def test_a_token_travels_in_the_clear_on_this_machine_alone(open_source: OpenSource, url: str) -> None:
    with pytest.raises(ValueError, match="give its https:// address"):
        open_source(gateway_url=url)
