"""Who takes what clients pay?"""

from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, model_validator

from chatserver.config.section import Origin, Section, WebAddressOrEmpty


class Payments(Section):
    """Who takes the money of live orders; test orders are always the fake payee's."""

    provider: Literal["", "test", "yookassa"] = ""
    shop_id: str = ""
    secret_key: SecretStr = SecretStr("")
    endpoint: Origin = "https://api.yookassa.ru"
    return_url: WebAddressOrEmpty = ""
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 15

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        keys = (self.shop_id, self.secret_key.get_secret_value())
        if self.provider == "yookassa" and not all(keys):
            raise ValueError("yookassa needs a shop_id and a secret_key")
        return self
