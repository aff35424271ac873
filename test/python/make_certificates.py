"""Writes certificates for tests into a folder: an authority, one that it has signed, and one of a stranger."""

import datetime
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

folder = Path(sys.argv[1])
now = datetime.datetime.now(datetime.timezone.utc)


def named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def write(name, key, certificate):
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    (folder / f"{name}.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(pem))


def make(name, signer=None, authority=False):
    key = ec.generate_private_key(ec.SECP256R1())
    signed_by, with_key = signer or (named(name), key)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(signed_by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .sign(with_key, hashes.SHA256())
    )
    write(name, key, certificate)
    return certificate.subject, key


authority = make("ca", authority=True)
make("node", authority)
make("stranger")
