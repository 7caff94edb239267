"""Where do files lie, and which are taken?"""

import shlex
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, field_validator, model_validator

from chatserver.config.section import Count, OriginOrEmpty, Seconds, Section
from chatserver.core.attachments import EXTENSIONS


def _scanner(scanner: str) -> str:
    if scanner.startswith("clamd:"):
        parts = urlsplit(scanner)
        # Reading `port` refuses one that is none.
        if parts.scheme != "clamd" or not parts.hostname or parts.port == 0 or parts.path:
            raise ValueError("must be a command, or clamd://HOST:PORT")
    elif scanner and not shlex.split(scanner):
        raise ValueError("must be a command, or clamd://HOST:PORT")
    return scanner


class Files(Section):
    """Where files lie, and what may be attached. With a `bucket` they lie in S3."""

    @field_validator("types")
    @classmethod
    def _known_types(cls, types: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(types) - EXTENSIONS.keys())
        if unknown:
            raise ValueError(f"files of the type {unknown[0]} cannot be told from others")
        return types

    @model_validator(mode="after")
    def _keys_fit_together(self) -> Self:
        if bool(self.access_key.get_secret_value()) != bool(self.secret_key.get_secret_value()):
            raise ValueError("access_key and secret_key belong together")
        return self

    max_bytes: Count = 41943040
    client_day_bytes: Annotated[int, Field(ge=1)] = 2147483648
    types: tuple[str, ...] = tuple(EXTENSIONS)
    scanner: Annotated[str, AfterValidator(_scanner)] = ""
    scanner_timeout_s: Seconds = 60
    folder: Annotated[str, Field(min_length=1)] = "var/files"
    bucket: str = ""
    endpoint: OriginOrEmpty = ""
    region: str = ""
    access_key: SecretStr = SecretStr("")
    secret_key: SecretStr = SecretStr("")
