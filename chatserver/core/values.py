"""How is a value made that nobody may change, when one is made for every message?"""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[T]) -> type[T]:
    """Make a slotted dataclass that the type checker holds to be frozen.

    A frozen dataclass sets each field through `object.__setattr__`, which makes it take five times
    as long to make. Here nothing stands in the way at run time; that nobody assigns to a field is
    proved before the code runs.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
