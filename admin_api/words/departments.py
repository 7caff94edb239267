"""In which words is a department changed and told of, and its hours?"""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from admin_api.words.directory import on_one_line
from admin_api.words.word import Word
from chatserver.core.hours import DAYS, SPANS, WORDS
from chatserver.http.texts import Text

DepartmentName = Annotated[
    Text, Field(min_length=1, max_length=100, examples=["Repairs"]), AfterValidator(on_one_line)
]
TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$", examples=["09:00"])]


class SpanWord(Word):
    """From one time of a day until another, by the organisation's time zone."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True, serialize_by_alias=True)

    begin: TimeOfDay = Field(alias="from")
    until: TimeOfDay = Field(examples=["18:00"])


Spans = Annotated[tuple[SpanWord, ...], Field(max_length=SPANS)]


class WeekWord(Word):
    """When a department works on each weekday; on a day without spans it does not."""

    mon: Spans = ()
    tue: Spans = ()
    wed: Spans = ()
    thu: Spans = ()
    fri: Spans = ()
    sat: Spans = ()
    sun: Spans = ()


class DayWord(Word):
    """When a department works on a date, whatever weekday that is: a holiday has no spans."""

    date: Annotated[date, Field(examples=["2027-01-01"])]
    open: Spans


class HoursWord(Word):
    """When a department works. `words` are what the bot says to a client who asks at another time;
    in them `{opens}` stands for when it works again. Empty: the built-in words.
    """

    week: WeekWord
    days: Annotated[tuple[DayWord, ...], Field(max_length=DAYS)] = ()
    words: Annotated[
        Text, Field(max_length=WORDS, examples=["We are back {opens}."]), AfterValidator(str.strip)
    ] = ""

    def stored(self) -> dict[str, Any]:
        """Return them as they are stored."""
        return self.model_dump(mode="json")


class DepartmentCardWord(BaseModel):
    """A department; without `hours` it always works."""

    id: str
    name: str
    hours: HoursWord | None
    version: int


class NewDepartmentWord(Word):
    """A department to be added."""

    name: DepartmentName
    hours: HoursWord | None = None


class DepartmentChangeWord(Word):
    """What is to be changed of a department; what is left out stays."""

    name: DepartmentName = "-"
    hours: HoursWord | None = None
