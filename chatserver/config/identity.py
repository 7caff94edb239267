"""Who is believed, and for how long?"""

from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator

from chatserver.config.section import Attempts, Days, HmacKey, Minutes, Section, WebAddressOrEmpty

SHARED_BYTES = 32  # RFC 7518, 3.2


class Issuer(Section):
    """Somebody else who may make client tokens: known by a key, or by the address of its keys."""

    issuer: Annotated[str, Field(min_length=1)]
    audience: Annotated[str, Field(min_length=1)]
    key: SecretStr = SecretStr("")
    jwks_url: WebAddressOrEmpty = ""
    algorithms: Annotated[tuple[str, ...], Field(min_length=1)]
    org: Annotated[str, Field(min_length=1)]
    client_claim: Annotated[str, Field(min_length=1)] = "sub"

    @model_validator(mode="after")
    def _one_source_of_keys(self) -> Self:
        if bool(self.key.get_secret_value()) == bool(self.jwks_url):
            raise ValueError("needs either key or jwks_url")
        # A public key that also verifies as a shared secret would let anybody sign.
        families = {name[:2] for name in self.algorithms}
        if "no" in families or len(families) > 1 or (self.jwks_url and "HS" in families):
            raise ValueError("algorithms must be of one family, and HS only with a shared key")
        # Whoever has a token could try out a short one at home, and then sign for every client.
        if "HS" in families and len(self.key.get_secret_value().encode()) < SHARED_BYTES:
            raise ValueError(f"a shared key must have at least {SHARED_BYTES} bytes")
        return self


class Identity(Section):
    """Who is believed, and for how long."""

    staff_key: HmacKey = SecretStr("")
    client_key: HmacKey = SecretStr("")
    miniapp_key: HmacKey = SecretStr("")
    staff_token_minutes: Minutes = 15
    refresh_token_days: Days = 30
    client_token_minutes: Minutes = 60
    login_attempts: Attempts = "10/minute"
    reset_attempts: Attempts = "5/hour"
    platform_totp: bool = True
    token_issuer: str = ""
    signing_key_days: Days = 90
    issuers: tuple[Issuer, ...] = ()

    @model_validator(mode="after")
    def _keys_differ(self) -> Self:
        if self.staff_key.get_secret_value() and self.staff_key == self.client_key:
            raise ValueError("staff_key and client_key must differ")
        return self

    @model_validator(mode="after")
    def _issuers_differ(self) -> Self:
        # A token names its issuer, and nothing else of whose keys it wants.
        names = [one.issuer for one in self.issuers]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"issuers: {name!r} stands there twice")
        return self
