"""A passkey as allauth keeps it, of a device that exists in this process alone."""

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData


def registration(rp_id: str = "testserver", credential: bytes = b"one device's own") -> dict[str, Any]:
    """What a browser answers when a passkey is made."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    attested = AttestedCredentialData.create(b"\0" * 16, credential, key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    said = AuthenticatorData.create(hashlib.sha256(rp_id.encode()).digest(), flags, 1, attested)
    client = {"type": "webauthn.create", "challenge": "AAAA", "origin": f"https://{rp_id}"}
    return {
        "id": _text(credential),
        "rawId": _text(credential),
        "type": "public-key",
        "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {
            "clientDataJSON": _text(json.dumps(client).encode()),
            "attestationObject": _text(bytes(AttestationObject.create("none", said, {}))),
        },
    }


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
