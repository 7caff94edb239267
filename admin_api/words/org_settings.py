"""In which words are an organisation's settings told of?"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from admin_api.words.directory import Flag, Reference
from admin_api.words.word import Word
from chatserver.actions.organisations import org_settings
from chatserver.http.texts import Text

Colour = Annotated[Text, Field(pattern="^#[0-9A-Fa-f]{6}$", examples=["#1C7ED6"])]
Locale = Literal["ru", "en"]
Zone = Annotated[Text, Field(min_length=1, max_length=64, examples=["Asia/Yekaterinburg"])]


class ColoursWord(BaseModel):
    """Colours of the brand; null: the screen's own."""

    primary: str | None
    accent: str | None


class ColourChangeWord(Word):
    """Colours that are to be set; null: back to the screen's own."""

    primary: Colour | None = None
    accent: Colour | None = None


class OrgSettingsWord(BaseModel):
    """The settings of an organisation. `logo` is the id of a picture; with `require_totp` every
    employee needs a second factor.
    """

    time_zone: str
    locale: Locale
    colours: ColoursWord
    logo: str | None
    require_totp: bool
    version: int

    @classmethod
    def of(cls, found: org_settings.OrgSettings) -> Self:
        """Return them as they are written."""
        return cls(
            time_zone=found.time_zone,
            locale="en" if found.locale == "en" else "ru",
            colours=ColoursWord(**found.colours),
            logo=found.logo,
            require_totp=found.require_totp,
            version=found.version,
        )


class OrgSettingsChangeWord(Word):
    """What is to be set; what is left out stays, null goes back to the default."""

    time_zone: Zone | None = None
    locale: Locale | None = None
    colours: ColourChangeWord | None = None
    logo: Reference | None = None
    require_totp: Flag | None = None
