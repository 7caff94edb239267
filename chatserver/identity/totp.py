"""Is this the code that a person's authenticator shows now? (RFC 6238: SHA-1, 6 digits, 30 s)"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import pyotp

from chatserver.identity.sealing import seal, unseal

STEP_MS = 30_000
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read for something else


@dataclass(frozen=True, slots=True)
class Totp:
    """Makes, seals and checks second factors; `key` is the server's, for this purpose alone."""

    key: bytes

    def fresh_secret(self) -> str:
        """Return a new secret of 160 bits in base32."""
        return pyotp.random_base32(32)

    def seal(self, secret: str, *, staff: str) -> str:
        """Return what is stored of a secret: it can be opened for this employee alone."""
        return seal(self.key, secret.encode(), what=f"totp of {staff}")

    def open(self, sealed: str, *, staff: str) -> str:
        """Return the secret again; raises `Unsealed`."""
        return unseal(self.key, sealed, what=f"totp of {staff}").decode()

    def uri(self, secret: str, *, email: str) -> str:
        """Return what an authenticator reads from a QR code."""
        return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="chatserver")

    def step_of(self, secret: str, code: str, *, now: int) -> int | None:
        """Return the step whose code this is: the one of now, or of 30 seconds before or after."""
        here, shown = now // STEP_MS, code.encode("utf-8", "replace")
        for step in (here, here - 1, here + 1):
            if hmac.compare_digest(pyotp.TOTP(secret).at(step * STEP_MS // 1000).encode(), shown):
                return step
        return None

    def fresh_recovery_codes(self) -> list[str]:
        """Return codes of 59 bits each, to be kept on paper."""
        return ["-".join(_letters() for _ in range(3)) for _ in range(RECOVERY_CODES)]

    def recovery_hash(self, code: str) -> str:
        """Return what is stored of a recovery code, however it was typed."""
        plain = "".join(code.casefold().replace("-", " ").split())
        return hmac.new(self.key, plain.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _letters() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(4))
