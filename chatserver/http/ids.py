"""What can be an id in an address?"""

import re
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator

from chatserver.core.refusals import NotFound

_FORM = re.compile(r"[A-Za-z0-9_-]{1,40}")


_VALUE = re.compile(r"[a-z]{2}_[A-Za-z0-9_-]{43}")


def _known_form(text: str) -> str:
    # An id that cannot exist does not exist: the same answer as for every other.
    if not _FORM.fullmatch(text):
        raise NotFound
    return text


def _value_form(text: str) -> str:
    if not _VALUE.fullmatch(text):
        raise NotFound
    return text


Id = Annotated[str, AfterValidator(_known_form), Path(examples=["st_0a1b2c"])]
LinkValue = Annotated[
    str, AfterValidator(_value_form), Path(description="What stands behind the `#` of the link.")
]
