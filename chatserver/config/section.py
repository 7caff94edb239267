"""What has every table of config.toml, and which kinds of values stand in several of them?"""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

# What an address may be written with: blanks and quotes belong to a slip of whoever wrote it.
_WRITTEN = re.compile(r"[^\s\"'<>\\`{}|^]+")


def _origin(origin: str) -> str:
    parts = urlsplit(origin)
    whole = origin == f"{parts.scheme}://{parts.netloc}" and _WRITTEN.fullmatch(origin)
    # Reading `port` refuses one that is none.
    if not parts.hostname or parts.port == 0 or not whole:
        raise ValueError("must be an origin such as https://example.org, without a path")
    return origin


def _origin_or_empty(origin: str) -> str:
    return _origin(origin) if origin else origin


def _web_address_or_empty(address: str) -> str:
    parts = urlsplit(address)
    web = parts.scheme in ("https", "http") and parts.hostname and parts.port != 0
    if address and not (web and _WRITTEN.fullmatch(address)):
        raise ValueError("must be an address such as https://example.org/page")
    return address


def _hmac_key(key: SecretStr) -> SecretStr:
    if 0 < len(key.get_secret_value().encode()) < 32:
        raise ValueError("must have at least 32 bytes")
    return key


def _attempts(attempts: str) -> str:
    if not re.fullmatch(r"[1-9]\d{0,6}/(second|minute|hour|day)", attempts):
        raise ValueError("must be a number for each second, minute, hour or day, such as 10/minute")
    return attempts


# Ends that nobody comes near on purpose: beyond them clocks, calendars and databases break.
Count = Annotated[int, Field(ge=1, le=2**31 - 1)]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
Minutes = Annotated[int, Field(ge=1, le=365 * 1440)]
Days = Annotated[int, Field(ge=1, le=3650)]
Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Attempts = Annotated[str, AfterValidator(_attempts)]
HmacKey = Annotated[SecretStr, AfterValidator(_hmac_key)]
Origin = Annotated[str, AfterValidator(_origin)]
OriginOrEmpty = Annotated[str, AfterValidator(_origin_or_empty)]
WebAddressOrEmpty = Annotated[str, AfterValidator(_web_address_or_empty)]


class Section(BaseModel):
    """One table of config.toml; its comments there say what each key is."""

    model_config = ConfigDict(frozen=True, extra="forbid")
