"""How are organisations' endpoints reached?"""

from typing import Annotated

from pydantic import Field

from chatserver.config.section import Section


class Webhooks(Section):
    """How events reach the endpoints of organisations."""

    allow_private: bool = False
    timeout_s: Annotated[float, Field(ge=1, le=30)] = 15
    endpoints_at_once: Annotated[int, Field(ge=1, le=500)] = 32
