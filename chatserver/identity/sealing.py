"""How is a secret kept in the database so that whoever reads a backup has nothing?"""

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class Unsealed(Exception):
    """This was sealed with another key, for something else, or is no sealed value at all."""


def seal(key: bytes, value: bytes, *, what: str) -> str:
    """Return the value so that only the key opens it, and only as that of `what`."""
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, value, what.encode())).decode()


def unseal(key: bytes, sealed: str, *, what: str) -> bytes:
    """Return what was sealed; raises `Unsealed`."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], what.encode())
    except (InvalidTag, ValueError, binascii.Error):
        raise Unsealed from None
